package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.accounts.Secret;
import pop3bridge.config.Config.Source;
import pop3bridge.ldap.LdapConfig.Login;

/** Files with secrets that are read again. */
class SecretFilesTest {
    private final Path storeKey;
    private final Path bindPassword;
    private final Path token;
    private final SecretFiles files;

    SecretFilesTest(@TempDir Path folder) throws IOException, ConfigException {
        storeKey = Files.writeString(folder.resolve("store"), "key1\n");
        bindPassword = Files.writeString(folder.resolve("ldap"), "bind1\n");
        token = Files.writeString(folder.resolve("http"), "token1\n");
        Map<String, String> settings = new HashMap<>(Map.of("POP3BRIDGE_STORE_BUCKET", "post",
                "POP3BRIDGE_STORE_ACCESS_KEY", "AK", "POP3BRIDGE_STORE_SECRET_KEY_FILE", storeKey.toString(),
                "POP3BRIDGE_ACCOUNTS_SOURCES", "ldap,http", "POP3BRIDGE_LDAP_URLS", "ldap://127.0.0.1",
                "POP3BRIDGE_LDAP_BASE", "dc=example", "POP3BRIDGE_LDAP_BIND_DN", "cn=service",
                "POP3BRIDGE_LDAP_BIND_PASSWORD_FILE", bindPassword.toString(), "POP3BRIDGE_ACCOUNTS_HTTP_URL",
                "http://127.0.0.1/", "POP3BRIDGE_ACCOUNTS_HTTP_TOKEN_FILE", token.toString()));
        files = Config.read(Optional.empty(), settings).secretFiles();
    }

    private static void assertSecret(String expected, Secret secret) {
        assertArrayEquals(expected.getBytes(StandardCharsets.UTF_8), secret.octets());
    }

    private void assertSources(String bind, String bearer) throws ConfigException {
        List<Source> sources = files.sources();
        assertEquals(2, sources.size());
        Login.SearchAndBind login = (Login.SearchAndBind) ((Source.Ldap) sources.getFirst()).config().login();
        assertSecret(bind, login.search().account().orElseThrow().password());
        assertSecret(bearer, ((Source.Http) sources.getLast()).config().token().orElseThrow());
    }

    @Test
    void theFilesAreReadAsTheyAreNow() throws Exception {
        assertSources("bind1", "token1");
        assertSecret("key1", files.storeKey().orElseThrow());
        Files.writeString(storeKey, "key2");
        Files.writeString(bindPassword, "bind2");
        Files.writeString(token, "token2");
        assertSources("bind2", "token2");
        assertSecret("key2", files.storeKey().orElseThrow());
    }

    @Test
    void errorsNameTheSettingAndNotTheSecret() throws Exception {
        Files.writeString(storeKey, "two words");
        Files.writeString(bindPassword, "");
        Files.delete(token);
        List<String> problems = assertThrows(ConfigException.class, files::sources).problems();
        assertEquals(2, problems.size(), problems::toString);
        assertTrue(problems.getFirst().startsWith("ldap.bind-password-file"), problems.getFirst());
        assertTrue(problems.getLast().startsWith("accounts.http.token-file"), problems.getLast());
        List<String> ofStore = assertThrows(ConfigException.class, files::storeKey).problems();
        assertEquals(1, ofStore.size(), ofStore::toString);
        assertTrue(ofStore.getFirst().startsWith("store.secret-key-file"), ofStore.getFirst());
        assertTrue(!ofStore.getFirst().contains("words"), ofStore.getFirst());
    }

    @Test
    void aKeyInTheSettingsIsInNoFile() throws Exception {
        Config config = Config.read(Optional.empty(), Map.of("POP3BRIDGE_STORE_BUCKET", "post",
                "POP3BRIDGE_STORE_ACCESS_KEY", "AK", "POP3BRIDGE_STORE_SECRET_KEY", "key", "POP3BRIDGE_USERS_FILE",
                "users"));
        assertEquals(Optional.empty(), config.secretFiles().storeKey());
    }
}
