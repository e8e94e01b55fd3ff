package pop3bridge.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import pop3bridge.http.HttpSetting;
import pop3bridge.ldap.LdapConfig;
import pop3bridge.ldap.LdapSetting;
import pop3bridge.pop3.sasl.LoginMethods;
import pop3bridge.sources.CertificateAccounts.Name;
import pop3bridge.sources.CertificateAccounts.Use;

/** The settings of logins and of the authentication backends: see {@link Settings}. */
final class SourceSettings {
    static final String DEFAULT_NAME_ATTRIBUTE = "uid";

    static final Setting<Path> USERS_FILE = Setting.optional("users.file", ValueType.path(),
            "required with source `file`",
            "The users file, in the format of Dovecot's passwd-file. A relative path is resolved against the working directory.");
    static final Setting<Duration> ACCOUNTS_REMEMBER = Setting.of("accounts.remember", ValueType.duration("0s", "1h"),
            "1m",
            "How long a correct password is accepted again without another check, so that frequent logins do not cost a slow "
                    + "hash or a directory query each time. A change of the users file takes effect immediately. After a change in a "
                    + "directory or web service, the old password still works for this long.");

    static final Setting<List<String>> ACCOUNTS_PENALTY_EXEMPT = Setting.optional("accounts.penalty-exempt",
            ValueType.networks(), "none",
            "Clients that are not delayed after failed logins, such as a gateway that many clients share. They can guess "
                    + "passwords without limit.");
    static final Setting<Boolean> ACCOUNTS_LOWER_CASE = Setting.of("accounts.lower-case", ValueType.truth(), "false",
            "Whether to convert the user names that clients send to lower case.");
    static final Setting<List<String>> ACCOUNTS_STRIP_DOMAINS = Setting.optional("accounts.strip-domains",
            ValueType.texts("a domain", "[^@,\\s\\p{Cntrl}]+"), "none",
            "Domains to strip from the user names that clients send: with `example.org`, `anna@example.org` logs in as `anna`.");
    static final Setting<Use> ACCOUNTS_CERTIFICATE = Setting.of("accounts.certificate", ValueType.constant(Use.class),
            "off",
            "Whether clients log in with certificates from `tls.client-ca`. `sufficient`: a certificate is enough for AUTH "
                    + "EXTERNAL. `required`: each login on a TLS connection needs the account's certificate in addition to the "
                    + "password or token. To refuse passwords on connections without TLS, set `pop3.plaintext-login: never`.");
    static final Setting<Name> ACCOUNTS_CERTIFICATE_NAME = Setting.of("accounts.certificate-name",
            ValueType.constant(Name.class), "email",
            "The part of a client certificate that contains the user name: a subject alternative name (`email`, `uri`) or the "
                    + "common name of the subject (`common-name`).");
    static final Setting<LoginMethods> AUTH_MECHANISMS = Setting.optional("auth.mechanisms", ValueType.loginMethods(),
            "all that are possible",
            "The authentication mechanisms that clients may use. A mechanism is offered only where it is possible: see "
                    + "[RFCs](protocol.md#rfcs).");

