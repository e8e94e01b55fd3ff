package pop3bridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.accounts.Secret;
import pop3bridge.config.AccountSettings.LdapProof;
import pop3bridge.config.Config.Accounts.Source;
import pop3bridge.pop3.LastPolicy;
import pop3bridge.pop3.Utf8Headers;
import pop3bridge.pop3.sasl.LoginMethods;
import pop3bridge.server.ServerConfig.Apop;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.server.ServerConfig.UnknownUsers;
import pop3bridge.sources.CertificateAccounts.Name;
import pop3bridge.sources.CertificateAccounts.Use;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;

/** All settings. A new setting needs a constant here, an entry in {@link #ALL} and a component in {@link Config}. */
final class Settings {
    static final Setting<String> STORE_BUCKET = Setting.required("store.bucket",
            ValueType.text("a bucket name alone, without s3:// and prefix, or the ARN of an access point",
                    "[A-Za-z0-9._-]{3,255}|arn:aws[a-z-]*:s3[a-z-]*:[a-z0-9-]*:\\d{12}:[A-Za-z0-9._:/-]+"),
            "The bucket that contains the mail. An access point works too, by its alias or ARN.");
    static final Setting<URI> STORE_ENDPOINT = Setting.optional("store.endpoint", ValueType.url(),
            "`AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` or the profile's, else AWS",
            "The URL of the store, if it is not AWS.");
    static final Setting<String> STORE_REGION = Setting.optional("store.region",
            ValueType.text("a region name, such as eu-central-1", "[A-Za-z0-9._-]{1,64}"),
            "`AWS_REGION`, `AWS_DEFAULT_REGION` or the profile's, else `us-east-1`",
            "The region that requests are signed for.");
    static final Setting<Boolean> STORE_PATH_STYLE = Setting.optional("store.path-style", ValueType.truth(),
            "`true` with an endpoint that is not AWS, else `false`",
            "Whether the bucket name is part of the URL's path instead of its host name.");
    static final Setting<String> STORE_ACCESS_KEY = Setting.optional("store.access-key",
            ValueType.key(key -> key), "the AWS environment",
            "The access key. Set it together with `store.secret-key`.");
    static final Setting<Secret> STORE_SECRET_KEY = Setting.optional("store.secret-key", ValueType.key(Secret::of),
            "none",
            "The secret key that belongs to `store.access-key`.");
    static final Setting<Duration> STORE_START_WAIT = Setting.of("store.start-wait", ValueType.duration("0s", "1h"),
            "30s",
            "How long the server waits at start for a store that does not answer. Meanwhile `/readyz` says why.");
    static final Setting<String> MAIL_PREFIX = Setting.of("mail.prefix", ValueType.mailPrefix(), "mail/{user}/",
            "Where a user's messages are in the bucket. `{user}` is the user name; `{local}` and `{domain}` are its "
                    + "parts before and after the `@`.");
    static final Setting<LineEnds> MAIL_LINE_ENDS = Setting.of("mail.line-ends", ValueType.constant(LineEnds.class),
            "detect",
            "`crlf`: every message is stored with CRLF line endings, so its size is known from the listing. `detect`: "
                    + "the server reads each message once to determine its size.");
    static final Setting<String> MAIL_KEEP_REMOVED = Setting.optional("mail.keep-removed", ValueType.mailPrefix(),
            "none are kept",
            "Where to copy each message that a client deletes, such as `removed/{user}/`. Use it for clients that "
                    + "delete mail and then lose it. Expire the copies with a lifecycle rule.");
    static final Setting<Boolean> MAIL_DELETE_UNREADABLE = Setting.of("mail.delete-unreadable", ValueType.truth(),
            "false",
            "Whether clients may delete messages that no client can read, because their writer compressed or encrypted "
                    + "them.");
    static final Setting<String> CONTROL_PREFIX = Setting.of("control.prefix",
            ValueType.text("a prefix that ends with /, without { and }", "[\\P{Cntrl}&&[^{}]]+/"), ".pop3bridge/",
            "Where the server keeps its locks in the bucket. It must not overlap with the mail.");
    static final Setting<List<Source>> ACCOUNTS_SOURCES = Setting.of("accounts.sources",
            ValueType.constants(Source.class), "file",
            "Where accounts come from, in the order in which the sources are asked: see [Accounts](accounts.md).");
    static final Setting<Path> USERS_FILE = Setting.optional("users.file", ValueType.path(),
            "required with the source `file`",
            "The users file, in the format of Dovecot's passwd-file. A relative path starts at the working directory.");
    static final Setting<List<URI>> LDAP_URLS = Setting.optional("ldap.urls", ValueType.ldapUrls(),
            "required with the source `ldap`",
            "LDAP servers, such as `ldaps://ldap.example.org`. A server is asked if those before it do not answer.");
    static final Setting<String> LDAP_BASE = Setting.optional("ldap.base", ValueType.text("a DN", ".*"),
            "required without `ldap.dn-template`", "The DN below which to search for a user's entry.");
    static final Setting<String> LDAP_FILTER = Setting.optional("ldap.filter", ValueType.text("an LDAP filter", ".+"),
            "required without `ldap.dn-template`",
            "Finds a user's entry, such as `(&(objectClass=person)(mail={user}))`.");
    static final Setting<LdapProof> LDAP_LOGIN = Setting.of("ldap.login", ValueType.constant(LdapProof.class), "bind",
            "How to check a password: `bind` as the entry, or `compare` with its `userPassword`.");
    static final Setting<String> LDAP_DN_TEMPLATE = Setting.optional("ldap.dn-template",
            ValueType.text("a DN that contains {user}", ".*\\{user}.*"), "entries are found by a search",
            "The DN of a user's entry, such as `uid={user},ou=people,dc=example,dc=org`, instead of a search.");
    static final Setting<String> LDAP_BIND_DN = Setting.optional("ldap.bind-dn", ValueType.text("a DN", ".+"),
            "searches are anonymous", "The DN of the service account that searches.");
    static final Setting<Path> LDAP_BIND_PASSWORD_FILE = Setting.optional("ldap.bind-password-file", ValueType.path(),
            "required with `ldap.bind-dn`", "A file that contains the password of `ldap.bind-dn`.");
    static final Setting<Boolean> LDAP_START_TLS = Setting.of("ldap.start-tls", ValueType.truth(), "false",
            "Whether to use StartTLS with `ldap://` servers.");
    static final Setting<Path> LDAP_CA_FILE = Setting.optional("ldap.ca-file", ValueType.path(), "Java's authorities",
            "A file with the certificates, in PEM, of the authorities that may have issued a server's certificate.");
    static final Setting<Boolean> LDAP_ALLOW_PLAINTEXT = Setting.of("ldap.allow-plaintext", ValueType.truth(), "false",
            "Whether passwords may be sent to a directory on another machine without TLS.");
    static final Setting<String> LDAP_NAME_ATTRIBUTE = Setting.optional("ldap.name-attribute",
            ValueType.text("an attribute", "[A-Za-z][A-Za-z0-9;.-]*"), "the name as the user typed it",
            "The attribute that contains the account's name. Set it: LDAP ignores case, and each spelling would have its own maildrop.");
    static final Setting<String> LDAP_MAILDROP_ATTRIBUTE = Setting.optional("ldap.maildrop-attribute",
            ValueType.text("an attribute", "[A-Za-z][A-Za-z0-9;.-]*"), "maildrops follow `mail.prefix`",
            "The attribute that contains a maildrop, such as `s3://bucket/prefix/`. An entry may lack it.");
    static final Setting<Duration> ACCOUNTS_REMEMBER = Setting.of("accounts.remember", ValueType.duration("0s", "1h"),
            "1m",
            "How long a correct password is accepted again without comparing it with its hash, so that clients that poll do not "
                    + "pay for a slow hash each time. A changed users file ends it at once.");
    static final Setting<List<String>> ACCOUNTS_PENALTY_EXEMPT = Setting.optional("accounts.penalty-exempt",
            ValueType.networks(), "none",
            "Clients that are not delayed after wrong passwords, such as a gateway that many clients share. They can guess passwords "
                    + "without limit.");
    static final Setting<Use> ACCOUNTS_CERTIFICATE = Setting.of("accounts.certificate", ValueType.constant(Use.class),
            "off",
            "What a client certificate of `tls.client-ca` is for: `sufficient` to log in with AUTH EXTERNAL, or `required` as a "
                    + "second factor: each login on a TLS connection needs the account's certificate. Connections without TLS "
                    + "need none; `pop3.plaintext-login: never` closes them to passwords.");
    static final Setting<Name> ACCOUNTS_CERTIFICATE_NAME = Setting.of("accounts.certificate-name",
            ValueType.constant(Name.class), "email",
            "Where a client certificate has the name of the account: in a subject alternative name (`email`, `uri`) or in "
                    + "the subject (`common-name`).");
    static final Setting<LoginMethods> AUTH_MECHANISMS = Setting.optional("auth.mechanisms", ValueType.loginMethods(),
            "all that apply",
            "The login methods that clients may use. Each of them is offered only where it applies: see "
                    + "[RFCs](protocol.md#rfcs).");
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
            "Who may send a password without TLS: clients on this machine (`loopback`), everyone (`always`) or no one "
                    + "(`never`).");
    static final Setting<Apop> POP3_APOP = Setting.of("pop3.apop", ValueType.constant(Apop.class), "auto",
            "Whether clients can log in with APOP. `auto`: only if every password in the users file is `{PLAIN}`, "
                    + "because APOP needs the password itself and some clients try nothing else once it is offered.");
    static final Setting<Duration> POP3_LOGIN_DELAY = Setting.of("pop3.login-delay", ValueType.duration("0s", "24h"),
            "0s", "The minimum time between two logins of a user on this instance. `0s`: none.");
    static final Setting<Utf8Headers> POP3_UTF8_HEADERS = Setting.of("pop3.utf8-headers",
            ValueType.constant(Utf8Headers.class), "as-is",
            "What to send to a client without UTF8 if a message has UTF-8 in its header. `as-is`: the stored message. "
                    + "`surrogate`: an ASCII header (RFC 6858), which loses addresses and some fields; each message is read once "
                    + "for its size. `reject`: an error.");
    static final Setting<LastPolicy> POP3_LAST = Setting.of("pop3.last", ValueType.constant(LastPolicy.class), "auto",
            "Which clients may use LAST, which starts at 0 in each session. `auto`: clients that have not sent CAPA. "
                    + "fetchmail with `keep` would fetch all mail each time if it could use LAST.");
    static final Setting<Boolean> POP3_OUTLOOK_NO_NULS = Setting.of("pop3.outlook-no-nuls", ValueType.truth(), "false",
            "Replaces each NUL octet in a message by 0x80. Outlook hangs at a NUL.");
    static final Setting<Boolean> POP3_OE_NS_EOH = Setting.of("pop3.oe-ns-eoh", ValueType.truth(), "false",
            "Adds the missing blank line to a message that has only a header. Outlook Express and Netscape hang "
                    + "without it. Each message is read once for its size.");
    static final Setting<Boolean> POP3_CRLF_FOR_CR = Setting.of("pop3.crlf-for-cr", ValueType.truth(), "false",
            "Sends a CR without LF as CRLF, for clients that treat a lone CR as a line ending (.NET's `ReadLine`). A "
                    + "dot after it would end the message for them. Each message is read once for its size.");
    static final Setting<List<String>> POP3_HIDE_CAPABILITIES = Setting.optional("pop3.hide-capabilities",
            ValueType.capabilities(), "all are listed",
            "Capabilities to leave out of CAPA, such as `UTF8, LANG`, for clients that fail if they are listed. The "
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
            "1024", "How many connections the operating system queues before the server accepts them.");
    static final Setting<Duration> POP3_IDLE_TIMEOUT = Setting.of("pop3.idle-timeout", ValueType.duration("1s", "24h"),
            "10m", "How long a session may be idle. RFC 1939 requires at least 10m.");
    static final Setting<Duration> POP3_LOGIN_TIMEOUT = Setting.of("pop3.login-timeout", ValueType.duration("1s", "1h"),
            "60s", "How long a connection may take to log in.");
    static final Setting<Integer> POP3_MAX_LINE = Setting.of("pop3.max-line", ValueType.octets("255", "1MiB"), "1024",
            "The maximum length of a command line, including its line ending.");
    static final Setting<UnknownUsers> LOG_UNKNOWN_USERS = Setting.of("log.unknown-users",
            ValueType.constant(UnknownUsers.class), "hash",
            "How to log the user name of a failed login that has no account: as a `hash`, because some are passwords "
                    + "typed into the wrong field, or as the `name`.");
    static final Setting<Address> MANAGEMENT_LISTEN = Setting.of("management.listen", ValueType.address(),
            "127.0.0.1:9110", "Where to serve `/metrics`, `/livez` and `/readyz`.");
    static final Setting<Duration> LOCK_LEASE = Setting.of("lock.lease", ValueType.duration("10s", "10m"), "90s",
            "How long a maildrop stays locked after its session dies.");
    static final Setting<Duration> LOCK_WAIT = Setting.of("lock.wait", ValueType.duration("0s", "10m"), "10s",
            "How long a login waits for a maildrop that another session has locked.");
    static final Setting<Boolean> LOCK_UNSAFE_SINGLE_INSTANCE = Setting.of("lock.unsafe-single-instance",
            ValueType.truth(), "false",
            "`true` allows a store that cannot hold locks. This is safe only if no other process opens these "
                    + "maildrops. A message that was being deleted when the process died may reappear.");

    /** Every setting, in the order of the documentation. */
    static final List<Setting<?>> ALL = List.of(STORE_BUCKET, STORE_ENDPOINT, STORE_REGION, STORE_PATH_STYLE,
            STORE_ACCESS_KEY, STORE_SECRET_KEY, STORE_START_WAIT, ACCOUNTS_SOURCES, AUTH_MECHANISMS, ACCOUNTS_CERTIFICATE, ACCOUNTS_CERTIFICATE_NAME,
            ACCOUNTS_REMEMBER, ACCOUNTS_PENALTY_EXEMPT, USERS_FILE,
            LDAP_URLS, LDAP_BASE, LDAP_FILTER, LDAP_LOGIN,
            LDAP_DN_TEMPLATE, LDAP_BIND_DN, LDAP_BIND_PASSWORD_FILE, LDAP_START_TLS, LDAP_CA_FILE, LDAP_ALLOW_PLAINTEXT,
            LDAP_NAME_ATTRIBUTE, LDAP_MAILDROP_ATTRIBUTE, MAIL_PREFIX,
            MAIL_LINE_ENDS,
            MAIL_KEEP_REMOVED, MAIL_DELETE_UNREADABLE,
            CONTROL_PREFIX, POP3_LISTEN, POP3S_LISTEN, POP3_LISTENERS, PROXY_TRUSTED, TLS_CERTIFICATE, TLS_KEY,
            TLS_KEY_PASSWORD_FILE, TLS_CLIENT_CA, POP3_PLAINTEXT_LOGIN, POP3_APOP, POP3_LOGIN_DELAY, POP3_UTF8_HEADERS,
            POP3_LAST, POP3_OUTLOOK_NO_NULS,
            POP3_OE_NS_EOH, POP3_CRLF_FOR_CR, POP3_HIDE_CAPABILITIES,
            POP3_CONNECTIONS, POP3_CONNECTIONS_PER_ADDRESS, POP3_CONNECTIONS_BEFORE_LOGIN,
            POP3_CONNECTIONS_BEFORE_LOGIN_PER_ADDRESS,
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
