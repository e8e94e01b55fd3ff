package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings as they are in effect, and where they come from. */
class EffectiveSettingTest {
    @TempDir
    Path folder;

    private List<EffectiveSetting> read(String yaml, Map<String, String> environment) throws Exception {
        return EffectiveSetting.all(Optional.of(Files.writeString(folder.resolve("pop3bridge.yaml"), yaml)),
                environment);
    }

    private static EffectiveSetting named(String key, List<EffectiveSetting> settings) {
        return settings.stream().filter(setting -> setting.key().equals(key)).findFirst().orElseThrow();
    }

    private void assertSetting(String value, String origin, EffectiveSetting setting) {
        assertEquals(Optional.of(value), setting.value());
        assertEquals(Optional.of(origin).filter(where -> !where.equals("default")), setting.origin()
                .map(where -> where.replace(folder.toString() + "/", "")));
        assertEquals("", setting.unset());
    }

    @Test
    void eachValueHasItsOrigin() throws Exception {
        List<EffectiveSetting> settings = read("""
                store:
                  bucket: mail
                users.file: /etc/users
                pop3:
                  listen: [127.0.0.1:1110, "[::1]:1110"]
                  idle-timeout: 20m
                """, Map.of("POP3BRIDGE_POP3_IDLE_TIMEOUT", "30m", "AWS_REGION", "eu-central-1"));
        assertEquals(Settings.ALL.stream().map(Setting::key).toList(),
                settings.stream().map(EffectiveSetting::key).toList());
        assertSetting("mail", "pop3bridge.yaml:2", named("store.bucket", settings));
        assertSetting("/etc/users", "pop3bridge.yaml:3", named("users.file", settings));
        assertSetting("127.0.0.1:1110,[::1]:1110", "pop3bridge.yaml:5", named("pop3.listen", settings));
        assertSetting("30m", "POP3BRIDGE_POP3_IDLE_TIMEOUT", named("pop3.idle-timeout", settings));
        assertSetting("eu-central-1", "AWS_REGION", named("store.region", settings));
        assertSetting("90s", "default", named("lock.lease", settings));
        assertEquals(
                new EffectiveSetting("store.endpoint", Optional.empty(), Optional.empty(),
                        "AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile's, else AWS"),
                named("store.endpoint", settings));
    }

    @Test
    void whatHasNoEffectIsTold() throws Exception {
        List<EffectiveSetting> settings = read("""
                store.bucket: mail
                lmtp: {listen: 127.0.0.1:24, unverified-recipients: reject}
                accounts.sources: ldap
                ldap: {urls: "ldaps://ldap.example.org", dn-template: "uid={user},dc=example,dc=org"}
                """, Map.of());
        assertSetting("bind", "default", named("ldap.login", settings));
        for (String key : List.of("ldap.scope", "ldap.filter")) {
            assertEquals("not used, as ldap.dn-template is set", named(key, settings).unset(), key);
        }
        assertEquals("not used, as lmtp.listen has no UNIX socket", named("lmtp.socket-mode", settings).unset());
        for (String key : List.of("users.file", "oauth.algorithms")) {
            assertTrue(named(key, settings).unset().startsWith("not used, as accounts.sources does not list "), key);
        }
    }

    @Test
    void secretsAreHidden() throws Exception {
        List<EffectiveSetting> settings = read("""
                store: {bucket: mail, access-key: AKIAEXAMPLE, secret-key: verysecret}
                users.file: /etc/users
                """, Map.of());
        assertSetting("AKIAEXAMPLE", "pop3bridge.yaml:1", named("store.access-key", settings));
        assertSetting("(secret)", "pop3bridge.yaml:1", named("store.secret-key", settings));
        assertEquals(List.of(),
                settings.stream().filter(setting -> setting.toString().contains("verysecret")).toList());
    }

    @Test
    void settingsWithErrorsAreRefused() {
        ConfigException refused = assertThrows(ConfigException.class, () -> read("store: {buckt: mail}\n", Map.of()));
        assertEquals(3, refused.problems().size(), refused.problems().toString());
    }
}
