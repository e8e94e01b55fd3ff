package pop3bridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.accounts.Secret;
import pop3bridge.config.Config.Encryption;
import pop3bridge.config.Config.LogFormat;
import pop3bridge.pop3.LastPolicy;
import pop3bridge.pop3.Utf8Headers;
import pop3bridge.server.ServerConfig.Apop;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.server.ServerConfig.UnknownUsers;
import pop3bridge.store.ObjectStore.Restore;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Verdicts;

/** All settings. A new setting needs a constant here, an entry in {@link #ALL} and a component in {@link Config}. */
final class Settings {
    static final Setting<String> STORE_BUCKET = Setting.required("store.bucket",
            ValueType.text(
                    "a bucket name of 3 to 63 lower-case letters, digits, hyphens and dots, or the ARN of an access point",
                    "[A-Za-z0-9._-]{3,255}|arn:aws[a-z-]*:s3[a-z-]*:[a-z0-9-]*:\\d{12}:[A-Za-z0-9._:/-]+"),
            "The bucket that contains the mail, or an access point, given by its alias or ARN.");
    static final Setting<URI> STORE_ENDPOINT = Setting.optional("store.endpoint", ValueType.url(),
            "`AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` or the profile's, else AWS",
            "The URL of the store. Set it for a store other than AWS.");
    static final Setting<String> STORE_REGION = Setting.optional("store.region",
            ValueType.text("a region name, such as eu-central-1", "[A-Za-z0-9._-]{1,64}"),
            "`AWS_REGION`, `AWS_DEFAULT_REGION` or the profile's, else `us-east-1`",
            "The region that requests are signed for.");
    static final Setting<Boolean> STORE_PATH_STYLE = Setting.optional("store.path-style", ValueType.truth(),
            "`true` with an endpoint that is not AWS, else `false`",
            "Whether the bucket name is in the path of the URL (`true`) or in its host name (`false`).");
    static final Setting<String> STORE_ACCESS_KEY = Setting.optional("store.access-key",
            ValueType.key(key -> key), "the AWS environment",
            "The access key. Set it together with `store.secret-key`.");
    static final Setting<Secret> STORE_SECRET_KEY = Setting.optional("store.secret-key", ValueType.key(Secret::of),
            "none",
            "The secret key that belongs to `store.access-key`.");
    static final Setting<Path> STORE_SECRET_KEY_FILE = Setting.optional("store.secret-key-file", ValueType.path(),
            "none", "A file that contains the secret key, instead of `store.secret-key`.");
    static final Setting<String> STORE_MAILDROP_ROLE = Setting.optional("store.maildrop-role",
            ValueType.text("the ARN of a role", "arn:[^:]*:iam::[^:]*:role/\\S+"), "one identity for all maildrops",
            "A role that the server assumes for each maildrop (STS AssumeRole), with a session policy that allows only that "
                    + "maildrop's objects: see [Security](security.md#a-role-for-each-maildrop).");
    static final Setting<URI> STORE_KMS_ENDPOINT = Setting.optional("store.kms-endpoint", ValueType.url(),
            "`AWS_ENDPOINT_URL_KMS`, `AWS_ENDPOINT_URL` or the profile's, else AWS",
            "The URL of KMS, for `mail.encryption: kms`. The region is that of the store.");
    static final Setting<URI> STORE_EVENTS_QUEUE = Setting.optional("store.events-queue", ValueType.url(), "none",
            "The URL of an SQS queue with the bucket's event notifications. A login to a maildrop that is known to be empty then "
                    + "needs no request: see [Event notifications](producers.md#event-notifications).");
    static final Setting<Duration> STORE_EVENTS_MAX_AGE = Setting.of("store.events-max-age",
            ValueType.duration("1s", "24h"), "5m",
            "How long an empty maildrop is taken for empty without a new event. If events are lost, new mail is seen after this time.");
    static final Setting<Duration> STORE_START_WAIT = Setting.of("store.start-wait", ValueType.duration("0s", "1h"),
            "30s",
            "How long the server waits at start for a store that does not respond. During this time `/readyz` gives the reason.");
    static final Setting<Duration> STORE_PROBE_INTERVAL = Setting.of("store.probe-interval",
            ValueType.duration("0s", "720h"), "24h",
            "How long the result of a [store test](operations.md#store-test) is trusted at start. While it runs, the server "
                    + "repeats the test after this time. `0s`: every start waits for a whole test, which is not repeated.");
    static final Setting<String> MAIL_PREFIX = Setting.of("mail.prefix", ValueType.mailPrefix(), "mail/{user}/",
            "The prefix of a user's messages in the bucket. `{user}` is the user name; `{local}` and `{domain}` are "
                    + "the parts before and after the `@`.");
    static final Setting<LineEnds> MAIL_LINE_ENDS = Setting.of("mail.line-ends", ValueType.constant(LineEnds.class),
            "detect",
            "How messages are stored. `crlf`: all with CRLF line endings, so that the listing gives their sizes. "
                    + "`detect`: with CRLF or LF; the server reads each message once to determine its size.");
    static final Setting<Encryption> MAIL_ENCRYPTION = Setting.of("mail.encryption",
            ValueType.constant(Encryption.class), "off",
            "Whether messages that their writer encrypted (SES \"Message encryption\", S3 client-side encryption) are "
                    + "served as the message inside. `kms`: KMS decrypts their keys, see "
                    + "[Forms of objects](producers.md#forms-of-objects). Not with `mail.line-ends: crlf`: an encrypted object is "
                    + "longer than its message, so the listing does not give its size.");
    static final Setting<Verdicts> MAIL_SES_VERDICTS = Setting.of("mail.ses-verdicts",
            ValueType.constant(Verdicts.class), "serve",
            "What becomes of messages that the scan of Amazon SES found spam or a virus in. `serve`: they are served like others. "
                    + "`hide`: clients do not see them; they stay in the bucket. `mark`: their subjects begin with `[SPAM]` or "
                    + "`[VIRUS]`. See [Verdicts](producers.md#verdicts-of-amazon-ses). Only `serve` with "
                    + "`mail.line-ends: crlf`: the verdict is in the message, not in the listing.");
    static final Setting<String> MAIL_QUARANTINE = Setting.optional("mail.quarantine", ValueType.mailPrefix(),
            "they stay where they are",
            "The prefix to which hidden messages are moved, such as `quarantine/{user}/`. Needs `mail.ses-verdicts: hide`.");
    static final Setting<Integer> MAIL_RESTORE_ARCHIVED_DAYS = Setting.optional("mail.restore-archived-days",
            ValueType.number(1, 365), "no restore",
            "For how many days a message in the storage class `GLACIER` or `DEEP_ARCHIVE` is restored when a client retrieves it. The "
                    + "client gets `-ERR [SYS/TEMP]` until the store has restored it. See "
                    + "[Archived messages](producers.md#archived-messages).");
    static final Setting<Restore.Tier> MAIL_RESTORE_ARCHIVED_TIER = Setting.of("mail.restore-archived-tier",
            ValueType.constant(Restore.Tier.class), "standard",
            "How fast, and at what price, S3 restores: `expedited` takes minutes and does not work for `DEEP_ARCHIVE`, `standard` "
                    + "takes hours, `bulk` up to two days.");
    static final Setting<Boolean> MAIL_READ_ONLY = Setting.of("mail.read-only", ValueType.truth(), "false",
            "Whether to refuse all deletions, for example for an archive. DELE is answered `-ERR [SYS/PERM]`.");
    static final Setting<String> MAIL_KEEP_REMOVED = Setting.optional("mail.keep-removed", ValueType.mailPrefix(),
            "no copies",
            "The prefix to which each message is copied before it is deleted, such as `removed/{user}/`. Use it for "
                    + "clients that delete mail and then lose it. Expire the copies with a lifecycle rule.");
    static final Setting<Boolean> MAIL_DELETE_UNREADABLE = Setting.of("mail.delete-unreadable", ValueType.truth(),
            "false",
            "Whether clients may delete messages that cannot be read because their writer compressed or encrypted "
                    + "them.");
    static final Setting<Integer> MAIL_MAX_MESSAGES = Setting.optional("mail.max-messages",
            ValueType.number(1, 100_000_000), "all messages",
            "The maximum number of messages that a client sees in a session: the oldest ones. Use it for clients that "
                    + "fail with large maildrops and delete what they have fetched. A client that leaves mail on the "
                    + "server would never see the newer messages.");
    static final Setting<String> CONTROL_PREFIX = Setting.of("control.prefix",
            ValueType.text("a prefix that ends with /, without { and }", "[\\P{Cntrl}&&[^{}]]+/"), ".pop3bridge/",
            "The prefix for pop3bridge's own objects in the bucket, such as locks.");
    static final Setting<List<Address>> POP3_LISTEN = Setting.optional("pop3.listen", ValueType.addresses(),
            "`127.0.0.1:1110`, or none if `pop3.listeners` is set",
            "Addresses that serve POP3, with STLS if `tls.certificate` is set. Port 0 picks a free port.");
    static final Setting<List<Address>> POP3S_LISTEN = Setting.optional("pop3s.listen", ValueType.addresses(), "none",
            "Addresses that serve POP3 with implicit TLS, usually on port 995.");
    static final Setting<List<ListenerEntry>> POP3_LISTENERS = Setting.optional("pop3.listeners",
            ValueType.listeners(), "none",
            "Listeners with their own options: see [Listeners](#listeners).");
    static final Setting<List<String>> PROXY_TRUSTED = Setting.optional("proxy.trusted", ValueType.networks(), "none",
            "Load balancers and proxies whose PROXY protocol header (on listeners with `proxy-protocol: true`) or XCLIENT "
                    + "command is trusted.");
    static final Setting<List<Path>> TLS_CERTIFICATE = Setting.optional("tls.certificate", ValueType.paths(), "no TLS",
            "Files that contain a certificate and its chain, in PEM or PKCS#12. If there are several, the host name that the "
                    + "client sends (SNI) selects one; the first is the default. Changed files are reloaded.");
    static final Setting<List<Path>> TLS_KEY = Setting.optional("tls.key", ValueType.paths(),
            "the certificate's file", "Files that contain the private keys, in the order of `tls.certificate`.");
    static final Setting<Path> TLS_KEY_PASSWORD_FILE = Setting.optional("tls.key-password-file", ValueType.path(),
            "none", "A file that contains the password of encrypted keys and PKCS#12 files.");
    static final Setting<Path> TLS_CLIENT_CA = Setting.optional("tls.client-ca", ValueType.path(),
            "no client certificates",
            "A PEM file with the CA certificates that client certificates are verified against.");
    static final Setting<PlaintextLogin> POP3_PLAINTEXT_LOGIN = Setting.of("pop3.plaintext-login",
            ValueType.constant(PlaintextLogin.class), "loopback",
            "Which clients may send a password without TLS: those that connect over loopback (`loopback`), all (`always`) "
                    + "or none (`never`).");
    static final Setting<Apop> POP3_APOP = Setting.of("pop3.apop", ValueType.constant(Apop.class), "auto",
            "Whether APOP is offered. `auto`: only if every password in the users file is `{PLAIN}`, because APOP "
                    + "needs the password itself and some clients try nothing else if it is offered.");
    static final Setting<Duration> POP3_LOGIN_DELAY = Setting.of("pop3.login-delay", ValueType.duration("0s", "24h"),
            "0s", "The minimum time between two logins of a user on this instance. `0s`: no minimum.");
    static final Setting<Utf8Headers> POP3_UTF8_HEADERS = Setting.of("pop3.utf8-headers",
            ValueType.constant(Utf8Headers.class), "as-is",
            "What a client that has not sent UTF8 gets for a message with UTF-8 in its header. `as-is`: the stored message. "
                    + "`surrogate`: an ASCII header (RFC 6858) without some addresses and fields; the server reads each message "
                    + "once to determine its size. `reject`: an error.");
    static final Setting<LastPolicy> POP3_LAST = Setting.of("pop3.last", ValueType.constant(LastPolicy.class), "auto",
            "Which clients may use LAST, which starts at 0 in each session. `auto`: clients that have not sent CAPA, because "
                    + "fetchmail with `keep` fetches all mail each time if it can use LAST.");
    static final Setting<Boolean> POP3_OUTLOOK_NO_NULS = Setting.of("pop3.outlook-no-nuls", ValueType.truth(), "false",
            "Whether to replace each NUL octet with 0x80. Outlook hangs at a NUL octet.");
    static final Setting<Boolean> POP3_OE_NS_EOH = Setting.of("pop3.oe-ns-eoh", ValueType.truth(), "false",
            "Whether to add the missing blank line to a message that has only a header. Outlook Express and Netscape hang "
                    + "without it. The server reads each message once to determine its size.");
    static final Setting<Boolean> POP3_CRLF_FOR_CR = Setting.of("pop3.crlf-for-cr", ValueType.truth(), "false",
            "Whether to send a CR without LF as CRLF, for clients that treat a lone CR as a line ending (.NET's "
                    + "`ReadLine`): for them, a dot after it would end the message. The server reads each message once to "
                    + "determine its size.");
    static final Setting<List<String>> POP3_HIDE_CAPABILITIES = Setting.optional("pop3.hide-capabilities",
            ValueType.capabilities(), "none",
            "Capabilities that CAPA does not list, such as `UTF8, LANG`, for clients that fail because of them. The "
                    + "commands still work.");
    static final Setting<Integer> POP3_CONNECTIONS = Setting.of("pop3.connections", ValueType.number(1, 1_000_000),
            "10000", "The maximum number of connections.");
    static final Setting<Integer> POP3_CONNECTIONS_PER_ADDRESS = Setting.of("pop3.connections-per-address",
            ValueType.number(1, 1_000_000), "1000", "The maximum number of connections from one address.");
    static final Setting<Integer> POP3_CONNECTIONS_BEFORE_LOGIN = Setting.of("pop3.connections-before-login",
            ValueType.number(1, 1_000_000), "2000", "The maximum number of connections that have not logged in.");
    static final Setting<Integer> POP3_CONNECTIONS_BEFORE_LOGIN_PER_ADDRESS = Setting.of(
            "pop3.connections-before-login-per-address", ValueType.number(1, 1_000_000), "100",
            "The maximum number of connections from one address that have not logged in.");
    static final Setting<Integer> POP3_ACCEPT_BACKLOG = Setting.of("pop3.accept-backlog", ValueType.number(1, 65_535),
            "1024",
            "The maximum number of connections that the operating system queues until the server accepts them.");
    static final Setting<Duration> POP3_IDLE_TIMEOUT = Setting.of("pop3.idle-timeout", ValueType.duration("1s", "24h"),
            "10m", "How long a session may be idle after login. RFC 1939 requires at least 10m.");
    static final Setting<Duration> POP3_LOGIN_TIMEOUT = Setting.of("pop3.login-timeout", ValueType.duration("1s", "1h"),
            "60s", "The time limit for a login, from the start of the connection.");
    static final Setting<Integer> POP3_MAX_LINE = Setting.of("pop3.max-line", ValueType.octets("255", "1MiB"), "1024",
            "The maximum length of a command line, including its line ending.");
    static final Setting<UnknownUsers> LOG_UNKNOWN_USERS = Setting.of("log.unknown-users",
            ValueType.constant(UnknownUsers.class), "hash",
            "How the log shows an unknown user name of a failed login: as a `hash`, because it may be a password that "
                    + "was typed into the wrong field, or as the `name` itself.");
    static final Setting<LogFormat> LOG_FORMAT = Setting.of("log.format", ValueType.constant(LogFormat.class), "text",
            "The format of the log: `text` for people, or `json` with the field names of the Elastic Common Schema, one object a line.");
    static final Setting<Boolean> OTEL_TRACES = Setting.of("otel.traces", ValueType.truth(), "false",
            "Whether to send OpenTelemetry traces of sessions, commands and requests to the store by OTLP. The standard variables, "
                    + "such as `OTEL_EXPORTER_OTLP_ENDPOINT` and `OTEL_TRACES_SAMPLER`, say where to and how many: see "
                    + "[OpenTelemetry](operations.md#opentelemetry).");
    static final Setting<Address> MANAGEMENT_LISTEN = Setting.of("management.listen", ValueType.address(),
            "127.0.0.1:9110",
            "The address of the management port, which serves metrics, health checks and the status page: see "
                    + "[Management](management.md).");
    static final Setting<Path> MANAGEMENT_TOKEN_FILE = Setting.optional("management.token-file", ValueType.path(),
            "no token; operators must be on this machine",
            "A file that contains a token of at least 16 characters. Requests to the management port then need it, except "
                    + "health checks. The server reads the file for each request: see [Access](management.md#access).");
    static final Setting<Path> MANAGEMENT_TLS_CERTIFICATE = Setting.optional("management.tls-certificate",
            ValueType.path(), "no TLS",
            "A file that contains a certificate and its chain, in PEM or PKCS#12. The management port then serves HTTPS only.");
    static final Setting<Path> MANAGEMENT_TLS_KEY = Setting.optional("management.tls-key", ValueType.path(),
            "the certificate's file", "A file that contains the private key of `management.tls-certificate`.");
    static final Setting<Path> MANAGEMENT_TLS_KEY_PASSWORD_FILE = Setting.optional("management.tls-key-password-file",
            ValueType.path(), "none", "A file that contains the password of an encrypted key or a PKCS#12 file.");
    static final Setting<Path> MANAGEMENT_TLS_CLIENT_CA = Setting.optional("management.tls-client-ca",
            ValueType.path(), "no client certificates",
            "A PEM file with the CA certificates that client certificates are verified against. Requests to the management port "
                    + "then need a client certificate or the token, except health checks: see [Access](management.md#access).");
    static final Setting<Duration> LOCK_LEASE = Setting.of("lock.lease", ValueType.duration("10s", "10m"), "90s",
            "How long a maildrop stays locked after its server process dies.");
    static final Setting<Duration> LOCK_WAIT = Setting.of("lock.wait", ValueType.duration("0s", "10m"), "10s",
            "How long a login waits for a maildrop that another session has locked.");
    static final Setting<Boolean> LOCK_UNSAFE_SINGLE_INSTANCE = Setting.of("lock.unsafe-single-instance",
            ValueType.truth(), "false",
            "Whether to accept a store that cannot hold locks. This is safe only if no other process opens these "
                    + "maildrops. A message that was being deleted when the process died may reappear.");

