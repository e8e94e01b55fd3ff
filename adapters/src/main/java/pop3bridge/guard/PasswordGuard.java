package pop3bridge.guard;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ForwardingAccounts;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;
import pop3bridge.guard.FairQueue.RefusedException;
import pop3bridge.net.ClientAddress;
import pop3bridge.net.Networks;
import pop3bridge.server.LoginGuard;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.Turns;

/** Slows down clients that guess passwords, and keeps them from slowing down others. */
public final class PasswordGuard implements LoginGuard {
    private static final int MAX_WAITING = 1000;
    private static final int MAX_WAITING_PER_CLIENT = 50;
    private static final Duration SLICE = Duration.ofMillis(250);

    private final AccountSource source;
    private final Networks exempt;
    private final NameRules names;
    private final Penalties.Time time;
    private final FairQueue queue;
    private final Penalties penalties;
    private final RememberedPasswords remembered;
    private final Timer waited;

    /**
     * What an operator can set.
     *
     * @param remember how long a correct password is accepted without asking the source again; zero for not at all
     * @param exempt addresses that get no penalty and whose failed logins are not counted
     * @param names what is done to user names first
     */
    public record Config(Duration remember, Networks exempt, NameRules names) {}

    /** A guard before a source. */
    public PasswordGuard(AccountSource source, Config config, MeterRegistry registry) {
        this(source, config, registry, Penalties.Time.SYSTEM);
    }

    PasswordGuard(AccountSource source, Config config, MeterRegistry registry, Penalties.Time time) {
        this.time = time;
        this.source = source;
        this.exempt = config.exempt();
        this.names = config.names();
        // One processor is left for clients that have logged in.
        this.queue = new FairQueue(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), MAX_WAITING,
                MAX_WAITING_PER_CLIENT);
        this.penalties = new Penalties(time);
        this.remembered = new RememberedPasswords(config.remember(), time);
        this.waited = Timer.builder("pop3bridge.login.penalty")
                .description("Time that logins waited because of earlier failed logins").register(registry);
        Gauge.builder("pop3bridge.login.queue", queue, FairQueue::waiting)
                .description("Logins that are waiting for their password check").register(registry);
    }

    @Override
    public Accounts accounts() {
        return source;
    }

    @Override
    public LoginGuard.Client client(InetAddress address, BooleanSupplier gone) {
        return new Guarded(address, gone);
    }

    private final class Guarded extends ForwardingAccounts implements LoginGuard.Client {
        private final InetAddress address;
        private final BooleanSupplier gone;
        private @Nullable Secret tried;

        /** The user of the SCRAM exchange that has begun, and served its penalty. */
        private Optional<String> begun = Optional.empty();

        Guarded(InetAddress address, BooleanSupplier gone) {
            super(source);
            this.address = address;
            this.gone = gone;
        }

        @Override
        public Accounts accounts() {
            return this;
        }

        /** A client that repeats the same wrong password guesses nothing: it has not been told of a new one. */
        @Override
        public void failed(String sent) {
            String user = names.apply(sent);
            Secret password = tried;
            tried = null;
            if (exempt.contains(address)) {
                return;
            }
            if (password == null || !remembered.repeats(ClientAddress.of(address), user, password)) {
                penalties.failed(address, user);
            }
        }

        @Override
        public void succeeded(String sent) {
            String user = names.apply(sent);
            tried = null;
            penalties.succeeded(address, user);
        }

        @Override
        public Optional<Account> authenticate(String sent, Secret password) throws AccountsUnavailableException {
            String user = names.apply(sent);
            // Before a remembered password is looked up: its quick answer would make guesses free.
            serve(user);
            long generation = source.generation();
            Optional<Account> known = remembered.find(user, password, generation);
            if (known.isPresent()) {
                return known;
            }
            tried = password;
            Optional<Account> account = source.authenticate(user, password, turns(user));
            if (!source.requiresCertificate()) {
                // Else the quick answer to a repeated password would tell that it is right to a client with another's certificate.
                account.ifPresent(found -> remembered.right(user, password, found, generation));
            }
            return account;
        }

        @Override
        public Optional<KnownPassword> knownPassword(String sent) throws AccountsUnavailableException {
            String user = names.apply(sent);
            if (!begun.equals(Optional.of(user))) {
                serve(user);
            }
            begun = Optional.empty();
            return source.knownPassword(user);
        }

        @Override
        public Optional<KeptKeys> scramKeys(String sent, ScramHash hash) throws AccountsUnavailableException {
            String user = names.apply(sent);
            serve(user);
            begun = Optional.of(user);
            return source.scramKeys(user, hash);
        }

        @Override
        public ScramParameters scramParameters(String user, ScramHash hash) throws AccountsUnavailableException {
            return source.scramParameters(names.apply(user), hash);
        }

        @Override
        public boolean knows(String user) {
            return source.knows(names.apply(user));
        }

        /** Most tokens need a request to the provider, so guesses are slowed down in the same way as for passwords. */
        @Override
        public TokenResult authenticateToken(Optional<String> user, Secret token)
                throws AccountsUnavailableException {
            serve(user.map(names::apply).orElse(Penalties.NOBODY));
            return source.authenticateToken(user, token);
        }

        /** Serves the penalty. It holds no slot of the queue, and ends when the client leaves, which counts as a failure. */
        private void serve(String user) throws AccountsUnavailableException {
            tried = null;
            begun = Optional.empty();
            if (exempt.contains(address)) {
                return;
            }
            Optional<Duration> turn = penalties.reserve(address, user);
            // A refusal at once would invite the client to try again at once.
            Duration wait = turn.orElse(Penalties.LONGEST);
            waited.record(wait);
            pause(wait);
            if (turn.isEmpty()) {
                throw new AccountsUnavailableException("too many logins wait after failed ones", null);
            }
        }

        private void pause(Duration wait) throws AccountsUnavailableException {
            Duration left = wait;
            try {
                while (left.isPositive()) {
                    if (gone.getAsBoolean()) {
                        penalties.left(address);
                        throw new AccountsUnavailableException("client is gone", null);
                    }
                    Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
                    time.sleep(slice);
                    left = left.minus(slice);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AccountsUnavailableException("interrupted while a penalty was served", e);
            }
        }

        private Turns turns(String user) {
            return new Turns() {
                @Override
                public <T> T run(Callable<T> work) throws AccountsUnavailableException {
                    try {
                        queue.acquire(ClientAddress.of(address), penalties.rank(address, user), gone);
                    } catch (RefusedException e) {
                        throw new AccountsUnavailableException(String.valueOf(e.getMessage()), e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new AccountsUnavailableException("interrupted while waiting for other logins", e);
                    }
                    try {
                        return Turns.now(work);
                    } finally {
                        queue.release();
                    }
                }
            };
        }
    }
}
