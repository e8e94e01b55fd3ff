package pop3bridge.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import pop3bridge.accounts.Secret;
import pop3bridge.sources.Loopback;

/**
 * How to ask a web service for accounts. Each part throws an {@link IllegalArgumentException} that names the {@link HttpSetting} if a value
 * cannot be used.
 *
 * @param token the bearer token (RFC 6750 §2.1) that each request carries; empty for none
 */
public record HttpConfig(Service service, Optional<Secret> token, Limits limits) {
    public HttpConfig {
        token.ifPresent(HttpConfig::checkedToken);
    }

    /** The token, which has the form of a bearer token (RFC 6750 §2.1). */
    public static Secret checkedToken(Secret token) {
        if (!bearer(token).matches("[A-Za-z0-9._~+/-]+=*")) {
            throw HttpSetting.TOKEN_FILE.wrong("does not contain a token of letters, digits and -._~+/");
        }
        return token;
    }

    /** The token as the text of a header. */
    static String bearer(Secret token) {
        return new String(token.octets(), StandardCharsets.ISO_8859_1);
    }

    /**
     * Where the service is.
     *
     * @param url of https, or of http on this machine
     * @param caFile certificates in PEM form of the authorities that the service's certificate may come from, read once; empty for those of
     *     the JVM
     * @param allowPlaintext whether passwords may cross the network without TLS
     */
    public record Service(URI url, Optional<Path> caFile, boolean allowPlaintext) {
        public Service {
            boolean secure = "https".equalsIgnoreCase(url.getScheme());
            boolean http = secure || "http".equalsIgnoreCase(url.getScheme());
            boolean bare = url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null;
            if (!http || !bare || url.getPort() == 0 || url.getPort() > 65535) {
                // The text may have a password in it.
                throw HttpSetting.URL.wrong("is not of the form https://host/path, without a user and a fragment");
            }
            if (!secure && !allowPlaintext && !Loopback.isHost(url.getHost().replaceAll("[\\[\\]]", ""))) {
                throw HttpSetting.URL
                        .wrong("passwords would be sent to " + url.getHost() + " in the clear: use https://,"
                                + " or allow it with " + HttpSetting.ALLOW_PLAINTEXT);
            }
        }
    }

    /**
     * Bounds.
     *
     * @param connections how many logins ask at once
     * @param connect the longest time for a connection
     * @param answer the longest time for a login, waiting for others and connecting included
     */
    public record Limits(int connections, Duration connect, Duration answer) {
        public Limits {
            if (connections < 1) {
                throw HttpSetting.CONNECTIONS.wrong("must be at least 1");
            }
            if (connect.toMillis() < 1) {
                throw HttpSetting.CONNECT_TIMEOUT.wrong("must be at least 1 ms");
            }
            if (answer.compareTo(connect) < 0) {
                throw HttpSetting.ANSWER_TIMEOUT.wrong("must not be shorter than " + HttpSetting.CONNECT_TIMEOUT);
            }
        }
    }
}
