package pop3bridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import pop3bridge.http.HttpSetting;
import pop3bridge.ldap.LdapConfig;
import pop3bridge.ldap.LdapSetting;

/** The settings of the sources of accounts: see {@link Settings}. */
final class SourceSettings {
    static final String DEFAULT_NAME_ATTRIBUTE = "uid";

    static final Setting<Path> USERS_FILE = Setting.optional("users.file", ValueType.path(),
            "required with source `file`",
            "The users, in Dovecot's passwd-file form; a relative path starts at the working directory.");
    static final Setting<Duration> ACCOUNTS_REMEMBER = Setting.of("accounts.remember", ValueType.duration("0s", "1h"),
            "1m",
            "How long a correct password is accepted again without asking its source, so that clients that poll do not pay for a "
                    + "slow hash or a directory each time. A changed users file ends it at once; a password that is changed in a "
                    + "directory or a service still works for this long.");

    static final Setting<List<URI>> LDAP_URLS = Setting.optional(LdapSetting.URLS.key(), ValueType.directories(),
            "required with source `ldap`",
            "The directory's servers; each is asked while those before it do not answer. Without TLS only on this machine, unless "
                    + "`ldap.allow-plaintext` is set.");
    static final Setting<Boolean> LDAP_START_TLS = Setting.of(LdapSetting.START_TLS.key(), ValueType.truth(), "false",
            "Whether connections to `ldap://` turn to TLS before anything is sent.");
    static final Setting<Path> LDAP_CA_FILE = Setting.optional(LdapSetting.CA_FILE.key(), ValueType.path(),
            "the authorities of Java",
            "A file with the certificates, in PEM, of the authorities that may have issued the directory's certificate.");
    static final Setting<Boolean> LDAP_ALLOW_PLAINTEXT = Setting.of(LdapSetting.ALLOW_PLAINTEXT.key(),
            ValueType.truth(), "false", "Allows passwords to be sent to other machines without TLS.");
    static final Setting<LdapProof> LDAP_LOGIN = Setting.of("ldap.login", ValueType.constant(LdapProof.class), "bind",
            "How a password is verified: by a `bind` as the user, or by a `compare` with `userPassword`, which fails with hashed "
                    + "passwords in most directories and ignores locked accounts.");
    static final Setting<String> LDAP_DN_TEMPLATE = Setting.optional(LdapSetting.DN_TEMPLATE.key(),
            ValueType.line("a DN"),
            "the entry is searched for",
            "The DN of a user's entry, such as `uid={user},ou=people,dc=example,dc=org`, if all names make one; then there is no "
                    + "search.");
    static final Setting<String> LDAP_BASE = Setting.optional(LdapSetting.BASE.key(), ValueType.line("a DN"),
            "required without `ldap.dn-template`", "The DN below which users are searched for.");
    static final Setting<LdapConfig.Scope> LDAP_SCOPE = Setting.of("ldap.scope",
            ValueType.constant(LdapConfig.Scope.class), "subtree",
            "Whether the entries are the children of the base, or anywhere below it.");
    static final Setting<String> LDAP_FILTER = Setting.of(LdapSetting.FILTER.key(), ValueType.line("an LDAP filter"),
            "(uid={user})",
            "The filter that finds a user's entry; `{user}` is the name as typed.");
    static final Setting<String> LDAP_BIND_DN = Setting.optional(LdapSetting.BIND_DN.key(), ValueType.line("a DN"),
            "anonymous", "The DN of the account that searches.");
    static final Setting<Path> LDAP_BIND_PASSWORD_FILE = Setting.optional(LdapSetting.BIND_PASSWORD.key(),
            ValueType.path(), "none", "A file that contains the password of `ldap.bind-dn`.");
    static final Setting<String> LDAP_NAME_ATTRIBUTE = Setting.optional(LdapSetting.NAME_ATTRIBUTE.key(),
            ValueType.text("the name of an attribute", "[A-Za-z][A-Za-z0-9-]*|\\d+(?:\\.\\d+)*"),
            "`" + DEFAULT_NAME_ATTRIBUTE + "`; with `ldap.dn-template`, the name as typed",
            "The attribute whose only value is the user name, from which the maildrop follows.");
    static final Setting<String> LDAP_MAILDROP_ATTRIBUTE = Setting.optional(LdapSetting.MAILDROP_ATTRIBUTE.key(),
            ValueType.text("the name of an attribute", "[A-Za-z][A-Za-z0-9-]*|\\d+(?:\\.\\d+)*"),
            "the maildrop follows from the name",
            "The attribute whose value is the address of the user's maildrop, `s3://bucket/prefix/`.");
    static final Setting<Integer> LDAP_CONNECTIONS = Setting.of(LdapSetting.CONNECTIONS.key(),
            ValueType.number(1, 10_000), "8", "How many logins ask the directory at once.");
    static final Setting<Duration> LDAP_CONNECT_TIMEOUT = Setting.of(LdapSetting.CONNECT_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "2s", "The longest time for a connection with its TLS handshake.");
    static final Setting<Duration> LDAP_ANSWER_TIMEOUT = Setting.of(LdapSetting.ANSWER_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "3s",
            "The longest time for the answer to a request; then the next server is asked.");
    static final Setting<Duration> LDAP_LOGIN_TIMEOUT = Setting.of(LdapSetting.LOGIN_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "10s", "The longest time for all requests of a login together.");

