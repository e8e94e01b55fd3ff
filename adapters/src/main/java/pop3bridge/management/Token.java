package pop3bridge.management;

import com.github.benmanes.caffeine.cache.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.sources.Repeats;

/**
 * The token of operators (RFC 6750), in a file that is read for each request, so that a new token needs no restart.
 * Thread-safe.
 */
final class Token {
    private static final Logger log = LoggerFactory.getLogger(Token.class);

    private static final int MOST_OCTETS = 4096;
    private static final String SCHEME = "bearer ";

    private final Path file;
    private final Repeats repeats = new Repeats(Ticker.systemTicker());

    /** What is logged at most once a minute. */
    private enum Event {
        WRONG,
        UNREADABLE
    }

    Token(Path file) {
        this.file = file;
    }

    /** Returns the refusal of a request with this Authorization header; empty if it has the token. */
    Optional<Answer> refusal(Optional<String> authorization) {
        Optional<byte[]> given = authorization.filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
                .map(value -> value.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
        if (given.isEmpty()) {
            return Optional.of(unauthorized("Bearer"));
        }
        try {
            if (equal(given.get(), expected())) {
                return Optional.empty();
            }
            repeats.toLog(Event.WRONG).ifPresent(omitted -> log.atWarn().addKeyValue("repeats", omitted)
                    .log("management request with a wrong token refused"));
            return Optional.of(unauthorized("Bearer error=\"invalid_token\""));
        } catch (IOException e) {
            repeats.toLog(Event.UNREADABLE).ifPresent(omitted -> log.atError().addKeyValue("file", file)
                    .addKeyValue("why", e.toString()).addKeyValue("repeats", omitted)
                    .log("management token cannot be read"));
            return Optional.of(Answer.text(503, "The token file of the server cannot be read; its log says why."));
        }
    }

    private static Answer unauthorized(String challenge) {
        return Answer.text(401, "This needs the token in management.token-file, as: Authorization: Bearer TOKEN")
                .with("WWW-Authenticate", challenge);
    }

    /** Takes a time that depends on neither: digests have one length. */
    private static boolean equal(byte[] given, byte[] expected) {
        return MessageDigest.isEqual(digest(given), digest(expected));
    }

    private static byte[] digest(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] expected() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] token = new String(in.readNBytes(MOST_OCTETS), StandardCharsets.UTF_8).strip()
                    .getBytes(StandardCharsets.UTF_8);
            if (token.length == 0) {
                throw new IOException("empty");
            }
            return token;
        }
    }
}
