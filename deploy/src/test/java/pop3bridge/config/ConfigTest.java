package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.accounts.Secret;
import pop3bridge.config.Config.Source;
import pop3bridge.delivery.Quota;
import pop3bridge.delivery.Unverified;
import pop3bridge.guard.NameRules;
import pop3bridge.guard.PasswordGuard;
import pop3bridge.http.HttpConfig;
import pop3bridge.ldap.LdapConfig;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.ServiceAccount;
import pop3bridge.message.Form;
import pop3bridge.net.Networks;
import pop3bridge.net.TlsProfile;
import pop3bridge.oauth.OAuthConfig;
import pop3bridge.oauth.SignatureAlgorithm;
import pop3bridge.pop3.Compatibility;
import pop3bridge.pop3.LastPolicy;
import pop3bridge.pop3.Utf8Headers;
import pop3bridge.pop3.sasl.LoginMethods;
import pop3bridge.pop3.sasl.Mechanism;
import pop3bridge.server.Listener;
import pop3bridge.server.Listener.Tls;
import pop3bridge.server.ServerConfig;
import pop3bridge.server.ServerConfig.Apop;
import pop3bridge.server.ServerConfig.Limits;
import pop3bridge.server.ServerConfig.LoginRules;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.server.ServerConfig.Timeouts;
import pop3bridge.server.ServerConfig.UnknownUsers;
import pop3bridge.sources.CertificateAccounts.Name;
import pop3bridge.sources.CertificateAccounts.Use;
import pop3bridge.store.ObjectStore.Restore;
import pop3bridge.store.maildrop.MaildropConfig;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.maildrop.MaildropConfig.Verdicts;
import pop3bridge.store.s3.S3Config;
import pop3bridge.tls.TlsConfig;

class ConfigTest {
    private static final Map<String, String> LEAST = Map.of("POP3BRIDGE_STORE_BUCKET", "mail", "POP3BRIDGE_USERS_FILE",
            "/etc/pop3bridge/users");

    @TempDir
    Path folder;

    private static final List<Listeners.Port> EVERY_PORT = List.of(
            port("pop3.listen", "0.0.0.0", 110,
                    new Listener(Tls.STARTTLS, PlaintextLogin.NEVER, TlsProfile.MODERN, false)),
            port("pop3.listen", "::", 110,
                    new Listener(Tls.STARTTLS, PlaintextLogin.NEVER, TlsProfile.MODERN, false)),
            port("pop3s.listen", "0.0.0.0", 995,
                    new Listener(Tls.IMPLICIT, PlaintextLogin.NEVER, TlsProfile.MODERN, false)),
            port("pop3.listeners", "0.0.0.0", 1100,
                    new Listener(Tls.STARTTLS, PlaintextLogin.ALWAYS, TlsProfile.LEGACY, false)),
            port("pop3.listeners", "::1", 1101,
                    new Listener(Tls.OFF, PlaintextLogin.NEVER, TlsProfile.MODERN, true)));

    private static final OAuthConfig EVERY_TOKEN = new OAuthConfig(
            Optional.of(new OAuthConfig.Signed(URI.create("https://id.example.org/realm/"),
                    Optional.of(URI.create("https://id.example.org/keys?app=1")),
                    Set.of(SignatureAlgorithm.ES512, SignatureAlgorithm.ED25519))),
            Optional.of(new OAuthConfig.Introspection(URI.create("http://id.example.net/introspect"), "pop3bridge",
                    Path.of("secret"))),
            new OAuthConfig.Claims(List.of("mail", "api://pop3"), "https://example.org/name", Optional.of("maildrop"),
                    Optional.of("mail.read offline"), Duration.ofMinutes(1)),
            new OAuthConfig.Http(Optional.of(Path.of("provider.pem")), true, OAuthConfig.Limits.DEFAULT));

    private static Listeners.Port port(String setting, String host, int port, Listener listener) {
        return new Listeners.Port(setting, new Address(host, port), listener);
    }

    @Test
    void listenersFromTheEnvironment() throws Exception {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("POP3BRIDGE_POP3_LISTENERS",
                "0.0.0.0:110 tls=starttls profile=legacy, [::1]:1101 proxy-protocol=true plaintext-login=always");
        environment.put("POP3BRIDGE_TLS_CERTIFICATE", "a.pem");
        environment.put("POP3BRIDGE_PROXY_TRUSTED", "::1");
        assertEquals(List.of(
                port("pop3.listeners", "0.0.0.0", 110,
                        new Listener(Tls.STARTTLS, PlaintextLogin.LOOPBACK, TlsProfile.LEGACY, false)),
                port("pop3.listeners", "::1", 1101,
                        new Listener(Tls.OFF, PlaintextLogin.ALWAYS, TlsProfile.MODERN, true))),
                Config.read(Optional.empty(), environment).pop3().ports());
    }

