package pop3bridge.ldap;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Login.BindByName;
import pop3bridge.ldap.LdapConfig.Login.SearchAndBind;
import pop3bridge.ldap.LdapConfig.Login.SearchAndCompare;
import pop3bridge.ldap.LdapConfig.ServiceAccount;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.Requests;
import pop3bridge.sources.SeenNames;
import pop3bridge.sources.Trust;
import pop3bridge.sources.Turns;
import pop3bridge.sources.UserNames;

/**
 * Accounts from an LDAP directory (RFC 4511), which is asked at each login. Nothing is known of a password but what the directory says of
 * it, so that logins that do not send it (APOP, CRAM-MD5, SCRAM) are not for these accounts.
 *
 * <p>A name that is longer than 255 octets or has control characters is unknown, and an empty password wrong, without asking: a bind with
 * a DN and an empty password succeeds as that of nobody (RFC 4513 §5.1.2).
 */
public final class LdapAccounts implements AccountSource {
    private final Login login;
    private final Duration patience;
    private final Semaphore permits;
    private final Answers answers;
    private final SeenNames known = new SeenNames();
    private final Requests requests;

    /**
     * Accounts of a directory. Asks nothing yet.
     *
     * @throws IllegalArgumentException that names a {@link LdapSetting} whose value cannot be used
     */
    public LdapAccounts(LdapConfig config, MeterRegistry registry) {
        this(config, registry, Ticker.systemTicker());
    }

    LdapAccounts(LdapConfig config, MeterRegistry registry, Ticker time) {
        Failover failover = new Failover(config, Trust.context(config.servers().caFile(), LdapSetting.CA_FILE.key()),
                time);
        this.login = login(config, failover);
        this.patience = config.limits().login();
        this.permits = new Semaphore(config.limits().connections(), true);
        this.answers = new Answers(time);
        this.requests = new Requests(name(), registry);
    }

    private static Login login(LdapConfig config, Failover failover) {
        Attributes attributes = new Attributes(config.nameAttribute(), config.maildropAttribute());
        int most = config.limits().connections();
        int seconds = Math.toIntExact(config.limits().answer().plusMillis(999).toSeconds());
        return switch (config.login()) {
            case SearchAndBind(LdapConfig.Search search) -> {
                SearchLogin.Lookup lookup = new SearchLogin.Lookup(search, attributes, seconds);
                yield new SearchLogin(new Connections(failover, search.account(), most),
                        users(failover, most), Proof.BIND, lookup);
            }
            case SearchAndCompare(LdapConfig.Search search) -> {
                SearchLogin.Lookup lookup = new SearchLogin.Lookup(search, attributes, seconds);
                Connections service = new Connections(failover, search.account(), most);
                yield new SearchLogin(service, service, Proof.COMPARE, lookup);
            }
            case BindByName(String template) -> {
                DnTemplate dn = new DnTemplate(template);
                yield new NameLogin(users(failover, most), dn, attributes);
            }
        };
    }

    private static Connections users(Failover failover, int most) {
        return new Connections(failover, Optional.<ServiceAccount>empty(), most);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The directory decides which spellings of a name are the same. An account that is locked, expired or the like is answered as a wrong
     * password is. A name that is not there takes as many requests as one that is; how long the directory takes for each is its own affair.
     */
    @Override
    public Optional<Account> authenticate(String user, Secret password, Turns turns)
            throws AccountsUnavailableException {
        if (!UserNames.possible(user) || password.octets().length == 0) {
            return Optional.empty();
        }
        Optional<Account> account = requests.time(() -> decided(() -> login.login(user, password)));
        account.ifPresent(_ -> known.add(user));
        return account;
    }

    @Override
    public boolean knowsRecipients() {
        return login.canFind();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The service account's search tells. An account that is locked or expired still gets mail.
     */
    @Override
    public Optional<Account> recipient(String user) throws AccountsUnavailableException {
        return login.canFind() && UserNames.possible(user)
                ? requests.time(() -> decided(() -> login.find(user)))
                : Optional.empty();
    }

    private Optional<Account> decided(Callable<Login.Verdict> question) throws AccountsUnavailableException {
        try {
            return switch (ask(question)) {
                case Login.Verdict.Accepted accepted -> {
                    answers.accepted();
                    yield Optional.of(accepted.account());
                }
                case Login.Verdict.Refused refused -> {
                    answers.refused(refused.why());
                    yield Optional.empty();
                }
            };
        } catch (LdapFailure e) {
            answers.failed(e);
            throw new AccountsUnavailableException("the directory cannot be queried", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccountsUnavailableException("interrupted before the directory answered", e);
        }
    }

    /**
     * Asks on a thread of its own, which is left behind when time is up: the library bounds each wait for an answer and not the sum of
     * them, nor looking up an address. An interrupt closes the socket that a virtual thread waits for.
     */
    private Login.Verdict ask(Callable<Login.Verdict> question) throws LdapFailure, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        if (!permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw LdapFailure.of(LdapFailure.Kind.ALL_IN_USE);
        }
        FutureTask<Login.Verdict> task = new FutureTask<>(question);
        Thread.ofVirtual().name("ldap").start(() -> {
            try {
                task.run();
            } finally {
                permits.release();
            }
        });
        try {
            return task.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw LdapFailure.of(LdapFailure.Kind.TOO_LATE);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LdapFailure failure) {
                throw failure;
            }
            throw LdapFailure.unreadable(e);
        } finally {
            task.cancel(true);
        }
    }

    /** Why the last login could not be decided, with the setting to look at; empty if it could, or if there was none yet. */
    @Override
    public Optional<String> problem() {
        return answers.problem();
    }

    @Override
    public String name() {
        return "ldap";
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

    /** Closes the connections. */
    @Override
    public void close() {
        login.close();
    }
}
