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

/** All settings. A new setting needs a constant here, an entry in {@link #ALL} and a component in {@link Config}. */
final class Settings {
    static final Setting<String> STORE_BUCKET = Setting.required("store.bucket",
            ValueType.text("a bucket name without s3:// and prefix, or the ARN of an access point",
                    "[A-Za-z0-9._-]{3,255}|arn:aws[a-z-]*:s3[a-z-]*:[a-z0-9-]*:\\d{12}:[A-Za-z0-9._:/-]+"),
            "The bucket that holds the mail, or the alias or ARN of an access point.");
    static final Setting<URI> STORE_ENDPOINT = Setting.optional("store.endpoint", ValueType.url(),
            "`AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` or the profile's, else AWS",
            "The URL of the S3 endpoint, for stores other than AWS.");
    static final Setting<String> STORE_REGION = Setting.optional("store.region",
            ValueType.text("a region name, such as eu-central-1", "[A-Za-z0-9._-]{1,64}"),
            "`AWS_REGION`, `AWS_DEFAULT_REGION` or the profile's, else `us-east-1`",
            "The region for which requests are signed.");
    static final Setting<Boolean> STORE_PATH_STYLE = Setting.optional("store.path-style", ValueType.truth(),
            "`true` with an endpoint other than AWS, else `false`",
            "Whether requests name the bucket in the path instead of the host name.");
    static final Setting<String> STORE_ACCESS_KEY = Setting.optional("store.access-key",
            ValueType.key(key -> key), "AWS's default credentials chain",
            "The access key; set it together with `store.secret-key`.");
    static final Setting<Secret> STORE_SECRET_KEY = Setting.optional("store.secret-key", ValueType.key(Secret::of),
            "none",
            "The secret of `store.access-key`.");
    static final Setting<Duration> STORE_START_WAIT = Setting.of("store.start-wait", ValueType.duration("0s", "1h"),
            "30s", "How long startup waits for a store that does not respond; meanwhile `/readyz` gives the reason.");
    static final Setting<String> MAIL_PREFIX = Setting.of("mail.prefix", ValueType.mailPrefix(), "mail/{user}/",
            "The prefix of a user's mail in the bucket; `{user}` is the user name, `{local}` and `{domain}` are the parts before and after the `@`.");
    static final Setting<LineEnds> MAIL_LINE_ENDS = Setting.of("mail.line-ends", ValueType.constant(LineEnds.class),
            "detect",
            "`crlf` declares that every message is stored with CRLF line endings: the listing then gives its size. "
                    + "`detect` reads each message once to determine its size.");
    static final Setting<String> MAIL_KEEP_REMOVED = Setting.optional("mail.keep-removed", ValueType.mailPrefix(),
            "no copies",
            "The prefix for copies of the messages that clients delete, such as `removed/{user}/`, in case a client loses what it "
                    + "has fetched. Expire the copies with a lifecycle rule of the bucket.");
    static final Setting<Boolean> MAIL_DELETE_UNREADABLE = Setting.of("mail.delete-unreadable", ValueType.truth(),
            "false",
            "Whether clients may delete messages that no client can read because their producer compressed or encrypted them.");
    static final Setting<String> CONTROL_PREFIX = Setting.of("control.prefix",
            ValueType.text("a prefix that ends with /, without { and }", "[\\P{Cntrl}&&[^{}]]+/"), ".pop3bridge/",
            "The prefix of the bridge's locks in the bucket; must be separate from the mail.");
    static final Setting<Path> USERS_FILE = Setting.required("users.file", ValueType.path(),
            "The users file, in Dovecot's passwd-file format; a relative path is relative to the working directory.");
    static final Setting<List<Address>> POP3_LISTEN = Setting.of("pop3.listen", ValueType.addresses(), "127.0.0.1:1110",
            "The addresses on which POP3 is served; port 0 selects a free port.");
    static final Setting<PlaintextLogin> POP3_PLAINTEXT_LOGIN = Setting.of("pop3.plaintext-login",
            ValueType.constant(PlaintextLogin.class), "loopback",
            "Which clients may send a password without TLS: only those on this machine, all, or none.");
    static final Setting<Apop> POP3_APOP = Setting.of("pop3.apop", ValueType.constant(Apop.class), "auto",
            "Whether APOP is offered. APOP needs the plaintext password, and some clients try nothing else where it is offered: "
                    + "`auto` offers it only if every password in the users file is `{PLAIN}`.");
    static final Setting<Duration> POP3_LOGIN_DELAY = Setting.of("pop3.login-delay", ValueType.duration("0s", "24h"),
            "0s", "The minimum time between two logins of a user, counted in each process separately; `0s` for none.");
    static final Setting<Utf8Headers> POP3_UTF8_HEADERS = Setting.of("pop3.utf8-headers",
            ValueType.constant(Utf8Headers.class), "as-is",
            "What a client that has not sent UTF8 receives for a message with UTF-8 in its header: `as-is` the message as "
                    + "stored, `surrogate` a copy with an ASCII header (RFC 6858), which loses addresses and some fields, "
                    + "`reject` an error. `surrogate` reads each message once to determine its size.");
    static final Setting<LastPolicy> POP3_LAST = Setting.of("pop3.last", ValueType.constant(LastPolicy.class), "auto",
            "Which clients may use LAST, which starts at 0 in each session: `auto` means clients that have not sent CAPA. fetchmail "
                    + "with `keep` takes a 0 to mean that all messages are new, and fetches all of them each time.");
    static final Setting<Boolean> POP3_OUTLOOK_NO_NULS = Setting.of("pop3.outlook-no-nuls", ValueType.truth(), "false",
            "Sends each NUL in a message as the octet 0x80; Outlook hangs on a NUL.");
    static final Setting<Boolean> POP3_OE_NS_EOH = Setting.of("pop3.oe-ns-eoh", ValueType.truth(), "false",
            "Adds the missing empty line after the header of a message without a body; Outlook Express and Netscape hang "
                    + "without it. Reads each message once to determine its size.");
    static final Setting<Boolean> POP3_CRLF_FOR_CR = Setting.of("pop3.crlf-for-cr", ValueType.truth(), "false",
            "Sends a bare CR as CRLF, for clients that treat CR as a line ending (programs that read with .NET's `ReadLine`): "
                    + "to them, a dot after a CR could end the message. Reads each message once to determine its size.");
    static final Setting<List<String>> POP3_HIDE_CAPABILITIES = Setting.optional("pop3.hide-capabilities",
            ValueType.capabilities(), "all are listed",
            "Capabilities that CAPA does not list, such as `UTF8, LANG`, for clients that cannot cope with them. The commands still work.");
    static final Setting<Integer> POP3_CONNECTIONS = Setting.of("pop3.connections", ValueType.number(1, 1_000_000),
            "10000", "The maximum number of concurrent connections.");
    static final Setting<Integer> POP3_CONNECTIONS_PER_ADDRESS = Setting.of("pop3.connections-per-address",
            ValueType.number(1, 1_000_000), "1000", "The maximum number of concurrent connections from one address.");
    static final Setting<Integer> POP3_ACCEPT_BACKLOG = Setting.of("pop3.accept-backlog", ValueType.number(1, 65_535),
            "1024", "The maximum number of connections that the operating system queues before they are accepted.");
    static final Setting<Duration> POP3_IDLE_TIMEOUT = Setting.of("pop3.idle-timeout", ValueType.duration("1s", "24h"),
            "10m", "How long a session may be idle; RFC 1939 requires at least 10m.");
    static final Setting<Duration> POP3_LOGIN_TIMEOUT = Setting.of("pop3.login-timeout", ValueType.duration("1s", "1h"),
            "60s", "How long a connection may take to log in.");
    static final Setting<Integer> POP3_MAX_LINE = Setting.of("pop3.max-line", ValueType.octets("255", "1MiB"), "1024",
            "The maximum length of a command line in octets, including its line ending.");
    static final Setting<UnknownUsers> LOG_UNKNOWN_USERS = Setting.of("log.unknown-users",
            ValueType.constant(UnknownUsers.class), "hash",
            "How the log shows the user name of a failed login if there is no such user: as a `hash`, because it may be a password "
                    + "typed in the wrong field, or as the `name` itself.");
    static final Setting<Address> MANAGEMENT_LISTEN = Setting.of("management.listen", ValueType.address(),
            "127.0.0.1:9110", "The address on which `/metrics`, `/livez` and `/readyz` are served.");
    static final Setting<Duration> LOCK_LEASE = Setting.of("lock.lease", ValueType.duration("10s", "10m"), "90s",
            "How long the lock of a crashed session blocks other logins.");
    static final Setting<Duration> LOCK_WAIT = Setting.of("lock.wait", ValueType.duration("0s", "10m"), "10s",
            "How long a login waits while another session holds the maildrop lock.");
    static final Setting<Boolean> LOCK_UNSAFE_SINGLE_INSTANCE = Setting.of("lock.unsafe-single-instance",
            ValueType.truth(), "false",
            "`true` serves a store that cannot hold locks. This is safe only while no other process opens these maildrops, and "
                    + "a message may reappear if the process crashes during its removal.");