    static final Setting<List<URI>> LDAP_URLS = Setting.optional(LdapSetting.URLS.key(), ValueType.directories(),
            "required with source `ldap`",
            "LDAP servers, in the order in which they are tried. A server without TLS must be on loopback, unless "
                    + "`ldap.allow-plaintext` is set.");
    static final Setting<Boolean> LDAP_START_TLS = Setting.of(LdapSetting.START_TLS.key(), ValueType.truth(), "false",
            "Whether to use StartTLS with `ldap://` servers.");
    static final Setting<Path> LDAP_CA_FILE = Setting.optional(LdapSetting.CA_FILE.key(), ValueType.path(),
            "the default trust store",
            "A PEM file with the CA certificates that the directory's certificate is verified against.");
    static final Setting<Boolean> LDAP_ALLOW_PLAINTEXT = Setting.of(LdapSetting.ALLOW_PLAINTEXT.key(),
            ValueType.truth(), "false", "Whether passwords may be sent to other machines without TLS.");
    static final Setting<LdapProof> LDAP_LOGIN = Setting.of("ldap.login", ValueType.constant(LdapProof.class), "bind",
            "How to check a password: `bind` as the user's entry, or `compare` it with the attribute `userPassword`. In most "
                    + "directories `compare` fails with hashed passwords and ignores locked accounts.");
    static final Setting<String> LDAP_DN_TEMPLATE = Setting.optional(LdapSetting.DN_TEMPLATE.key(),
            ValueType.line("a DN"),
            "none; a search finds the entry",
            "The DN of a user's entry, such as `uid={user},ou=people,dc=example,dc=org`. Set it to bind without a search.");
    static final Setting<String> LDAP_BASE = Setting.optional(LdapSetting.BASE.key(), ValueType.line("a DN"),
            "required without `ldap.dn-template`", "The search base for users' entries.");
    static final Setting<LdapConfig.Scope> LDAP_SCOPE = Setting.of("ldap.scope",
            ValueType.constant(LdapConfig.Scope.class), "subtree",
            "The search scope: `one` for the children of the base, `subtree` for all entries below it.");
    static final Setting<String> LDAP_FILTER = Setting.of(LdapSetting.FILTER.key(), ValueType.line("an LDAP filter"),
            "(uid={user})",
            "The filter that finds a user's entry. `{user}` is the name as typed.");
    static final Setting<String> LDAP_BIND_DN = Setting.optional(LdapSetting.BIND_DN.key(), ValueType.line("a DN"),
            "anonymous", "The DN of the service account that searches.");
    static final Setting<Path> LDAP_BIND_PASSWORD_FILE = Setting.optional(LdapSetting.BIND_PASSWORD.key(),
            ValueType.path(), "none", "A file that contains the password of `ldap.bind-dn`.");
    static final Setting<String> LDAP_NAME_ATTRIBUTE = Setting.optional(LdapSetting.NAME_ATTRIBUTE.key(),
            ValueType.text("the name of an attribute", "[A-Za-z][A-Za-z0-9-]*|\\d+(?:\\.\\d+)*"),
            "`" + DEFAULT_NAME_ATTRIBUTE + "`; with `ldap.dn-template`, the name as typed",
            "The attribute that contains the account's name. It must have exactly one value.");
    static final Setting<String> LDAP_MAILDROP_ATTRIBUTE = Setting.optional(LdapSetting.MAILDROP_ATTRIBUTE.key(),
            ValueType.text("the name of an attribute", "[A-Za-z][A-Za-z0-9-]*|\\d+(?:\\.\\d+)*"),
            "none; `mail.prefix` applies",
            "The attribute that contains the user's maildrop, such as `s3://bucket/prefix/`. It is optional in each entry.");
    static final Setting<Integer> LDAP_CONNECTIONS = Setting.of(LdapSetting.CONNECTIONS.key(),
            ValueType.number(1, 10_000), "8", "The maximum number of logins that use the directory at the same time.");
    static final Setting<Duration> LDAP_CONNECT_TIMEOUT = Setting.of(LdapSetting.CONNECT_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "2s", "The time limit for a connection, including its TLS handshake.");
    static final Setting<Duration> LDAP_ANSWER_TIMEOUT = Setting.of(LdapSetting.ANSWER_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "3s",
            "The time limit for the response to a request. After it, the next server is tried.");
    static final Setting<Duration> LDAP_LOGIN_TIMEOUT = Setting.of(LdapSetting.LOGIN_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "10s", "The time limit for all requests of one login.");

