package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.accounts.Secret;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

class ProxiesTest {
    private static final URI AWS = URI.create("https://s3.eu-central-1.amazonaws.com");

    /** What is asked of the proxy of a scheme for an object in a bucket; the proxy of the other scheme does not listen. */
    private static String asked(String scheme, String endpoint, String bucket) throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
                try (Socket client = proxy.accept();
                        BufferedReader in = new BufferedReader(
                                new InputStreamReader(client.getInputStream(), US_ASCII))) {
                    return String.valueOf(in.readLine());
                } catch (Exception e) {
                    return e.toString();
                }
            });
            Map<String, String> variables = new HashMap<>();
            variables.put("HTTP_PROXY", "http://127.0.0.1:1");
            variables.put("HTTPS_PROXY", "http://127.0.0.1:1");
            variables.put(scheme, "http://127.0.0.1:" + proxy.getLocalPort());
            S3Config config = new S3Config(
                    endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)),
                    "eu-central-1", false, Optional.of(new S3Config.Credentials("key", Secret.of("secret"))),
                    AwsEnvironment.of(variables), Optional.empty());
            try (S3Stores stores = S3Stores.open(config, Duration.ofSeconds(15), new SimpleMeterRegistry())) {
                stores.checkName(bucket);
                assertThrows(StoreException.class,
                        () -> stores.bucket(bucket).put("key", new byte[0], Condition.absent()));
            }
            return line.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTPS_PROXY, '', mail, CONNECT mail.s3.eu-central-1.amazonaws.com:443 HTTP/1.1",
            "https_proxy, '', mail, CONNECT mail.s3.eu-central-1.amazonaws.com:443 HTTP/1.1",
            "HTTP_PROXY, http://s3.example.org, mail, PUT http://mail.s3.example.org/key HTTP/1.1"})
    void theProxyOfTheEndpointsSchemeIsTaken(String variable, String endpoint, String bucket, String line)
            throws Exception {
        assertEquals(line, asked(variable, endpoint, bucket));
    }

    @ParameterizedTest
    @CsvSource({"arn:aws:s3:eu-west-1:123456789012:accesspoint/post, post-123456789012.s3-accesspoint.eu-west-1",
            "post-abcdefgh1234567-s3alias, post-abcdefgh1234567-s3alias.s3.eu-central-1"})
    void anAccessPointHasAHostOfItsOwn(String accessPoint, String host) throws Exception {
        assertEquals("CONNECT " + host + ".amazonaws.com:443 HTTP/1.1", asked("HTTPS_PROXY", "", accessPoint));
    }

    @ParameterizedTest
    @CsvSource({"amazonaws.com, ''", ".amazonaws.com, ''", "*.amazonaws.com, ''",
            "'a, s3.eu-central-1.amazonaws.com', ''",
            "S3.EU-CENTRAL-1.AMAZONAWS.COM:443, ''", ".s3.eu-central-1.amazonaws.com, ''", "*, ''",
            "example.org, proxy", "zonaws.com, proxy", "10.0.0.0/8, proxy", "'', proxy"})
    void hostsThatAreReachedDirectly(String entries, String proxy) {
        assertEquals(proxy, host(AWS, Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", entries)));
        assertEquals(proxy, host(AWS, Map.of("https_proxy", "http://proxy:3128/", "no_proxy", entries)));
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, ''", "10.0.0.0/8, ''", "10.1.2.0/23, ''", "10.1.4.0/23, proxy", "fd00::/8, proxy",
            "1.2.3, proxy"})
    void addressesThatAreReachedDirectly(String entry, String proxy) {
        assertEquals(proxy, host(URI.create("http://10.1.2.3:9000"), Map.of("http_proxy", "proxy", "NO_PROXY", entry)));
    }

    private static String host(URI endpoint, Map<String, String> variables) {
        String host = Proxies.of(endpoint, AwsEnvironment.of(variables)).host();
        return host == null ? "" : host;
    }

    @Test
    void aProxyMayAskForAPassword() {
        ProxyConfiguration proxy = Proxies.of(AWS,
                AwsEnvironment.of(Map.of("HTTPS_PROXY", "https://anna:se%40cret@proxy:8443")));
        assertEquals("https proxy 8443 anna se@cret", String.join(" ", proxy.scheme(), proxy.host(),
                Integer.toString(proxy.port()), proxy.username(), proxy.password()));
    }

    @Test
    void thePropertiesOfJavaComeFirst() {
        try (SystemProperties properties = new SystemProperties()) {
            properties.set("https.proxyHost", "java");
            properties.set("https.proxyPort", "3128");
            properties.set("http.proxyHost", "other");
            assertEquals("java", host(AWS, Map.of("HTTPS_PROXY", "proxy", "NO_PROXY", "*")));
            properties.set("http.nonProxyHosts", "localhost|*.amazonaws.com");
            assertEquals("", host(AWS, Map.of()));
        }
    }
}
