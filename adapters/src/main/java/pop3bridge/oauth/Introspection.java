package pop3bridge.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.commons.codec.digest.DigestUtils;
import pop3bridge.accounts.Account;
import pop3bridge.oauth.OAuthFailure.Kind;

/** Asks the provider about tokens (RFC 7662); remembers what it said for a short time, under a hash of the token. Safe for use by many threads. */
final class Introspection {
    private static final int MOST_OCTETS = 64 * 1024;
    private static final int MOST_SECRET_OCTETS = 4096;
    private static final int MOST_AT_ONCE = 32;
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration REMEMBERED = Duration.ofSeconds(60);

    private final OAuthConfig.Introspection provider;
    private final OAuthConfig.Limits limits;
    private final Http http;
    private final ClaimRules rules;
    private final InstantSource clock;
    private final Semaphore permits = new Semaphore(MOST_AT_ONCE, true);
    private final Cache<String, Verdict> verdicts;

    /** What the provider said, and how long that holds. */
    private sealed interface Verdict {
        Duration valid();

        record Accepted(Account account, Duration valid) implements Verdict {}

        record Refused(Refusal why, Duration valid) implements Verdict {}
    }

    /** Reads the client's secret once, to see whether it can be read. */
    Introspection(OAuthConfig config, OAuthConfig.Introspection provider, Http http, Ticker time, InstantSource clock) {
        this.provider = provider;
        this.limits = config.http().limits();
        this.http = http;
        this.rules = new ClaimRules(config, clock);
        this.clock = clock;
        this.verdicts = Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).ticker(time)
                .expireAfter(Expiry.<String, Verdict>creating((_, verdict) -> verdict.valid())).build();
        try {
            String _ = secret();
        } catch (OAuthFailure e) {
            throw OAuthSetting.CLIENT_SECRET_FILE.wrong(e.answer());
        }
    }

    /** The account of a token; asks only if it was not asked about this token a moment ago. */
    Account account(String token) throws RefusedException, OAuthFailure, InterruptedException {
        String hash = DigestUtils.sha256Hex(token);
        Verdict verdict = verdicts.getIfPresent(hash);
        if (verdict == null) {
            verdict = verdict(ask(token));
            verdicts.put(hash, verdict);
        }
        return switch (verdict) {
            case Verdict.Accepted(Account account, Duration _) -> account;
            case Verdict.Refused(Refusal why, Duration _) -> throw new RefusedException(why);
        };
    }

    private Verdict verdict(String body) throws OAuthFailure {
        try {
            Map<String, Object> json = Json.object(body);
            if (!JSONObjectUtils.getBoolean(json, "active")) {
                return new Verdict.Refused(Refusal.INACTIVE, REMEMBERED);
            }
            JWTClaimsSet claims = JWTClaimsSet.parse(json);
            try {
                return new Verdict.Accepted(rules.accountOfAnswer(claims), valid(claims));
            } catch (RefusedException e) {
                return new Verdict.Refused(e.why(), REMEMBERED);
            }
        } catch (ParseException _) { // Its message may hold a claim's value.
            throw new OAuthFailure(Kind.INTROSPECTION,
                    provider.url() + " does not answer with an introspection response (RFC 7662 §2.2)",
                    null);
        }
    }

    private Duration valid(JWTClaimsSet claims) {
        if (claims.getExpirationTime() == null) {
            return REMEMBERED;
        }
        Duration rest = Duration.between(clock.instant(), claims.getExpirationTime().toInstant());
        return rest.isNegative() ? Duration.ZERO : rest.compareTo(REMEMBERED) < 0 ? rest : REMEMBERED;
    }

    private String ask(String token) throws OAuthFailure, InterruptedException {
        HttpRequest request = Http.request(provider.url()).header("Authorization", "Basic " + credentials())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + encoded(token) + "&token_type_hint=access_token")).build();
        permits.acquire();
        try {
            Http.Answer answer = http.send(request, MOST_OCTETS, System.nanoTime() + limits.request().toNanos());
            return switch (answer.status()) {
                case Http.Answer.OK -> answer.body();
                case 401, 403 -> throw new OAuthFailure(Kind.CLIENT_REFUSED, status(answer), null);
                default -> throw new OAuthFailure(Kind.INTROSPECTION, status(answer), null);
            };
        } finally {
            permits.release();
        }
    }

    private String status(Http.Answer answer) {
        return provider.url() + " answers with status " + answer.status();
    }

    /** RFC 6749 §2.3.1: both are encoded as in a form before they are put together. */
    private String credentials() throws OAuthFailure {
        String both = encoded(provider.clientId()) + ":" + encoded(secret());
        return Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** As the file has it now, so that a new secret needs no restart. */
    private String secret() throws OAuthFailure {
        try (InputStream in = Files.newInputStream(provider.clientSecretFile())) {
            byte[] octets = in.readNBytes(MOST_SECRET_OCTETS + 1);
            String secret = new String(octets, StandardCharsets.UTF_8).stripTrailing();
            if (octets.length > MOST_SECRET_OCTETS || secret.isEmpty()) {
                throw new OAuthFailure(Kind.CLIENT_SECRET,
                        provider.clientSecretFile() + " is empty or longer than 4 KiB", null);
            }
            return secret;
        } catch (IOException e) {
            throw new OAuthFailure(Kind.CLIENT_SECRET, "cannot be read: " + e, e);
        }
    }
}