    @Test
    void theLeastConfiguration() throws Exception {
        Config config = Config.read(Optional.empty(), LEAST);
        Config expected = new Config(
                new Config.Store("mail", new S3Config(Optional.empty(), "us-east-1", false, Optional.empty()),
                        List.of(), Duration.ofSeconds(30), Duration.ofHours(24), Optional.empty()),
                new Config.Accounts(List.of(new Source.File(Path.of("/etc/pop3bridge/users"))), Use.OFF, Name.EMAIL,
                        new PasswordGuard.Config(Duration.ofMinutes(1), Networks.NONE, NameRules.NONE)),
                new MaildropConfig("mail", "mail/{user}/", Reading.of(LineEnds.DETECT), Deletion.PLAIN,
                        Optional.empty()),
                Optional.empty(),
                new Config.Control(".pop3bridge/"),
                new Config.Pop3(List.of(new Listeners.Port("pop3.listen", new Address("127.0.0.1", 1110),
                        Listener.clear(PlaintextLogin.LOOPBACK))), Optional.empty(), new ServerConfig(
                                new Limits(10_000, 1000, 2000, 100, 1024, 1024),
                                new Timeouts(Duration.ofMinutes(10), Duration.ofSeconds(60)),
                                new LoginRules(LoginMethods.ALL, Apop.AUTO, Duration.ZERO,
                                        UnknownUsers.HASH),
                                Compatibility.NONE, Networks.NONE)),
                Optional.empty(),
                new Config.Management(new Address("127.0.0.1", 9110), Optional.empty(), Optional.empty()),
                Config.LogFormat.TEXT, false,
                new Config.Lock(Duration.ofSeconds(90), Duration.ofSeconds(10), false), List.of(),
                config.secretFiles());
        assertEquals(expected, config);
    }

