package pop3bridge.http;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.Repeats;
import pop3bridge.sources.Requests;
import pop3bridge.sources.SeenNames;
import pop3bridge.sources.Trust;
import pop3bridge.sources.Turns;
import pop3bridge.sources.UserNames;

/**
 * Accounts from a web service, which is sent the name and the password at each login. Logins that do not send a password (APOP, CRAM-MD5, SCRAM)
 * are not for these accounts.
 *
 * <p>A name that is longer than 255 octets or has control characters is unknown, and a password that is empty or not UTF-8, which JSON
 * cannot carry (RFC 8259 §8.1), is wrong, without asking.
 */
public final class HttpAccounts implements AccountSource {
    private static final Logger LOG = LoggerFactory.getLogger(HttpAccounts.class);
    private static final int MOST_ANSWER_OCTETS = 64 * 1024;

    private final HttpClient client;
    private final HttpRequest.Builder request;
    private final Duration patience;
    private final Semaphore permits;
    private final Requests requests;
    private final SeenNames known = new SeenNames();
    private final Repeats repeated;
    private volatile Optional<String> problem = Optional.empty();

    /**
     * Accounts of a service. Asks nothing yet.
     *
     * @throws IllegalArgumentException that names a {@link HttpSetting} whose value cannot be used
     */
    public HttpAccounts(HttpConfig config, MeterRegistry registry) {
        this(config, registry, Ticker.systemTicker());
    }

    HttpAccounts(HttpConfig config, MeterRegistry registry, Ticker time) {
        // Passwords go to the service itself: through no proxy and to nobody that it refers to. HTTP/1.1 needs no upgrade.
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(config.limits().connect())
                .sslContext(Trust.context(config.service().caFile(), HttpSetting.CA_FILE.key())).build();
        this.request = HttpRequest.newBuilder(config.service().url()).header("Content-Type", "application/json")
                .header("Accept", "application/json");
        config.token().ifPresent(token -> request.header("Authorization", "Bearer " + HttpConfig.bearer(token)));
        this.patience = config.limits().answer();
        this.permits = new Semaphore(config.limits().connections(), true);
        this.requests = new Requests(name(), registry);
        this.repeated = new Repeats(time);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The service decides which spellings of a name are the same.
     */
    @Override
    public Optional<Account> authenticate(String user, Secret password, Turns turns)
            throws AccountsUnavailableException {
        Optional<String> text = Utf8.text(password.octets()).filter(its -> !its.isEmpty());
        if (!UserNames.possible(user) || text.isEmpty()) {
            return Optional.empty();
        }
        String body = new JsonObject().put("user", user).put("password", text.get()).put("service", "pop3").encode();
        return requests.time(() -> decided(user, body));
    }

    private Optional<Account> decided(String user, String body) throws AccountsUnavailableException {
        try {
            Optional<Account> account = Answer.account(user, ask(body));
            problem = Optional.empty();
            account.ifPresent(_ -> known.add(user));
            return account;
        } catch (HttpFailure e) {
            problem = Optional.of(e.explanation());
            OptionalInt repeats = repeated.toLog(e.kind());
            if (repeats.isPresent()) {
                LOG.atError().addKeyValue("reason", e.kind().word()).addKeyValue("why", e.explanation())
                        .addKeyValue("repeats", repeats.getAsInt()).log("account service cannot be queried");
            }
            throw new AccountsUnavailableException("the account service cannot be queried", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccountsUnavailableException("interrupted before the account service answered", e);
        }
    }

    private HttpResponse<byte[]> ask(String body) throws HttpFailure, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        if (!permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw HttpFailure.of(HttpFailure.Kind.ALL_IN_USE);
        }
        try {
            HttpRequest post = request.copy().POST(BodyPublishers.ofString(body)).build();
            return answer(client.sendAsync(post, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_ANSWER_OCTETS)),
                    end);
        } finally {
            permits.release();
        }
    }

    /** Waits for the whole answer: the client's own time-out ends with the header. */
    private static HttpResponse<byte[]> answer(CompletableFuture<HttpResponse<byte[]>> asked, long end)
            throws HttpFailure, InterruptedException {
        try {
            return asked.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw HttpFailure.of(HttpFailure.Kind.TOO_LATE);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw HttpFailure.of(HttpFailure.Kind.UNREACHABLE, failure.toString());
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            asked.cancel(true);
        }
    }

    /** Why the last login could not be decided, with the settings to look at; empty if it could, or if there was none yet. */
    @Override
    public Optional<String> problem() {
        return problem;
    }

    @Override
    public String name() {
        return "http";
    }

    /**
     * {@inheritDoc}
     *
     * <p>Those who have logged in here within a day, spelled as they did.
     */
    @Override
    public boolean knows(String user) {
        return known.contains(user);
    }

    /** Ends requests that are under way, and closes the connections. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