    /** Every setting, in the order of the documentation. */
    static final List<Setting<?>> ALL = Stream.of(
            List.of(STORE_BUCKET, STORE_ENDPOINT, STORE_REGION, STORE_PATH_STYLE, STORE_ACCESS_KEY, STORE_SECRET_KEY,
                    STORE_SECRET_KEY_FILE, STORE_MAILDROP_ROLE, STORE_KMS_ENDPOINT, STORE_EVENTS_QUEUE,
                    STORE_EVENTS_MAX_AGE, STORE_START_WAIT,
                    STORE_PROBE_INTERVAL),
            SourceSettings.ALL,
            List.of(MAIL_PREFIX, MAIL_LINE_ENDS, MAIL_ENCRYPTION, MAIL_SES_VERDICTS, MAIL_QUARANTINE,
                    MAIL_RESTORE_ARCHIVED_DAYS,
                    MAIL_RESTORE_ARCHIVED_TIER, MAIL_READ_ONLY, MAIL_KEEP_REMOVED,
                    MAIL_DELETE_UNREADABLE,
                    MAIL_MAX_MESSAGES, CONTROL_PREFIX),
            List.of(POP3_LISTEN, POP3S_LISTEN, POP3_LISTENERS, PROXY_TRUSTED, TLS_CERTIFICATE, TLS_KEY,
                    TLS_KEY_PASSWORD_FILE, TLS_CLIENT_CA),
            List.of(POP3_PLAINTEXT_LOGIN, POP3_APOP, POP3_LOGIN_DELAY, POP3_UTF8_HEADERS, POP3_LAST,
                    POP3_OUTLOOK_NO_NULS, POP3_OE_NS_EOH, POP3_CRLF_FOR_CR, POP3_HIDE_CAPABILITIES),
            List.of(POP3_CONNECTIONS, POP3_CONNECTIONS_PER_ADDRESS, POP3_CONNECTIONS_BEFORE_LOGIN,
                    POP3_CONNECTIONS_BEFORE_LOGIN_PER_ADDRESS, POP3_ACCEPT_BACKLOG, POP3_IDLE_TIMEOUT,
                    POP3_LOGIN_TIMEOUT, POP3_MAX_LINE),
            LmtpSettings.ALL,
            List.of(LOG_FORMAT, LOG_UNKNOWN_USERS, OTEL_TRACES, MANAGEMENT_LISTEN, MANAGEMENT_TOKEN_FILE,
                    MANAGEMENT_TLS_CERTIFICATE, MANAGEMENT_TLS_KEY, MANAGEMENT_TLS_KEY_PASSWORD_FILE,
                    MANAGEMENT_TLS_CLIENT_CA, LOCK_LEASE, LOCK_WAIT, LOCK_UNSAFE_SINGLE_INSTANCE))
            .<Setting<?>>flatMap(List::stream).toList();

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