    static final Setting<URI> HTTP_URL = Setting.optional(HttpSetting.URL.key(), ValueType.service(),
            "required with source `http`",
            "The URL of the service. `http` is allowed only over loopback. See [Accounts](accounts.md#web-service).");
    static final Setting<Path> HTTP_TOKEN_FILE = Setting.optional(HttpSetting.TOKEN_FILE.key(), ValueType.path(),
            "none", "A file that contains the bearer token that the server sends to the service.");
    static final Setting<Path> HTTP_CA_FILE = Setting.optional(HttpSetting.CA_FILE.key(), ValueType.path(),
            "the default trust store",
            "A PEM file with the CA certificates that the service's certificate is verified against.");
    static final Setting<Boolean> HTTP_ALLOW_PLAINTEXT = Setting.of(HttpSetting.ALLOW_PLAINTEXT.key(),
            ValueType.truth(), "false", "Whether passwords may be sent to other machines without TLS.");
    static final Setting<Integer> HTTP_CONNECTIONS = Setting.of(HttpSetting.CONNECTIONS.key(),
            ValueType.number(1, 10_000), "32", "The maximum number of logins that use the service at the same time.");
    static final Setting<Duration> HTTP_CONNECT_TIMEOUT = Setting.of(HttpSetting.CONNECT_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "2s", "The time limit for a connection to the service.");
    static final Setting<Duration> HTTP_ANSWER_TIMEOUT = Setting.of(HttpSetting.ANSWER_TIMEOUT.key(),
            ValueType.duration("1ms", "1h"), "10s",
            "The time limit for one login, including the wait for a free connection.");

    /** The settings of the backend {@code ldap}. */
    static final List<Setting<?>> LDAP = List.of(LDAP_URLS, LDAP_START_TLS, LDAP_CA_FILE, LDAP_ALLOW_PLAINTEXT,
            LDAP_LOGIN, LDAP_DN_TEMPLATE, LDAP_BASE, LDAP_SCOPE, LDAP_FILTER, LDAP_BIND_DN, LDAP_BIND_PASSWORD_FILE,
            LDAP_NAME_ATTRIBUTE, LDAP_MAILDROP_ATTRIBUTE, LDAP_CONNECTIONS, LDAP_CONNECT_TIMEOUT, LDAP_ANSWER_TIMEOUT,
            LDAP_LOGIN_TIMEOUT);
    /** The settings of the backend {@code ldap} that concern the search. */
    static final List<Setting<?>> LDAP_SEARCH = List.of(LDAP_BASE, LDAP_SCOPE, LDAP_FILTER, LDAP_BIND_DN,
            LDAP_BIND_PASSWORD_FILE);
    /** The settings of the backend {@code http}. */
    static final List<Setting<?>> HTTP = List.of(HTTP_URL, HTTP_TOKEN_FILE, HTTP_CA_FILE, HTTP_ALLOW_PLAINTEXT,
            HTTP_CONNECTIONS, HTTP_CONNECT_TIMEOUT, HTTP_ANSWER_TIMEOUT);

    static final Setting<List<SourceKind>> ACCOUNTS_SOURCES = Setting.of("accounts.sources",
            ValueType.constants(SourceKind.class), "file",
            "The authentication backends, in the order in which they are queried: see [Accounts](accounts.md).");

    /** All of them, in the order of the documentation. */
    static final List<Setting<?>> ALL = Stream
            .of(List.of(ACCOUNTS_SOURCES, AUTH_MECHANISMS, ACCOUNTS_CERTIFICATE, ACCOUNTS_CERTIFICATE_NAME,
                    ACCOUNTS_REMEMBER, ACCOUNTS_PENALTY_EXEMPT, ACCOUNTS_LOWER_CASE,
                    ACCOUNTS_STRIP_DOMAINS, USERS_FILE), LDAP, HTTP, OAuthSettings.ALL)
            .<Setting<?>>flatMap(List::stream).toList();

    private SourceSettings() {}

    /** Returns the settings that have an effect only if {@code accounts.sources} lists this kind. */
    static List<Setting<?>> of(SourceKind kind) {
        return switch (kind) {
            case FILE -> List.of(USERS_FILE);
            case LDAP -> LDAP;
            case HTTP -> HTTP;
            case OAUTH -> OAuthSettings.ALL;
        };
    }

    /** How a directory verifies a password. */
    enum LdapProof {
        BIND,
        COMPARE
    }
}
