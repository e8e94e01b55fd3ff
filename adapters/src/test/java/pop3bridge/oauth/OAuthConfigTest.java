package pop3bridge.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.oauth.OAuthConfig.Claims;
import pop3bridge.oauth.OAuthConfig.Http;
import pop3bridge.oauth.OAuthConfig.Introspection;
import pop3bridge.oauth.OAuthConfig.Limits;
import pop3bridge.oauth.OAuthConfig.Signed;

/** What is wrong with a configuration. */
class OAuthConfigTest {
    private static final Http STRICT = new Http(Optional.empty(), false, Limits.DEFAULT);
    private static final Claims CLAIMS = claims("mail");

    private static Claims claims(String... audiences) {
        return new Claims(List.of(audiences), "email", Optional.empty(), Optional.empty(), Duration.ofSeconds(30));
    }

    private static Signed signed(String issuer) {
        return new Signed(URI.create(issuer), Optional.empty(), OAuthConfig.ALGORITHMS);
    }

    private static Introspection introspection(String url) {
        return new Introspection(URI.create(url), "client", Path.of("secret"));
    }

    private static void wrong(String begin, Executable code) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, code);
        assertTrue(String.valueOf(e.getMessage()).startsWith(begin), e::toString);
    }

    @Test
    void whatIsMissing() {
        wrong("oauth.issuer: missing", () -> new OAuthConfig(Optional.empty(), Optional.empty(), CLAIMS, STRICT));
        wrong("oauth.audience: missing", () -> new OAuthConfig(Optional.of(signed("https://id.example.org")),
                Optional.empty(), claims(), STRICT));
        wrong("oauth.audience: one is empty", () -> claims("mail", ""));
        wrong("oauth.algorithms: ",
                () -> new Signed(URI.create("https://id.example.org"), Optional.empty(), Set.of()));
        wrong("oauth.client-id: ",
                () -> new Introspection(URI.create("https://id.example.org"), " ", Path.of("secret")));
        wrong("oauth.user-claim: ",
                () -> new Claims(List.of(), "", Optional.empty(), Optional.empty(), Duration.ZERO));
        wrong("oauth.clock-skew: ",
                () -> new Claims(List.of(), "email", Optional.empty(), Optional.empty(), Duration.ofMinutes(11)));
        wrong("no time", () -> new Limits(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://id.example.org", "http://10.0.0.1/realm", "http://localhost.example.org",
            "ftp://localhost", "https:/path", "https://user@id.example.org", "https://id.example.org/#a"})
    void urlsThatCannotBeTaken(String url) {
        wrong("oauth.introspection-url: " + url,
                () -> new OAuthConfig(Optional.empty(), Optional.of(introspection(url)), CLAIMS, STRICT));
        wrong("oauth.issuer: " + url,
                () -> new OAuthConfig(Optional.of(signed(url)), Optional.empty(), CLAIMS, STRICT));
        wrong("oauth.jwks-url: " + url, () -> new OAuthConfig(
                Optional.of(new Signed(URI.create("https://id.example.org"), Optional.of(URI.create(url)),
                        OAuthConfig.ALGORITHMS)),
                Optional.empty(), CLAIMS, STRICT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://id.example.org/a?b=c", "HTTPS://id.example.org:8443", "http://localhost:8080",
            "http://id.localhost", "http://127.0.0.2", "http://[::1]:80/"})
    void urlsThatCanBeTaken(String url) {
        assertEquals(Optional.empty(), STRICT.problem(URI.create(url)));
    }

    @Test
    void plaintextMayBeAllowed() {
        Http open = new Http(Optional.empty(), true, Limits.DEFAULT);
        assertEquals(Optional.empty(), open.problem(URI.create("http://id.example.org")));
        assertTrue(open.problem(URI.create("ftp://id.example.org")).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"https://a.example.org,https://a.example.org/.well-known/openid-configuration",
            "https://a.example.org/,https://a.example.org/.well-known/openid-configuration",
            "https://a.example.org/t/v2.0,https://a.example.org/t/v2.0/.well-known/openid-configuration"})
    void theConfigurationOfAnIssuer(String issuer, String configuration) {
        assertEquals(configuration, signed(issuer).configuration().toString());
        wrong("oauth.issuer: ", () -> signed(issuer + "?a=b"));
    }
}
