package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings as they are in effect, and where they come from. */
class EffectiveSettingTest {
    @TempDir
    Path folder;

    private Map<String, EffectiveSetting> read(String yaml, Map<String, String> environment) throws Exception {
        Map<String, EffectiveSetting> found = new HashMap<>();
        Path file = Files.writeString(folder.resolve("pop3bridge.yaml"), yaml);
        EffectiveSetting.all(Optional.of(file), environment).forEach(setting -> found.put(setting.key(), setting));
        return found;
    }

    private void assertSetting(String value, String origin, EffectiveSetting setting) {
        assertEquals(Optional.of(value), setting.value());
        assertEquals(Optional.of(origin).filter(where -> !where.equals("default")), setting.origin()
                .map(where -> where.replace(folder.toString() + "/", "")));
        assertEquals("", setting.unset());
    }

    private static EffectiveSetting of(Map<String, EffectiveSetting> settings, String key) {
        return Objects.requireNonNull(settings.get(key), key);
    }

    @Test
    void eachValueHasItsOrigin() throws Exception {
        Map<String, EffectiveSetting> settings = read("""
                store:
                  bucket: mail
                users.file: /etc/users
                pop3:
                  listen: [127.0.0.1:1110, "[::1]:1110"]
                  idle-timeout: 20m
                """, Map.of("POP3BRIDGE_POP3_IDLE_TIMEOUT", "30m", "AWS_REGION", "eu-central-1"));
        assertEquals(Settings.ALL.stream().map(Setting::key).sorted().toList(),
                settings.keySet().stream().sorted().toList());
        assertSetting("mail", "pop3bridge.yaml:2", of(settings, "store.bucket"));
        assertSetting("/etc/users", "pop3bridge.yaml:3", of(settings, "users.file"));
        assertSetting("127.0.0.1:1110,[::1]:1110", "pop3bridge.yaml:5", of(settings, "pop3.listen"));
        assertSetting("30m", "POP3BRIDGE_POP3_IDLE_TIMEOUT", of(settings, "pop3.idle-timeout"));
        assertSetting("eu-central-1", "AWS_REGION", of(settings, "store.region"));
        assertSetting("90s", "default", of(settings, "lock.lease"));
        assertEquals(
                new EffectiveSetting("store.endpoint", Optional.empty(), Optional.empty(),
                        "AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile's, else AWS"),
                of(settings, "store.endpoint"));
    }

    @Test
    void whatHasNoEffectIsTold() throws Exception {
        Map<String, EffectiveSetting> settings = read("""
                store.bucket: mail
                accounts.sources: ldap
                ldap: {urls: "ldaps://ldap.example.org", dn-template: "uid={user},dc=example,dc=org"}
                """, Map.of());
        assertSetting("bind", "default", of(settings, "ldap.login"));
        for (String key : List.of("ldap.scope", "ldap.filter")) {
            assertEquals("not used, as ldap.dn-template is set", of(settings, key).unset(), key);
        }
        for (String key : List.of("users.file", "oauth.algorithms")) {
            assertTrue(of(settings, key).unset().startsWith("not used, as accounts.sources does not list "), key);
        }
    }

    @Test
    void secretsAreHidden() throws Exception {
        Map<String, EffectiveSetting> settings = read("""
                store: {bucket: mail, access-key: AKIAEXAMPLE, secret-key: verysecret}
                users.file: /etc/users
                """, Map.of());
        assertSetting("AKIAEXAMPLE", "pop3bridge.yaml:1", of(settings, "store.access-key"));
        assertSetting("(secret)", "pop3bridge.yaml:1", of(settings, "store.secret-key"));
        assertEquals(List.of(),
                settings.values().stream().filter(setting -> setting.toString().contains("verysecret")).toList());
    }

    @Test
    void settingsWithErrorsAreRefused() {
        ConfigException refused = assertThrows(ConfigException.class, () -> read("store: {buckt: mail}\n", Map.of()));
        assertEquals(3, refused.problems().size(), refused.problems().toString());
    }
}
