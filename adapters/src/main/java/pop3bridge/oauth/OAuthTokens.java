package pop3bridge.oauth;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;
import pop3bridge.oauth.OAuthFailure.Kind;
import pop3bridge.oauth.SignedTokens.Keeping;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.Requests;
import pop3bridge.sources.Requests.Outcome;
import pop3bridge.sources.SeenNames;
import pop3bridge.sources.Turns;

/**
 * Accounts of bearer tokens (RFC 6750), which a provider of OpenID Connect or OAuth 2.0 issues. A signed token (JWT, RFC 7519) of the issuer is
 * verified by the provider's public keys; the provider is asked about any other (RFC 7662). Nobody logs in here with a password.
 *
 * <p>Keys are kept for five minutes, and fetched again before then when a token's key is unknown, at most twice in ten seconds. While they
 * cannot be fetched, those fetched at most four hours ago are used. Safe for use by many threads.
 */
public final class OAuthTokens implements AccountSource, AutoCloseable {
    private static final int MOST_TOKEN_OCTETS = 16 * 1024;
    /** RFC 6750 §2.1. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final OAuthConfig config;
    private final Http http;
    private final ClaimRules rules;
    private final Optional<SignedTokens> signed;
    private final Optional<Introspection> introspection;
    private final Answers answers;
    private final SeenNames known = new SeenNames();
    private final Requests requests;

    /**
     * Accounts of a provider's tokens. Asks nothing yet.
     *
     * @throws IllegalArgumentException that names an {@link OAuthSetting} whose value cannot be used
     */
    public OAuthTokens(OAuthConfig config, MeterRegistry registry) {
        this(config, registry, Keeping.DEFAULT, Ticker.systemTicker(), InstantSource.system());
    }

    OAuthTokens(OAuthConfig config, MeterRegistry registry, Keeping keeping, Ticker time, InstantSource clock) {
        this.config = config;
        this.http = new Http(config.http());
        this.rules = new ClaimRules(config, clock);
        this.answers = new Answers(time);
        this.introspection = config.introspection()
                .map(provider -> new Introspection(config, provider, http, time, clock));
        this.signed = config.signed()
                .map(provider -> new SignedTokens(provider, config.http(), http, keeping, answers));
        this.requests = new Requests(name(), registry);
    }

    @Override
    public boolean takesPasswords() {
        return false;
    }

    @Override
    public boolean takesTokens() {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The user name must be the account's octet by octet.
     */
    @Override
    public TokenResult authenticateToken(Optional<String> user, Secret token) throws AccountsUnavailableException {
        Timer.Sample sample = Timer.start();
        Outcome outcome = Outcome.UNAVAILABLE;
        try {
            Account account = within(config.http().limits().login(), text(token));
            if (user.isPresent() && !user.get().equals(account.name())) {
                throw new RefusedException(Refusal.OTHER_USER);
            }
            answers.accepted();
            known.add(account.name());
            outcome = Outcome.OK;
            return new TokenResult.Accepted(account);
        } catch (RefusedException e) {
            outcome = Outcome.REFUSED;
            answers.refused(e.why());
            return new TokenResult.Refused(e.why().status(), config.claims().scope(),
                    config.signed().map(provider -> provider.configuration().toString()));
        } catch (OAuthFailure e) {
            answers.failed(e);
            throw new AccountsUnavailableException("the token cannot be checked", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccountsUnavailableException("interrupted before the token was checked", e);
        } finally {
            requests.ended(sample, outcome);
        }
    }

    private static String text(Secret token) throws RefusedException {
        byte[] octets = token.octets();
        if (octets.length > MOST_TOKEN_OCTETS) {
            throw new RefusedException(Refusal.TOO_LONG);
        }
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        if (!TOKEN.matcher(text).matches()) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return text;
    }

    /**
     * Checks on a thread of its own, which is left behind when time is up: waiting for another login's request, looking up an address and
     * the requests are bounded each and not in sum.
     */
    private Account within(Duration patience, String token)
            throws RefusedException, OAuthFailure, InterruptedException {
        FutureTask<Account> task = new FutureTask<>(() -> check(token));
        Thread.ofVirtual().name("oauth").start(task);
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new OAuthFailure(Kind.TOO_LATE, "", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RefusedException refused -> throw refused;
                case OAuthFailure failure -> throw failure;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            task.cancel(true);
        }
    }

    private Account check(String token) throws RefusedException, OAuthFailure, InterruptedException {
        if (signed.isPresent()) {
            Optional<SignedJWT> jwt = SignedTokens.parse(token);
            if (jwt.isPresent()) {
                return rules.account(signed.get().verified(jwt.get()));
            }
        }
        if (introspection.isPresent()) {
            return introspection.get().account(token);
        }
        throw new RefusedException(Refusal.MALFORMED);
    }

    /** Why the last token could not be checked, with the setting to look at; empty if it could, or if there was none yet. */
    @Override
    public Optional<String> problem() {
        return answers.problem().or(() -> signed.flatMap(SignedTokens::problem));
    }

    @Override
    public String name() {
        return "oauth";
    }

    /**
     * {@inheritDoc}
     *
     * <p>Always empty.
     */
    @Override
    public Optional<Account> authenticate(String user, Secret password, Turns turns) {
        return Optional.empty();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Those who have logged in here within a day.
     */
    @Override
    public boolean knows(String user) {
        return known.contains(user);
    }

    /** Closes the connections. */
    @Override
    public void close() {
        signed.ifPresent(SignedTokens::close);
        http.close();
    }
}
