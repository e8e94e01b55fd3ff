package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.Config.Source;
import pop3bridge.http.HttpConfig;
import pop3bridge.ldap.LdapConfig;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.oauth.OAuthConfig;

/** The sources of accounts that the least settings make. */
class SourcesTest {
    @TempDir
    Path folder;

    @Test
    void theLeastDirectory() throws Exception {
        Config config = read("""
                store: {bucket: mail}
                accounts: {sources: ldap}
                ldap: {urls: ldaps://ldap.example.org, base: "dc=example,dc=org"}
                """, Map.of());
        assertEquals(Optional.empty(), config.accounts().usersFile());
        assertEquals(List.of(new Source.Ldap(new LdapConfig(
                new LdapConfig.Servers(List.of(URI.create("ldaps://ldap.example.org")), false, Optional.empty(), false),
                new Login.SearchAndBind(
                        new Search("dc=example,dc=org", LdapConfig.Scope.SUBTREE, "(uid={user})", Optional.empty())),
                Optional.of("uid"), Optional.empty(), LdapConfig.Limits.DEFAULT))), config.accounts().sources());
    }

    @Test
    void aDirectoryWithoutASearch() throws Exception {
        Config config = read("""
                store: {bucket: mail}
                accounts: {sources: ldap}
                ldap: {urls: ldap://localhost, dn-template: "uid={user},dc=example", login: bind}
                """, Map.of());
        LdapConfig ldap = ((Source.Ldap) config.accounts().sources().getFirst()).config();
        assertEquals(new Login.BindByName("uid={user},dc=example"), ldap.login());
        assertEquals(Optional.empty(), ldap.nameAttribute());
    }

    @Test
    void theLeastService() throws Exception {
        Map<String, String> environment = Map.of("POP3BRIDGE_STORE_BUCKET", "mail", "POP3BRIDGE_ACCOUNTS_SOURCES",
                "http, file", "POP3BRIDGE_ACCOUNTS_HTTP_URL", "https://a/", "POP3BRIDGE_USERS_FILE", "u");
        assertEquals(
                List.of(new Source.Http(new HttpConfig(
                        new HttpConfig.Service(URI.create("https://a/"), Optional.empty(), false), Optional.empty(),
                        new HttpConfig.Limits(32, Duration.ofSeconds(2), Duration.ofSeconds(10)))),
                        new Source.File(Path.of("u"))),
                Config.read(Optional.empty(), environment).accounts().sources());
    }

    @Test
    void theLeastOfTokens() throws Exception {
        Map<String, String> environment = new HashMap<>(
                Map.of("POP3BRIDGE_STORE_BUCKET", "mail", "POP3BRIDGE_ACCOUNTS_SOURCES", "oauth"));
        environment.put("POP3BRIDGE_OAUTH_ISSUER", "https://id.example.org");
        environment.put("POP3BRIDGE_OAUTH_AUDIENCE", "mail, pop3");
        OAuthConfig.Claims claims = new OAuthConfig.Claims(List.of("mail", "pop3"), "email", Optional.empty(),
                Optional.empty(), Duration.ofSeconds(30));
        assertEquals(List.of(new Source.OAuth(new OAuthConfig(
                Optional.of(new OAuthConfig.Signed(URI.create("https://id.example.org"), Optional.empty(),
                        OAuthConfig.ALGORITHMS)),
                Optional.empty(), claims,
                new OAuthConfig.Http(Optional.empty(), false, OAuthConfig.Limits.DEFAULT)))),
                Config.read(Optional.empty(), environment).accounts().sources());
    }

    private Config read(String yaml, Map<String, String> environment) throws Exception {
        return Config.read(Optional.of(Files.writeString(folder.resolve("c.yaml"), yaml)), environment);
    }
}