    static final Setting<URI> HTTP_URL = Setting.optional(HttpSetting.URL.key(), ValueType.service(),
            "required with source `http`",
            "Where the service answers: `https`, or `http` on this machine. See [Accounts](accounts.md#web-service).");
    static final Setting<Path> HTTP_TOKEN_FILE = Setting.optional(HttpSetting.TOKEN_FILE.key(), ValueType.path(),
            "none", "A file that contains the bearer token that the server sends to the service.");
    static final Setting<Path> HTTP_CA_FILE = Setting.optional(HttpSetting.CA_FILE.key(), ValueType.path(),
            "the authorities of Java",
            "A file with the certificates, in PEM, of the authorities that may have issued the service's certificate.");
    static final Setting<Boolean> HTTP_ALLOW_PLAINTEXT = Setting.of(HttpSetting.ALLOW_PLAINTEXT.key(),
            ValueType.truth(), "false", "Allows passwords to be sent to other machines without TLS.");
    static final Setting<Integer> HTTP_CONNECTIONS = Setting.of(HttpSetting.CONNECTIONS.key(),
            ValueType.number(1, 10_000), "32", "How many logins ask the service at once.");
    static final Setting<Duration> HTTP_CONNECT_TIMEOUT = Setting.of(HttpSetting.CONNECT_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "2s", "The longest time for a connection to the service.");
    static final Setting<Duration> HTTP_ANSWER_TIMEOUT = Setting.of(HttpSetting.ANSWER_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "10s", "The longest time for a login, with waiting and connecting.");

    /** Those of a directory. */
    static final List<Setting<?>> LDAP = List.of(LDAP_URLS, LDAP_START_TLS, LDAP_CA_FILE, LDAP_ALLOW_PLAINTEXT,
            LDAP_LOGIN, LDAP_DN_TEMPLATE, LDAP_BASE, LDAP_SCOPE, LDAP_FILTER, LDAP_BIND_DN, LDAP_BIND_PASSWORD_FILE,
            LDAP_NAME_ATTRIBUTE, LDAP_MAILDROP_ATTRIBUTE, LDAP_CONNECTIONS, LDAP_CONNECT_TIMEOUT, LDAP_ANSWER_TIMEOUT,
            LDAP_LOGIN_TIMEOUT);
    /** Those of a directory that are about the search. */
    static final List<Setting<?>> LDAP_SEARCH = List.of(LDAP_BASE, LDAP_SCOPE, LDAP_FILTER, LDAP_BIND_DN,
            LDAP_BIND_PASSWORD_FILE);
    /** Those of a web service. */
    static final List<Setting<?>> HTTP = List.of(HTTP_URL, HTTP_TOKEN_FILE, HTTP_CA_FILE, HTTP_ALLOW_PLAINTEXT,
            HTTP_CONNECTIONS, HTTP_CONNECT_TIMEOUT, HTTP_ANSWER_TIMEOUT);

    static final Setting<List<SourceKind>> ACCOUNTS_SOURCES = Setting.of("accounts.sources",
            ValueType.constants(SourceKind.class), "file",
            "Where accounts come from, in the order in which they are asked: see [Accounts](accounts.md).");

    /** All of them, in the order of the documentation. */
    static final List<Setting<?>> ALL = Stream
            .of(List.of(ACCOUNTS_SOURCES, ACCOUNTS_REMEMBER, USERS_FILE), LDAP, HTTP)
            .<Setting<?>>flatMap(List::stream).toList();

    private SourceSettings() {}

    /** Those that have an effect only if {@code accounts.sources} lists this kind. */
    static List<Setting<?>> of(SourceKind kind) {
        return switch (kind) {
            case FILE -> List.of(USERS_FILE);
            case LDAP -> LDAP;
            case HTTP -> HTTP;
        };
    }

    /** How a directory verifies a password. */
    enum LdapProof {
        BIND,
        COMPARE
    }
}