    /** Every setting, in the order of the table in README.md. */
    static final List<Setting<?>> ALL = List.of(STORE_BUCKET, STORE_ENDPOINT, STORE_REGION, STORE_PATH_STYLE,
            STORE_ACCESS_KEY, STORE_SECRET_KEY, STORE_START_WAIT, USERS_FILE, MAIL_PREFIX, MAIL_LINE_ENDS,
            MAIL_KEEP_REMOVED, MAIL_DELETE_UNREADABLE,
            CONTROL_PREFIX, POP3_LISTEN,
            POP3_PLAINTEXT_LOGIN, POP3_APOP, POP3_LOGIN_DELAY, POP3_UTF8_HEADERS, POP3_LAST, POP3_OUTLOOK_NO_NULS,
            POP3_OE_NS_EOH, POP3_CRLF_FOR_CR, POP3_HIDE_CAPABILITIES,
            POP3_CONNECTIONS, POP3_CONNECTIONS_PER_ADDRESS,
            POP3_ACCEPT_BACKLOG,
            POP3_IDLE_TIMEOUT, POP3_LOGIN_TIMEOUT, POP3_MAX_LINE, LOG_UNKNOWN_USERS, MANAGEMENT_LISTEN, LOCK_LEASE,
            LOCK_WAIT,
            LOCK_UNSAFE_SINGLE_INSTANCE);

    private Settings() {}

    /** Returns the setting with this dotted key, or empty if there is none. */
    static Optional<Setting<?>> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    /** Returns whether this key is a section that contains settings. */
    static boolean isSection(String key) {
        return ALL.stream().anyMatch(setting -> setting.key().startsWith(key + "."));
    }

    /** Returns the known setting or section whose key is closest to this one. */
    static String nearest(String key) {
        return Nearest.to(key,
                ALL.stream().map(Setting::key).flatMap(k -> Stream.of(k, k.substring(0, k.indexOf('.')))));
    }
}
