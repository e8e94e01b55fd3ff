package pop3bridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.accounts.Secret;
import pop3bridge.pop3.LastPolicy;
import pop3bridge.pop3.Utf8Headers;
import pop3bridge.server.ServerConfig.Apop;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.server.ServerConfig.UnknownUsers;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;

/** All settings. A new one is a constant here, a line in {@link #ALL} and a component in {@link Config}. */
final class Settings {
    static final Setting<String> STORE_BUCKET = Setting.required("store.bucket",
            ValueType.text("a bucket name alone, without s3:// and prefix, or the ARN of an access point",
                    "[A-Za-z0-9._-]{3,255}|arn:aws[a-z-]*:s3[a-z-]*:[a-z0-9-]*:\\d{12}:[A-Za-z0-9._:/-]+"),
            "The bucket that holds the mail; an access point serves too, by its alias or its ARN.");
    static final Setting<URI> STORE_ENDPOINT = Setting.optional("store.endpoint", ValueType.url(),
            "`AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` or the profile's, else AWS",
            "Where the store answers, if it is not AWS.");
    static final Setting<String> STORE_REGION = Setting.optional("store.region",
            ValueType.text("a region name, such as eu-central-1", "[A-Za-z0-9._-]{1,64}"),
            "`AWS_REGION`, `AWS_DEFAULT_REGION` or the profile's, else `us-east-1`",
            "The region that requests are signed for.");
    static final Setting<Boolean> STORE_PATH_STYLE = Setting.optional("store.path-style", ValueType.truth(),
            "`true` with an endpoint that is not AWS, else `false`",
            "Whether the bucket stands in the path of a request and not in the host name.");
    static final Setting<String> STORE_ACCESS_KEY = Setting.optional("store.access-key",
            ValueType.key(key -> key), "the way that the environment of AWS configures",
            "The access key; set it together with `store.secret-key`.");
    static final Setting<Secret> STORE_SECRET_KEY = Setting.optional("store.secret-key", ValueType.key(Secret::of),
            "none",
            "The secret of `store.access-key`.");
    static final Setting<Path> STORE_SECRET_KEY_FILE = Setting.optional("store.secret-key-file", ValueType.path(),
            "none",
            "A file that contains the secret, instead of `store.secret-key`.");
    static final Setting<Duration> STORE_START_WAIT = Setting.of("store.start-wait", ValueType.duration("0s", "1h"),
            "30s", "How long the start waits for a store that does not answer; `/readyz` says why meanwhile.");
    static final Setting<String> MAIL_PREFIX = Setting.of("mail.prefix", ValueType.mailPrefix(), "mail/{user}/",
            "Where a user's mail lies in the bucket; `{user}` is the name, `{local}` and `{domain}` its parts at the `@`.");
    static final Setting<LineEnds> MAIL_LINE_ENDS = Setting.of("mail.line-ends", ValueType.constant(LineEnds.class),
            "detect",
            "`crlf` promises that every message is stored with CRLF, so that its size is known from the listing; "
                    + "`detect` reads a message before it tells its size.");
    static final Setting<String> MAIL_KEEP_REMOVED = Setting.optional("mail.keep-removed", ValueType.mailPrefix(),
            "none are kept",
            "Where a copy of each message is kept that a client removes, such as `removed/{user}/`, for clients that delete what "
                    + "they then lose; a lifecycle rule of the bucket says for how long.");
    static final Setting<Boolean> MAIL_DELETE_UNREADABLE = Setting.of("mail.delete-unreadable", ValueType.truth(),
            "false",
            "Whether clients may delete messages that their writer has compressed or encrypted, which no client can read.");
    static final Setting<String> CONTROL_PREFIX = Setting.of("control.prefix",
            ValueType.text("a prefix that ends with /, without { and }", "[\\P{Cntrl}&&[^{}]]+/"), ".pop3bridge/",
            "Where the bridge keeps its locks in the bucket, apart from the mail.");
    static final Setting<List<Address>> POP3_LISTEN = Setting.optional("pop3.listen", ValueType.addresses(),
            "`127.0.0.1:1110`, or none if `pop3.listeners` is set",
            "Where to serve POP3, with STLS if `tls.certificate` is set. Port 0 takes a free port.");
    static final Setting<List<Address>> POP3S_LISTEN = Setting.optional("pop3s.listen", ValueType.addresses(), "none",
            "Where to serve POP3 with TLS from the first octet, usually port 995.");
    static final Setting<List<ListenerEntry>> POP3_LISTENERS = Setting.optional("pop3.listeners",
            ValueType.listeners(), "none",
            "Ports with options of their own: see [Listeners](#listeners).");
    static final Setting<List<String>> PROXY_TRUSTED = Setting.optional("proxy.trusted", ValueType.networks(), "none",
            "Load balancers whose PROXY protocol header is believed, on listeners with `proxy-protocol: true`.");
    static final Setting<List<Path>> TLS_CERTIFICATE = Setting.optional("tls.certificate", ValueType.paths(), "no TLS",
            "Files with a certificate and its chain, in PEM or PKCS#12. With several, the client's host name (SNI) selects one; the "
                    + "first is the default. Changed files are reloaded.");
    static final Setting<List<Path>> TLS_KEY = Setting.optional("tls.key", ValueType.paths(),
            "the file of the certificate", "Files with the private keys, in the order of `tls.certificate`.");
    static final Setting<Path> TLS_KEY_PASSWORD_FILE = Setting.optional("tls.key-password-file", ValueType.path(),
            "keys are not encrypted", "A file that contains the password of encrypted keys and PKCS#12 files.");
    static final Setting<Path> TLS_CLIENT_CA = Setting.optional("tls.client-ca", ValueType.path(),
            "clients are not asked for a certificate",
            "A file with the certificates, in PEM, of the authorities whose client certificates are accepted.");
    static final Setting<PlaintextLogin> POP3_PLAINTEXT_LOGIN = Setting.of("pop3.plaintext-login",
            ValueType.constant(PlaintextLogin.class), "loopback",
            "Who may send a password without TLS: clients on this machine alone, all, or none.");
    static final Setting<Apop> POP3_APOP = Setting.of("pop3.apop", ValueType.constant(Apop.class), "auto",
            "Whether clients can log in by APOP; `auto` means that they can where every password of the users file is `{PLAIN}`, "
                    + "as APOP needs the password itself and some clients try nothing else.");
    static final Setting<Duration> POP3_LOGIN_DELAY = Setting.of("pop3.login-delay", ValueType.duration("0s", "24h"),
            "0s", "The shortest time between two logins of a user, as far as this process knows; `0s` for none.");
    static final Setting<Utf8Headers> POP3_UTF8_HEADERS = Setting.of("pop3.utf8-headers",
            ValueType.constant(Utf8Headers.class), "as-is",
            "What a client that has not sent UTF8 gets, where a message has UTF-8 in its header: `as-is` the message as it is "
                    + "stored, `surrogate` one with a header in ASCII (RFC 6858), which loses addresses and some fields, "
                    + "`reject` an error. With `surrogate` each message is read once for its size.");
    static final Setting<LastPolicy> POP3_LAST = Setting.of("pop3.last", ValueType.constant(LastPolicy.class), "auto",
            "Whom LAST is served, which begins at 0 in each session: `auto` means clients that have not asked for CAPA. fetchmail "
                    + "with `keep` takes the answer to mean that all mail is new, and fetches all of it each time.");
    static final Setting<Boolean> POP3_OUTLOOK_NO_NULS = Setting.of("pop3.outlook-no-nuls", ValueType.truth(), "false",
            "Sends each NUL of a message as the octet 0x80; Outlook hangs at a NUL.");
    static final Setting<Boolean> POP3_OE_NS_EOH = Setting.of("pop3.oe-ns-eoh", ValueType.truth(), "false",
            "Ends a message that is nothing but a header with the empty line that it lacks; Outlook Express and Netscape hang "
                    + "without it. Each message is read once for its size.");
    static final Setting<Boolean> POP3_CRLF_FOR_CR = Setting.of("pop3.crlf-for-cr", ValueType.truth(), "false",
            "Sends a CR that has no LF after it as CRLF, for clients that take it for a line end (programs that read with .NET's "
                    + "`ReadLine`): a dot after it would end the message for them. Each message is read once for its size.");
    static final Setting<List<String>> POP3_HIDE_CAPABILITIES = Setting.optional("pop3.hide-capabilities",
            ValueType.capabilities(), "all are listed",
            "Capabilities that CAPA does not list, such as `UTF8, LANG`, for clients that fail at them; they work all the same.");
    static final Setting<Integer> POP3_CONNECTIONS = Setting.of("pop3.connections", ValueType.number(1, 1_000_000),
            "10000", "How many connections are served at once.");
    static final Setting<Integer> POP3_CONNECTIONS_PER_ADDRESS = Setting.of("pop3.connections-per-address",
            ValueType.number(1, 1_000_000), "1000", "How many of them may come from one address.");
    static final Setting<Integer> POP3_ACCEPT_BACKLOG = Setting.of("pop3.accept-backlog", ValueType.number(1, 65_535),
            "1024", "How many connections the system queues until they are accepted.");
    static final Setting<Duration> POP3_IDLE_TIMEOUT = Setting.of("pop3.idle-timeout", ValueType.duration("1s", "24h"),
            "10m", "How long a session may be silent; RFC 1939 asks for 10m at least.");
    static final Setting<Duration> POP3_LOGIN_TIMEOUT = Setting.of("pop3.login-timeout", ValueType.duration("1s", "1h"),
            "60s", "How long a connection may take to log in.");
    static final Setting<Integer> POP3_MAX_LINE = Setting.of("pop3.max-line", ValueType.octets("255", "1MiB"), "1024",
            "The longest command line, its line end included.");
    static final Setting<UnknownUsers> LOG_UNKNOWN_USERS = Setting.of("log.unknown-users",
            ValueType.constant(UnknownUsers.class), "hash",
            "How the log shows the name of a failed login that has no account: by a `hash`, as some are passwords typed in the wrong "
                    + "place, or as the `name` that it is.");
    static final Setting<Address> MANAGEMENT_LISTEN = Setting.of("management.listen", ValueType.address(),
            "127.0.0.1:9110", "Where `/metrics`, `/livez` and `/readyz` are served.");
    static final Setting<Duration> LOCK_LEASE = Setting.of("lock.lease", ValueType.duration("10s", "10m"), "90s",
            "How long the lock of a session that has died keeps others out.");
    static final Setting<Duration> LOCK_WAIT = Setting.of("lock.wait", ValueType.duration("0s", "10m"), "10s",
            "How long a login waits for another session's lock.");
    static final Setting<Boolean> LOCK_UNSAFE_SINGLE_INSTANCE = Setting.of("lock.unsafe-single-instance",
            ValueType.truth(), "false",
            "`true` serves a store that cannot hold locks: safe only while no other process opens these maildrops, and "
                    + "a message whose removal was under way when the process died may come back.");

