package pop3bridge.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Secret;
import pop3bridge.http.HttpConfig.Limits;
import pop3bridge.http.HttpConfig.Service;

class HttpConfigTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Limits LIMITS = new Limits(1, SECOND, SECOND);

    private static void refused(HttpSetting setting, Executable config) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, config).getMessage());
        assertTrue(message.startsWith(setting.key() + ": "), message);
    }

    private static Service service(String url, boolean allowPlaintext) {
        return new Service(URI.create(url), Optional.empty(), allowPlaintext);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://localhost/", "localhost", "http:x", "https:///x", "https://anna:pw@localhost/",
            "https://localhost/#x", "https://localhost:0/", "https://localhost:65536/", "http://my_host/"})
    void urlsThatCannotBeUsed(String url) {
        refused(HttpSetting.URL, () -> service(url, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.org/", "http://10.0.0.1/", "http://localhost.example.org/",
            "HTTP://[2001:db8::1]/"})
    void passwordsDoNotCrossTheNetworkInTheClear(String url) {
        refused(HttpSetting.URL, () -> service(url, false));
        assertDoesNotThrow(() -> service(url, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost/a?b=c", "http://127.0.0.1:8080", "http://[::1]/", "https://example.org/",
            "HTTPS://10.0.0.1/x"})
    void thisMachineAndTlsAreGood(String url) {
        assertDoesNotThrow(() -> service(url, false));
    }

    @Test
    void tokensGoIntoAHeader() {
        Service local = service("http://localhost", false);
        HttpConfig config = new HttpConfig(local, Optional.of(Secret.of("aZ09-._~+/==")), LIMITS);
        assertFalse(config.toString().contains("aZ09"));
        for (String token : new String[]{"", "a b", "a\nb", "ä", "=a"}) {
            refused(HttpSetting.TOKEN_FILE, () -> new HttpConfig(local, Optional.of(Secret.of(token)), LIMITS));
        }
    }

    @Test
    void limitsAreInOrder() {
        refused(HttpSetting.CONNECTIONS, () -> new Limits(0, SECOND, SECOND));
        refused(HttpSetting.CONNECT_TIMEOUT, () -> new Limits(1, Duration.ZERO, SECOND));
        refused(HttpSetting.ANSWER_TIMEOUT, () -> new Limits(1, SECOND, Duration.ofMillis(999)));
    }

    @Test
    void theAuthoritiesAreReadAtTheStart(@TempDir Path folder) {
        Service service = new Service(URI.create("https://localhost"), Optional.of(folder.resolve("ca.pem")), false);
        refused(HttpSetting.CA_FILE, () -> new HttpAccounts(new HttpConfig(service, Optional.empty(), LIMITS),
                new SimpleMeterRegistry()));
    }
}
