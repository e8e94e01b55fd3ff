package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the store is reached, by the settings and by the environment of AWS. */
class StoreConfigTest {
    private static final Map<String, String> LEAST = Map.of("POP3BRIDGE_STORE_BUCKET", "mail", "POP3BRIDGE_USERS_FILE",
            "/etc/pop3bridge/users");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"'',,false", "http://a,,true", "http://a,false,false", "'',true,true"})
    void pathStyleIsUsualWithAnEndpoint(String endpoint, @Nullable String pathStyle,
            boolean expected) throws Exception {
        String style = pathStyle == null ? "" : pathStyle;
        Config config = read("store: {bucket: mail}\nusers: {file: u}\n",
                Map.of("POP3BRIDGE_STORE_ENDPOINT", endpoint, "POP3BRIDGE_STORE_PATH_STYLE", style));
        assertEquals(expected, config.store().s3().pathStyle());
    }

    @Test
    void theEnvironmentOfAwsSaysWhatTheSettingsDoNot() throws Exception {
        Config.Store byRegion = Config.read(Optional.empty(), with("AWS_DEFAULT_REGION=eu-west-1")).store();
        assertEquals("eu-west-1", byRegion.s3().region());
        assertEquals(List.of("store.region from AWS_DEFAULT_REGION"), byRegion.fromEnvironment());
        Config.Store byEndpoint = Config
                .read(Optional.empty(),
                        with("AWS_DEFAULT_REGION=a AWS_REGION=b AWS_ENDPOINT_URL=http://s3.example.org"))
                .store();
        assertEquals(Optional.of(URI.create("http://s3.example.org")), byEndpoint.s3().endpoint());
        assertTrue(byEndpoint.s3().pathStyle());
        assertEquals(List.of("store.endpoint from AWS_ENDPOINT_URL", "store.region from AWS_REGION"),
                byEndpoint.fromEnvironment());
        Config.Store bySettings = Config.read(Optional.empty(), with("AWS_REGION=b AWS_ENDPOINT_URL_S3=http://a"
                + " POP3BRIDGE_STORE_REGION=c POP3BRIDGE_STORE_ENDPOINT=http://c")).store();
        assertEquals("c", bySettings.s3().region());
        assertEquals(Optional.of(URI.create("http://c")), bySettings.s3().endpoint());
        assertEquals(List.of(), bySettings.fromEnvironment());
    }

    @Test
    void whatTheEnvironmentOfAwsSaysIsReadLikeASetting() throws Exception {
        assertEquals("store.endpoint (AWS_ENDPOINT_URL_S3): \"s3\" is not a URL that begins with http:// or https://",
                assertThrows(ConfigException.class,
                        () -> Config.read(Optional.empty(), with("AWS_ENDPOINT_URL_S3=s3"))).getMessage());
        assertEquals("https_proxy: not a proxy URL such as http://proxy:3128",
                assertThrows(ConfigException.class,
                        () -> Config.read(Optional.empty(), with("https_proxy=socks://a"))).getMessage());
        assertEquals(Optional.empty(), Config.read(Optional.empty(),
                with("AWS_ENDPOINT_URL_S3=s3 AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true")).store().s3().endpoint());
    }

    @Test
    void anAccessPointByItsArnCannotStandInThePath() throws Exception {
        Map<String, String> environment = with("POP3BRIDGE_STORE_ENDPOINT=http://s3.example.org");
        environment.put("POP3BRIDGE_STORE_BUCKET", "arn:aws:s3:eu-central-1:123456789012:accesspoint/post");
        assertFalse(Config.read(Optional.empty(), environment).store().s3().pathStyle());
    }

    @Test
    void theSecretKeyFromAFile() throws Exception {
        Map<String, String> environment = with("POP3BRIDGE_STORE_ACCESS_KEY=AK");
        environment.put("POP3BRIDGE_STORE_SECRET_KEY_FILE",
                Files.writeString(folder.resolve("key"), "s3cret\n").toString());
        Config config = Config.read(Optional.empty(), environment);
        assertEquals("s3cret", new String(config.store().s3().credentials().orElseThrow().secretKey().octets(),
                StandardCharsets.UTF_8));
        assertFalse(config.toString().contains("s3cret"));
    }

    @Test
    void theSecretKeyDoesNotShow() throws Exception {
        Config config = read("store: {bucket: mail, access-key: AK, secret-key: s3cret}\nusers: {file: u}\n", Map.of());
        assertTrue(config.toString().contains("AK"));
        assertFalse(config.toString().contains("s3cret"));
    }

    private static Map<String, String> with(String variables) {
        Map<String, String> environment = new HashMap<>(LEAST);
        for (String variable : variables.split(" ", -1)) {
            environment.put(variable.replaceAll("=.*", ""), variable.replaceAll("^[^=]*=", ""));
        }
        return environment;
    }

    private Config read(String yaml, Map<String, String> environment) throws Exception {
        return Config.read(Optional.of(Files.writeString(folder.resolve("c.yaml"), yaml)), environment);
    }
}