    /** Every setting, in the order of the documentation. */
    static final List<Setting<?>> ALL = Stream.of(
            List.of(STORE_BUCKET, STORE_ENDPOINT, STORE_REGION, STORE_PATH_STYLE, STORE_ACCESS_KEY, STORE_SECRET_KEY,
                    STORE_SECRET_KEY_FILE, STORE_START_WAIT),
            SourceSettings.ALL,
            List.of(MAIL_PREFIX, MAIL_LINE_ENDS, MAIL_KEEP_REMOVED, MAIL_DELETE_UNREADABLE, CONTROL_PREFIX),
            List.of(POP3_LISTEN, POP3S_LISTEN, POP3_LISTENERS, PROXY_TRUSTED, TLS_CERTIFICATE, TLS_KEY,
                    TLS_KEY_PASSWORD_FILE, TLS_CLIENT_CA),
            List.of(POP3_PLAINTEXT_LOGIN, POP3_APOP, POP3_LOGIN_DELAY, POP3_UTF8_HEADERS, POP3_LAST,
                    POP3_OUTLOOK_NO_NULS, POP3_OE_NS_EOH, POP3_CRLF_FOR_CR, POP3_HIDE_CAPABILITIES),
            List.of(POP3_CONNECTIONS, POP3_CONNECTIONS_PER_ADDRESS, POP3_ACCEPT_BACKLOG, POP3_IDLE_TIMEOUT,
                    POP3_LOGIN_TIMEOUT, POP3_MAX_LINE),
            List.of(LOG_UNKNOWN_USERS, MANAGEMENT_LISTEN, LOCK_LEASE, LOCK_WAIT, LOCK_UNSAFE_SINGLE_INSTANCE))
            .<Setting<?>>flatMap(List::stream).toList();

    private Settings() {}

    /** The setting with this dotted key. */
    static Optional<Setting<?>> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** Whether settings lie below this key. */
    static boolean isSection(String key) {
        return ALL.stream().anyMatch(setting -> setting.key().startsWith(key + "."));
    }

    /** The key of a setting or section that differs least from this one. */
    static String nearest(String key) {
        return Nearest.to(key,
                ALL.stream().map(Setting::key).flatMap(k -> Stream.of(k, k.substring(0, k.indexOf('.')))));
    }
}
