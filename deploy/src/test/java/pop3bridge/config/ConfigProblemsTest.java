package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigProblemsTest {
    @TempDir
    Path folder;

    /** The file's text, the environment as NAME=value after POP3BRIDGE_, and the problems, F for the file. */
    static Stream<Arguments> bad() {
        return Stream.of(
                argumentSet("no settings", "", List.of(), """
                        store.bucket: required; set it in the settings file or as POP3BRIDGE_STORE_BUCKET
                        users.file: required; set it in the settings file or as POP3BRIDGE_USERS_FILE
                        """),
                argumentSet("a bucket that AWS cannot have", "", List.of("STORE_BUCKET=Mail_Bucket", "USERS_FILE=u"),
                        """
                                store.bucket (POP3BRIDGE_STORE_BUCKET): Mail_Bucket: not a valid AWS bucket name: use 3 to 63\
                                 lower-case letters, digits, dots and hyphens (for a bucket from before 2018 in us-east-1 set\
                                 store.path-style: true)
                                """),
                argumentSet("sizes of what is encrypted", "",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=users", "MAIL_ENCRYPTION=kms",
                                "MAIL_LINE_ENDS=crlf"),
                        """
                                mail.encryption (POP3BRIDGE_MAIL_ENCRYPTION): kms needs mail.line-ends: detect, because an encrypted object is longer than its message
                                """),
                argumentSet("verdicts of a listing", "",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=users", "MAIL_SES_VERDICTS=hide",
                                "MAIL_LINE_ENDS=crlf"),
                        """
                                mail.ses-verdicts (POP3BRIDGE_MAIL_SES_VERDICTS): hide and mark need mail.line-ends: detect, because the verdict is in the message, not in the listing
                                """),
                argumentSet("a tier without days", "",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=users", "MAIL_RESTORE_ARCHIVED_TIER=bulk"),
                        """
                                mail.restore-archived-days: missing; mail.restore-archived-tier needs it
                                """),
                argumentSet("tokens for anybody", "",
                        List.of("STORE_BUCKET=mail", "ACCOUNTS_SOURCES=oauth", "OAUTH_ISSUER=https://id.example.org"),
                        """
                                oauth.audience: missing; oauth.issuer needs it
                                """),
                argumentSet("LMTP for everybody", "",
                        List.of("STORE_BUCKET=mail", "ACCOUNTS_SOURCES=http", "ACCOUNTS_HTTP_URL=https://a.example.org",
                                "LMTP_LISTEN=127.0.0.1:24,192.0.2.1:24"),
                        """
                                lmtp.listen (POP3BRIDGE_LMTP_LISTEN): 192.0.2.1:24 is not a loopback address, and LMTP has no\
                                 authentication; choose 127.0.0.1, or list the mail servers in lmtp.allow-remote-from
                                lmtp.unverified-recipients: missing; http cannot tell whether a recipient exists: set it to\
                                 accept or reject
                                """),
                argumentSet("no UNIX sockets", "",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=users", "POP3_LISTEN=unix:/run/pop3",
                                "LMTP_LISTEN=127.0.0.1:24", "LMTP_SOCKET_MODE=0600"),
                        """
                                pop3.listen (POP3BRIDGE_POP3_LISTEN): "unix:/run/pop3" is not an address host:port, such as\
                                 127.0.0.1:1110 or [::1]:1110
                                lmtp.socket-mode (POP3BRIDGE_LMTP_SOCKET_MODE): lmtp.listen has no UNIX socket
                                """),
                argumentSet("LMTP without a listener", "",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=users", "LMTP_MAX_SIZE=1MiB"),
                        """
                                lmtp.listen: missing; lmtp.max-size needs it
                                """),
                argumentSet("TLS of the management port without a certificate", "",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=users", "MANAGEMENT_TLS_KEY=key",
                                "MANAGEMENT_TLS_KEY_PASSWORD_FILE=password", "MANAGEMENT_TLS_CLIENT_CA=ca"),
                        """
                                management.tls-certificate: missing; management.tls-key needs it
                                management.tls-certificate: missing; management.tls-key-password-file needs it
                                management.tls-certificate: missing; management.tls-client-ca needs it
                                """),
                argumentSet("keys of nobody", "",
                        List.of("STORE_BUCKET=mail", "ACCOUNTS_SOURCES=oauth", "OAUTH_JWKS_URL=https://id.example.org"),
                        """
                                oauth.issuer: required; set it in the settings file or as POP3BRIDGE_OAUTH_ISSUER, or set\
                                 oauth.introspection-url
                                oauth.issuer: missing; oauth.jwks-url needs it
                                """),
                argumentSet("nobody asks about tokens", "",
                        List.of("STORE_BUCKET=mail", "ACCOUNTS_SOURCES=oauth",
                                "OAUTH_INTROSPECTION_URL=https://id.example.org"),
                        """
                                oauth.client-id: missing; oauth.introspection-url needs it
                                oauth.client-secret-file: missing; oauth.introspection-url needs it
                                """),
                argumentSet("keys without TLS", "",
                        List.of("STORE_BUCKET=mail", "ACCOUNTS_SOURCES=oauth", "OAUTH_ISSUER=http://id.example.org",
                                "OAUTH_AUDIENCE=mail"),
                        """
                                oauth.issuer (POP3BRIDGE_OAUTH_ISSUER): http://id.example.org does not use TLS: use https://, or allow it with\
                                 oauth.allow-plaintext
                                """),
                argumentSet("all kinds together", """
                        store:
                          buckt: mail
                          path-style: yes
                          access-key: AK
                        sotre:
                          bucket: mail
                        bucket: mail
                        mail: mail/{user}/
                        lock: {lease: 5s}
                        pop3:
                          listen: {host: a}
                          connections: [1, 2]
                        """, List.of("POP3_MAX_LINE=1", "USERS_FILE=u"), """
                        store.buckt (F:2): unknown setting; did you mean store.bucket?
                        sotre (F:5): unknown setting; did you mean store?
                        bucket (F:7): unknown setting; did you mean store.bucket?
                        mail (F:8): must contain settings, each on its own line: "name: value"
                        store.bucket: required; set it in the settings file or as POP3BRIDGE_STORE_BUCKET
                        store.path-style (F:3): "yes" is not one of true, false
                        pop3.listen (F:11): is a mapping; expected an address host:port, or a list of them\
                         (quote a value that begins with a brace)
                        pop3.connections (F:12): is a list; expected a whole number from 1 to 1000000
                        pop3.max-line (POP3BRIDGE_POP3_MAX_LINE): "1" is not a number of octets from 255 to 1MiB,\
                         such as 4096 or 64KiB
                        lock.lease (F:9): "5s" is not a duration from 10s to 10m
                        store.secret-key: required together with store.access-key; set both or neither
                        """),
                argumentSet("a secret key without an access key", "store: {bucket: mail}\nusers: {file: u}",
                        List.of("STORE_SECRET_KEY=s"),
                        """
                                store.access-key: required together with store.secret-key; set both or neither
                                """),
                argumentSet("secrets are not shown", "store: {bucket: mail, secret-key: [s3cret]}",
                        List.of("USERS_FILE=u", "STORE_ACCESS_KEY=s3 cret"),
                        """
                                store.access-key (POP3BRIDGE_STORE_ACCESS_KEY): empty, or contains whitespace; write only the key
                                store.secret-key (F:1): is a list; expected a key
                                """),
                argumentSet("two secret keys", "store: {bucket: mail, access-key: AK, secret-key: s}\nusers: {file: u}",
                        List.of("STORE_SECRET_KEY_FILE=/none/s"),
                        """
                                store.secret-key-file (POP3BRIDGE_STORE_SECRET_KEY_FILE): set together with store.secret-key;\
                                 remove one of them
                                store.secret-key-file (POP3BRIDGE_STORE_SECRET_KEY_FILE): /none/s: no such file
                                """),
                argumentSet("a file with a secret alone", "store: {bucket: mail, secret-key-file: /none/s}",
                        List.of("USERS_FILE=u"), """
                                store.access-key: required together with store.secret-key-file; set both or neither
                                store.secret-key-file (F:1): /none/s: no such file
                                """),
                argumentSet("unknown sources", "accounts: {sources: [file, nis]}", List.of("STORE_BUCKET=mail"), """
                        accounts.sources (F:1): "nis" is not one of file, ldap, http, oauth
                        """),
                argumentSet("a source twice", "accounts: {sources: [file, file]}", List.of("STORE_BUCKET=mail"), """
                        accounts.sources (F:1): "file,file" lists one of them twice; remove it
                        """),
                argumentSet("settings of sources that are not listed", """
                        ldap: {base: dc=example, scope: one}
                        accounts: {http: {url: "https://a"}}
                        """, List.of("STORE_BUCKET=mail", "USERS_FILE=u"),
                        """
                                ldap.base (F:1): not used, as accounts.sources does not list ldap; list it, or remove this setting
                                ldap.scope (F:1): not used, as accounts.sources does not list ldap; list it, or remove this setting
                                accounts.http.url (F:2): not used, as accounts.sources does not list http; list it, or remove this\
                                 setting
                                """),
                argumentSet("sources without their settings", "", List.of("STORE_BUCKET=mail",
                        "ACCOUNTS_SOURCES=ldap,http", "USERS_FILE=u"),
                        """
                                users.file (POP3BRIDGE_USERS_FILE): not used, as accounts.sources does not list file; list it,\
                                 or remove this setting
                                ldap.urls: required; set it in the settings file or as POP3BRIDGE_LDAP_URLS
                                ldap.base: required; set it in the settings file or as POP3BRIDGE_LDAP_BASE
                                accounts.http.url: required; set it in the settings file or as POP3BRIDGE_ACCOUNTS_HTTP_URL
                                """),
                argumentSet("a directory with many problems", """
                        ldap:
                          urls: [ldap://ldap.example.org, "ldaps://a b"]
                          base: example
                          scope: base
                          filter: (uid=anna)
                          bind-dn: cn=reader
                          connect-timeout: 5s
                          answer-timeout: 5s
                          login-timeout: 5s
                        """, List.of("STORE_BUCKET=mail", "ACCOUNTS_SOURCES=ldap"), """
                        ldap.urls (F:2): "ldaps://a b" is not a URL such as ldaps://ldap.example.org
                        ldap.scope (F:4): "base" is not one of one, subtree
                        ldap.base (F:3): Unable to parse string 'example' as a DN because it does not have an\
                         equal sign after RDN attribute 'example'.
                        ldap.filter (F:5): write {user} where the user name belongs, only in the value of an\
                         equality or extensible match, as in (mail={user})
                        ldap.bind-password-file: required together with ldap.bind-dn; set both or neither
                        ldap.login-timeout (F:9): must be longer than ldap.connect-timeout and\
                         ldap.answer-timeout; otherwise no second server is ever asked
                        """),
                argumentSet("a directory in the clear", """
                        ldap: {urls: "ldap://ldap.example.org", dn-template: "uid=anna", base: dc=x, login: compare}
                        """, List.of("STORE_BUCKET=mail", "ACCOUNTS_SOURCES=ldap"),
                        """
                                ldap.urls (F:1): passwords would be sent to ldap://ldap.example.org in the clear: use ldaps://,\
                                 set ldap.start-tls, or allow it with ldap.allow-plaintext
                                ldap.base (F:1): not used, as ldap.dn-template is set; remove one of them
                                ldap.login (F:1): compare needs a search, and ldap.dn-template is set; remove one of them
                                ldap.dn-template (F:1): write {user} where the user name belongs, as in\
                                 uid={user},ou=people,dc=example,dc=org
                                """),
                argumentSet("a service with problems", """
                        accounts:
                          sources: http
                          http: {url: "http://example.org/", token-file: /none/t, connect-timeout: 20s, connections: 0}
                        """, List.of("STORE_BUCKET=mail"), """
                        accounts.http.connections (F:3): "0" is not a whole number from 1 to 10000
                        accounts.http.url (F:3): passwords would be sent to example.org in the clear: use https://, or\
                         allow it with accounts.http.allow-plaintext
                        accounts.http.token-file (F:3): /none/t: no such file
                        """),
                argumentSet("a service's time-outs and password", """
                        accounts:
                          sources: http
                          http: {url: "https://anna:pw@a b", connect-timeout: 20s}
                        """, List.of("STORE_BUCKET=mail"), """
                        accounts.http.url (F:3): not a URL such as https://accounts.example.org/pop3
                        accounts.http.answer-timeout: must not be shorter than accounts.http.connect-timeout
                        """),
                argumentSet("copies inside the maildrop",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {keep-removed: 'mail/{user}/', prefix: 'mail/{user}/'}",
                        List.of(),
                        """
                                mail.keep-removed (F:3): copies of deleted messages would appear as new mail under "mail/{user}/";\
                                 choose a prefix that no maildrop can have
                                """),
                argumentSet("copies inside another user's maildrop",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {keep-removed: 'mail/{local}/', prefix: 'mail/{user}/'}",
                        List.of(),
                        """
                                mail.keep-removed (F:3): copies of deleted messages would appear as new mail under "mail/{user}/";\
                                 choose a prefix that no maildrop can have
                                """),
                argumentSet("copies inside the maildrop of a user with a suitable name",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {keep-removed: 'removed-{user}/', prefix: '{user}/'}",
                        List.of(),
                        """
                                mail.keep-removed (F:3): copies of deleted messages would appear as new mail under "{user}/";\
                                 choose a prefix that no maildrop can have
                                """),
                argumentSet("copies among the locks",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {keep-removed: '.pop3bridge/{user}/', prefix: 'mail/{user}/'}",
                        List.of(), """
                                mail.keep-removed (F:3): is under ".pop3bridge/", where the locks are stored;\
                                 choose another prefix
                                """),
                argumentSet("hidden messages that would be new mail",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {ses-verdicts: hide, quarantine: 'mail/{local}/', prefix: 'mail/{user}/'}",
                        List.of(),
                        """
                                mail.quarantine (F:3): hidden messages would appear as new mail under "mail/{user}/";\
                                 choose a prefix that no maildrop can have
                                """),
                argumentSet("a quarantine for nothing",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {ses-verdicts: mark, quarantine: 'bad/{user}/'}",
                        List.of(),
                        """
                                mail.quarantine (F:3): no messages are hidden; set mail.ses-verdicts to hide
                                """),
                argumentSet("a quarantine among the copies that are restored",
                        "store: {bucket: mail}\nusers: {file: u}\nmail: {ses-verdicts: hide, quarantine: 'kept/{local}/', keep-removed: 'kept/{user}/'}",
                        List.of(),
                        """
                                mail.quarantine (F:3): hidden messages would be among the copies of deleted ones under "kept/{user}/";\
                                 choose a prefix of its own
                                """),
                argumentSet("client certificates that nobody asks for",
                        "store: {bucket: mail}\nusers: {file: u}\naccounts: {certificate: required}", List.of(),
                        """
                                accounts.certificate (F:3): clients are not asked for a certificate; set tls.client-ca too
                                """),
                argumentSet("duplicate keys",
                        "store:\n  bucket: mail\nusers: {file: u, file: v}\nstore.bucket: x\nstore: {}",
                        List.of(), """
                                users.file (F:3): duplicate key, first set at F:3
                                store.bucket (F:4): duplicate key, first set at F:2
                                store (F:5): duplicate key, first set at F:1
                                """),
                argumentSet("lists", "store: {bucket: mail}\nusers: {file: u}\npop3: {listen: []}", List.of(), """
                        pop3.listen (F:3): "" is not an address host:port, such as 127.0.0.1:1110 or [::1]:1110
                        """),
                argumentSet("a list of lists", "store: {bucket: mail}\nusers: {file: u}\npop3: {listen: [[a]]}",
                        List.of(),
                        """
                                pop3.listen (F:3): is a list with nested lists or mappings;\
                                 expected an address host:port, or a list of them
                                """),
                argumentSet("mail below the prefix of the locks",
                        "mail: {prefix: 'mail/{user}/'}\ncontrol: {prefix: mail/}",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u"), """
                                control.prefix (F:2): all mail is stored under "mail/"; choose a prefix\
                                 with which mail.prefix does not begin
                                """),
                argumentSet("one address twice", "pop3: {listen: ['[::1]:110', '127.0.0.1:110', '[::1]:110']}",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u", "MANAGEMENT_LISTEN=127.0.0.1:110"), """
                                pop3.listen: [::1]:110 is listed twice; remove one
                                management.listen (POP3BRIDGE_MANAGEMENT_LISTEN): 127.0.0.1:110 serves POP3 already;\
                                 choose another
                                """),
                argumentSet("TLS without a certificate, the PROXY protocol without a proxy", """
                        pop3s: {listen: "0.0.0.0:995"}
                        pop3:
                          listeners:
                            - {listen: "0.0.0.0:110", tls: starttls, proxy-protocol: true}
                        """, List.of("STORE_BUCKET=mail", "USERS_FILE=u"), """
                        tls.certificate: missing; pop3s.listen serves TLS at 0.0.0.0:995
                        tls.certificate: missing; pop3.listeners serves TLS at 0.0.0.0:110
                        proxy.trusted: missing; 0.0.0.0:110 expects the PROXY protocol
                        """),
                argumentSet("a certificate without its key", "tls: {certificate: [a, b], key: [c]}",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u"), """
                                tls.key: 1 files for 2 certificates; list one key for each, in the same order
                                """),
                argumentSet("no networks", "proxy: {trusted: [10.0.0.0/8, 10.0.0.0/33]}",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u"),
                        """
                                proxy.trusted (F:1): "10.0.0.0/33" is not an address or a network, such as 10.0.0.0/8
                                """),
                argumentSet("a listener without an address", "pop3: {listeners: [{tls: starttls}]}",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u"), """
                                pop3.listeners (F:1): an entry has no key listen
                                """),
                argumentSet("a listener with an unknown key", "pop3: {listeners: [{listen: 'a:1', ssl: on}]}",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u"),
                        """
                                pop3.listeners (F:1): "ssl=on" is not one of plaintext-login=…, profile=…, proxy-protocol=…, tls=…
                                """),
                argumentSet("a listener with an unknown value", "pop3: {listeners: [{listen: 'a:1', tls: on}]}",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u"),
                        """
                                pop3.listeners (F:1): "on" is not tls, one of off, starttls, implicit
                                """),
                argumentSet("the default management address", "",
                        List.of("STORE_BUCKET=mail", "USERS_FILE=u",
                                "POP3_LISTEN=127.0.0.1:0,127.0.0.1:9110,127.0.0.1:0"),
                        """
                                management.listen: 127.0.0.1:9110 serves POP3 already; choose another
                                """),
                argumentSet("no mapping", "- a", List.of("STORE_BUCKET=mail", "USERS_FILE=u"), """
                        the file (F:1): must contain settings, each on its own line: "name: value"
                        """),
                argumentSet("an odd key", "\"a\\nb\": 1", List.of("STORE_BUCKET=mail", "USERS_FILE=u"), """
                        a?b (F:1): unknown setting; did you mean auth?
                        """),
                argumentSet("a mapping that contains itself", "store: &s {bucket: *s}", List.of("USERS_FILE=u"),
                        """
                                store.bucket (F:1): is a mapping; expected a bucket name of 3 to 63 lower-case letters, digits, hyphens and dots,\
                                 or the ARN of an access point (quote a value that begins with a brace)
                                """),
                argumentSet("no YAML", "store:\n  bucket: a: b", List.of(), """
                        F:2:12: not YAML: mapping values are not allowed here
                        """),
                argumentSet("a tab", "store:\n\tbucket: a", List.of(),
                        """
                                F:2:1: not YAML: while scanning for the next token, found character '\\t(TAB)' that cannot start any token.\
                                 (Do not use \\t(TAB) for indentation)
                                """),
                argumentSet("two documents", "store: {}\n---\nstore: {}", List.of(), """
                        F:2:1: not YAML: expected a single document in the stream, but found another document
                        """),
                argumentSet("a control character", "store: \u0001", List.of(), """
                        F: not YAML: special characters are not allowed
                        """),
                argumentSet("many aliases", "a: &a [1]\nb: [" + "*a, ".repeat(60) + "*a]", List.of(), """
                        F: not YAML: Number of aliases for non-scalar nodes exceeds the specified max=50
                        """),
                argumentSet("deep", "[".repeat(500_000), List.of(), "F: nested too deeply\n"),
                argumentSet("large", "#".repeat((1 << 20) + 1), List.of(), "F: larger than 1 MiB\n"));
    }

    @ParameterizedTest
    @MethodSource
    void bad(String yaml, List<String> variables, String problems) throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), yaml);
        Map<String, String> environment = variables.stream().map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(parts -> "POP3BRIDGE_" + parts[0], parts -> parts[1]));
        ConfigException failure = assertThrows(ConfigException.class,
                () -> Config.read(Optional.of(file), environment));
        assertEquals(problems, String.join("\n", failure.problems()).replace(file.toString(), "F") + "\n");
        assertEquals(String.join("\n", failure.problems()), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            store, '', empty
            store, '\r\n', empty
            store, 'two\nlines\n', has more than one line; write the secret alone
            store, 'two\n\n', has more than one line; write the secret alone
            ldap, '\n', empty
            http, 'two\rlines', has more than one line; write the secret alone
            """)
    void filesWithoutASecret(String which, String content, String problem) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), content);
        Setting<?> setting = secretSetting(which);
        assertEquals(List.of(setting.key() + " (" + setting.variable() + "): " + secret + ": " + problem),
                problems(setting, secret));
    }

    @Test
    void secretsThatCannotBeOne() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s3cret s3cret");
        Setting<?> key = Settings.STORE_SECRET_KEY_FILE;
        assertEquals(List.of(key.key() + " (" + key.variable()
                + "): the file holds a blank or something else that no key has; write the key alone"),
                problems(key, secret));
        Setting<?> token = SourceSettings.HTTP_TOKEN_FILE;
        assertEquals(List.of(token.key() + " (" + token.variable()
                + "): does not contain a token of letters, digits and -._~+/"), problems(token, secret));
        Setting<?> operators = Settings.MANAGEMENT_TOKEN_FILE;
        for (String unfit : List.of("s3cret s3cret s3cret", "fifteen letters", "0123456789abcde", "0123456789abcdeé")) {
            Files.writeString(secret, unfit);
            assertEquals(List.of(operators.key() + " (" + operators.variable()
                    + "): the file needs at least 16 printable ASCII characters without blanks, such as the output of"
                    + " openssl rand -hex 32"), problems(operators, secret));
        }
        Files.writeString(secret, "s".repeat(16 * 1024 + 1));
        assertEquals(List.of(key.key() + " (" + key.variable() + "): " + secret + ": larger than 16 KiB"),
                problems(key, secret));
        assertEquals(List.of(key.key() + " (" + key.variable() + "): " + folder
                + ": cannot be read: Is a directory"), problems(key, folder));
    }

    private static Setting<?> secretSetting(String which) {
        return switch (which) {
            case "store" -> Settings.STORE_SECRET_KEY_FILE;
            case "ldap" -> SourceSettings.LDAP_BIND_PASSWORD_FILE;
            default -> SourceSettings.HTTP_TOKEN_FILE;
        };
    }

    /** With everything else as it should be. */
    private static List<String> problems(Setting<?> setting, Path secret) {
        Map<String, String> environment = Map.of("POP3BRIDGE_STORE_BUCKET", "mail", "POP3BRIDGE_STORE_ACCESS_KEY", "AK",
                "POP3BRIDGE_ACCOUNTS_SOURCES", "ldap,http", "POP3BRIDGE_ACCOUNTS_HTTP_URL", "https://a",
                "POP3BRIDGE_LDAP_URLS", "ldaps://a", "POP3BRIDGE_LDAP_BASE", "dc=a", "POP3BRIDGE_LDAP_BIND_DN", "cn=a");
        Map<String, String> all = new HashMap<>(environment);
        if (!setting.equals(Settings.STORE_SECRET_KEY_FILE)) {
            all.remove("POP3BRIDGE_STORE_ACCESS_KEY");
        }
        if (!setting.equals(SourceSettings.LDAP_BIND_PASSWORD_FILE)) {
            all.remove("POP3BRIDGE_LDAP_BIND_DN");
        }
        all.put(setting.variable(), secret.toString());
        return assertThrows(ConfigException.class, () -> Config.read(Optional.empty(), all)).problems();
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        Path latin = Files.write(folder.resolve("latin"), "store: ä".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(List.of(latin + ": not UTF-8 text"), problems(latin));
        Path missing = folder.resolve("missing");
        assertEquals(List.of(missing + ": no such file"), problems(missing));
        assertEquals(List.of(folder + ": cannot be read: Is a directory"), problems(folder));
    }

    @Test
    void byteOrderMarksAndCommentsAreNoSettings() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "\uFEFF# nothing\nstore: {bucket: mail}\n");
        assertEquals(List.of("users.file: required; set it in the settings file or as POP3BRIDGE_USERS_FILE"),
                problems(file));
    }

    private static List<String> problems(Path file) {
        return assertThrows(ConfigException.class, () -> Config.read(Optional.of(file), Map.of())).problems();
    }
}