    @Test
    void everySettingFromTheFile() throws Exception {
        secret("token", "t0ken\n");
        secret("bind", "pass word\r\n");
        Path token = secret("operators", "0123456789abcdef\n");
        Config config = read("""
                store:
                  bucket: post
                  endpoint: https://s3.example.net
                  region: eu-central-1
                  path-style: false
                  access-key: 0815
                  secret-key: s3cret
                  start-wait: 2m
                  probe-interval: 1h
                  events-queue: https://sqs.eu-central-1.amazonaws.com/1/post
                  events-max-age: 1m
                users: {file: users.passwd}
                mail:
                  prefix: "{domain}/{local}/"
                  line-ends: crlf
                  read-only: true
                  keep-removed: "gone/{domain}/{local}/"
                  delete-unreadable: true
                  max-messages: 500
                  restore-archived-days: 7
                  restore-archived-tier: bulk
                control:
                  prefix: locks/
                pop3:
                  listen:
                    - 0.0.0.0:110
                    - "[::]:110"
                  plaintext-login: never
                  apop: on
                  login-delay: 5m
                  utf8-headers: surrogate
                  last: off
                  outlook-no-nuls: true
                  oe-ns-eoh: true
                  crlf-for-cr: true
                  hide-capabilities: [utf8, LANG]
                  connections: 20
                  connections-per-address: 10
                  connections-before-login: 15
                  connections-before-login-per-address: 7
                  accept-backlog: 5
                  idle-timeout: 15m
                  login-timeout: 30s
                  max-line: 64KiB
                  listeners:
                    - listen: 0.0.0.0:1100
                      profile: legacy
                      tls: starttls
                      plaintext-login: always
                    - {proxy-protocol: true, listen: "[::1]:1101"}
                pop3s:
                  listen: 0.0.0.0:995
                accounts:
                  sources: [ldap, file, http, oauth]
                  remember: 5m
                  penalty-exempt: 10.1.2.3
                  lower-case: true
                  strip-domains: Example.org
                  certificate: required
                  certificate-name: common-name
                  http:
                    url: http://accounts.example.org/pop3?v=1
                    token-file: SECRETS/token
                    ca-file: http-ca.pem
                    allow-plaintext: true
                    connections: 5
                    connect-timeout: 1s
                    answer-timeout: 4s
                oauth:
                  issuer: https://id.example.org/realm/
                  jwks-url: https://id.example.org/keys?app=1
                  audience: [mail, api://pop3]
                  algorithms: [ES512, Ed25519]
                  user-claim: https://example.org/name
                  maildrop-claim: maildrop
                  scope: mail.read offline
                  clock-skew: 1m
                  introspection-url: http://id.example.net/introspect
                  client-id: pop3bridge
                  client-secret-file: secret
                  ca-file: provider.pem
                  allow-plaintext: true
                auth:
                  mechanisms: [user, scram-sha-256, PLAIN]
                ldap:
                  urls: [ldap://ldap1.example.org, ldap://ldap2.example.org:1389]
                  start-tls: true
                  ca-file: ldap-ca.pem
                  allow-plaintext: true
                  login: compare
                  base: ou=people,dc=example,dc=org
                  scope: one
                  filter: (mail={user})
                  bind-dn: cn=reader,dc=example,dc=org
                  bind-password-file: SECRETS/bind
                  name-attribute: mail
                  maildrop-attribute: mailMessageStore
                  connections: 3
                  connect-timeout: 1s
                  answer-timeout: 2s
                  login-timeout: 9s
                proxy:
                  trusted: [10.0.0.0/8, "fd00::/8"]
                tls:
                  certificate: [a.pem, b.p12]
                  key: [a.key, b.p12]
                  key-password-file: password
                  client-ca: ca.pem
                otel:
                  traces: true
                log:
                  format: json
                  unknown-users: name
                management:
                  listen: 0.0.0.0:9110
                  token-file: SECRETS/operators
                  tls-certificate: m.pem
                  tls-key: m.key
                  tls-key-password-file: m.password
                  tls-client-ca: m.ca
                lock:
                  lease: 2m
                  wait: 0s
                  unsafe-single-instance: true
                lmtp:
                  listen: [0.0.0.0:24, unix:/run/pop3bridge/lmtp]
                  socket-mode: 0602
                  allow-remote-from: [10.0.0.1]
                  max-size: 1MiB
                  connections: 7
                  recipient-delimiter: +-
                  unverified-recipients: accept
                  quota: 3GiB
                  quota-messages: 500
                """.replace("SECRETS", folder.toString()), Map.of());
        S3Config s3 = config.store().s3();
        S3Config.Credentials credentials = s3.credentials().orElseThrow();
        assertEquals("0815", credentials.accessKey());
        assertEquals("s3cret", new String(credentials.secretKey().octets(), StandardCharsets.UTF_8));
        Config expected = new Config(
                new Config.Store("post",
                        new S3Config(Optional.of(URI.create("https://s3.example.net")), "eu-central-1", false,
                                s3.credentials()),
                        List.of(), Duration.ofMinutes(2), Duration.ofHours(1),
                        Optional.of(new Config.Events(URI.create("https://sqs.eu-central-1.amazonaws.com/1/post"),
                                Duration.ofMinutes(1)))),
                new Config.Accounts(List.of(config.accounts().sources().getFirst(),
                        new Source.File(Path.of("users.passwd")), config.accounts().sources().get(2),
                        new Source.OAuth(EVERY_TOKEN)),
                        Use.REQUIRED, Name.COMMON_NAME, new PasswordGuard.Config(
                                Duration.ofMinutes(5), Networks.of(List.of("10.1.2.3")),
                                new NameRules(true, List.of("example.org")))),
                new MaildropConfig("post", "{domain}/{local}/",
                        new Reading(LineEnds.CRLF, Verdicts.SERVE, Optional.empty(),
                                Optional.of(new Restore(7, Restore.Tier.BULK))),
                        new Deletion(true, Optional.of("gone/{domain}/{local}/"), true), Optional.of(500)),
                Optional.empty(),
                new Config.Control("locks/"),
                new Config.Pop3(EVERY_PORT, Optional.of(new TlsConfig(List.of(Path.of("a.pem"), Path.of("b.p12")),
                        List.of(Path.of("a.key"), Path.of("b.p12")), Optional.of(Path.of("password")),
                        Optional.of(Path.of("ca.pem")), true)), new ServerConfig(
                                new Limits(20, 10, 15, 7, 5, 65_536),
                                new Timeouts(Duration.ofMinutes(15), Duration.ofSeconds(30)),
                                new LoginRules(
                                        new LoginMethods(true, false, Set.of(Mechanism.SCRAM_SHA_256, Mechanism.PLAIN)),
                                        Apop.ON, Duration.ofMinutes(5),
                                        UnknownUsers.NAME),
                                new Compatibility(new Form(false, true, true, true), Utf8Headers.SURROGATE,
                                        LastPolicy.OFF,
                                        List.of("UTF8", "LANG")),
                                Networks.of(List.of("10.0.0.0/8", "fd00::/8")))),
                Optional.of(new Config.Lmtp(
                        List.of(new Address("0.0.0.0", 24), new Endpoint.Unix(Path.of("/run/pop3bridge/lmtp"))),
                        new Config.Lmtp.Access(Networks.of(List.of("10.0.0.1")),
                                PosixFilePermissions.fromString("rw-----w-")),
                        new Config.Lmtp.Bounds(1 << 20, 7, new Quota(3L << 30, 500)), "+-", Unverified.ACCEPT)),
                new Config.Management(new Address("0.0.0.0", 9110), Optional.of(token),
                        Optional.of(new TlsConfig(List.of(Path.of("m.pem")), List.of(Path.of("m.key")),
                                Optional.of(Path.of("m.password")), Optional.of(Path.of("m.ca")), false))),
                Config.LogFormat.JSON, true,
                new Config.Lock(Duration.ofMinutes(2), Duration.ZERO, true), List.of(), config.secretFiles());
        assertEquals(expected, config);
        assertDirectory(config.accounts().sources().getFirst());
        assertService(config.accounts().sources().get(2));
        assertFalse(config.toString().contains("t0ken") || config.toString().contains("pass word"));
    }

    private static void assertDirectory(Source source) {
        LdapConfig config = ((Source.Ldap) source).config();
        Search search = ((Login.SearchAndCompare) config.login()).search();
        ServiceAccount account = search.account().orElseThrow();
        assertEquals("pass word", text(account.password()));
        assertEquals(new LdapConfig(
                new LdapConfig.Servers(
                        List.of(URI.create("ldap://ldap1.example.org"), URI.create("ldap://ldap2.example.org:1389")),
                        true, Optional.of(Path.of("ldap-ca.pem")), true),
                new Login.SearchAndCompare(new Search("ou=people,dc=example,dc=org", LdapConfig.Scope.ONE,
                        "(mail={user})",
                        Optional.of(new ServiceAccount("cn=reader,dc=example,dc=org", account.password())))),
                Optional.of("mail"), Optional.of("mailMessageStore"),
                new LdapConfig.Limits(3, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(9))), config);
    }

    private static void assertService(Source source) {
        HttpConfig config = ((Source.Http) source).config();
        assertEquals("t0ken", text(config.token().orElseThrow()));
        assertEquals(
                new HttpConfig(
                        new HttpConfig.Service(URI.create("http://accounts.example.org/pop3?v=1"),
                                Optional.of(Path.of("http-ca.pem")), true),
                        config.token(), new HttpConfig.Limits(5, Duration.ofSeconds(1), Duration.ofSeconds(4))),
                config);
    }

    /** Sizes of encrypted objects are not those of messages, so the file with every other setting cannot have it. */
    @Test
    void messagesAreDecryptedWithKms() throws Exception {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("POP3BRIDGE_STORE_KMS_ENDPOINT", "https://kms.example.net");
        assertEquals(Optional.empty(), Config.read(Optional.empty(), environment).kms());
        environment.put("POP3BRIDGE_MAIL_ENCRYPTION", "kms");
        assertEquals(Optional.of(new Config.Kms(Optional.of(URI.create("https://kms.example.net")))),
                Config.read(Optional.empty(), environment).kms());
        environment.remove("POP3BRIDGE_STORE_KMS_ENDPOINT");
        assertEquals(Optional.of(new Config.Kms(Optional.empty())), Config.read(Optional.empty(), environment).kms());
    }

    /** Nor can it have verdicts. */
    @Test
    void verdictsOfSesCount() throws Exception {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put("POP3BRIDGE_MAIL_SES_VERDICTS", "hide");
        environment.put("POP3BRIDGE_MAIL_QUARANTINE", "bad/{user}/");
        assertEquals(new Reading(LineEnds.DETECT, Verdicts.HIDE, Optional.of("bad/{user}/"), Optional.empty()),
                Config.read(Optional.empty(), environment).mail().reading());
    }

    private static String text(Secret secret) {
        return new String(secret.octets(), StandardCharsets.UTF_8);
    }

    private Path secret(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void everySettingFromTheEnvironmentWinsOverTheFile() throws Exception {
        Map<String, String> environment = Map.of("POP3BRIDGE_STORE_BUCKET", "other", "POP3BRIDGE_POP3_LISTEN",
                "127.0.0.1:1,[::1]:2", "POP3BRIDGE_POP3_MAX_LINE", "4KiB", "POP3BRIDGE_USERS_FILE", "u");
        Config config = read("""
                store: {bucket: post, region: r}
                pop3: {listen: [a:9], max-line: [1]}
                """, environment);
        assertEquals("other", config.store().bucket());
        assertEquals("r", config.store().s3().region());
        assertEquals("[127.0.0.1:1, [::1]:2]",
                config.pop3().ports().stream().map(Listeners.Port::address).toList().toString());
        assertEquals(4096, config.pop3().server().limits().maxLine());
    }

    @Test
    void emptyVariablesAndNullsOfTheFileAreNotSet() throws Exception {
        Map<String, String> environment = Map.of("POP3BRIDGE_STORE_ENDPOINT", "", "POP3BRIDGE_STORE_REGION", "",
                "POP3BRIDGE_USERS_FILE", "u", "POP3BRIDGE_STORE_BUKET", "");
        Config config = read(
                "store:\n  bucket: post\n  region: r\n  secret-key:\n  access-key: null\npop3:\nlock: null\n",
                environment);
        assertEquals(new S3Config(Optional.empty(), "r", false, Optional.empty()), config.store().s3());
        assertEquals(Duration.ofSeconds(90), config.lock().lease());
    }

    @Test
    void dottedKeysMeanTheSameAsNestedOnes() throws Exception {
        Config config = read("store.bucket: post\nusers.file: u\nlock:\n  lease: 1m\nlock.wait: 1s\n", Map.of());
        assertEquals(new Config.Lock(Duration.ofMinutes(1), Duration.ofSeconds(1), false), config.lock());
    }

    @Test
    void textIsTakenAsItIsWritten() throws Exception {
        Config config = read("store: {bucket: 0x1f, region: yes}\nusers: {file: 007}\n", Map.of());
        assertEquals("0x1f", config.store().bucket());
        assertEquals("yes", config.store().s3().region());
        assertEquals(Optional.of(Path.of("007")), config.accounts().usersFile());
    }

    @Test
    void variablesThatLookLikeSettingsAreWarnedOf() throws Exception {
        Map<String, String> environment = Map.ofEntries(Map.entry("POP3BRIDGE_STORE_BUCKET", "mail"),
                Map.entry("POP3BRIDGE_USERS_FILE", "u"), Map.entry("POP3BRIDGE_POP3_LISTN", "a:1"),
                Map.entry("POP3BRIDGE_store_region", "x"), Map.entry("POP3BRIDGE_SERVICE_HOST", "10.0.0.1"),
                Map.entry("POP3BRIDGE_CONFIG", "pop3bridge.yaml"),
                Map.entry("POP3BRIDGE_SERVICE_PORT_POP3", "110"), Map.entry("POP3BRIDGE_PORT", "tcp://10.0.0.1:110"),
                Map.entry("POP3BRIDGE_PORT_1110_TCP_ADDR", "10.0.0.1"),
                Map.entry("POP3BRIDGE_METRICS_SERVICE_HOST", "10.0.0.2"),
                Map.entry("POP3BRIDGE_METRICS_PORT", "tcp://10.0.0.2:9110"),
                Map.entry("POP3BRIDGE_METRICS_PORT_9110_TCP", "x"), Map.entry("PATH", "/bin"),
                Map.entry("POP3BRIDGE", "x"));
        assertEquals(
                List.of("POP3BRIDGE_POP3_LISTN is not a setting and is ignored; did you mean POP3BRIDGE_POP3_LISTEN?",
                        "POP3BRIDGE_store_region is not a setting and is ignored; did you mean POP3BRIDGE_STORE_REGION?"),
                Config.read(Optional.empty(), environment).warnings());
    }

    private Config read(String yaml, Map<String, String> environment) throws Exception {
        return Config.read(Optional.of(Files.writeString(folder.resolve("c.yaml"), yaml)), environment);
    }
}
