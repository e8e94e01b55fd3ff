package pop3bridge.sources;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ForwardingAccounts;
import pop3bridge.accounts.Secret;

/** A source that another can take the place of, after a change of its secret or its certificates. Thread-safe. */
public final class ReplaceableSource extends ForwardingAccounts implements AccountSource {
    /** Logins that have begun with the source before end with it. */
    private static final Duration CLOSE_AFTER = Duration.ofMinutes(1);

    private final AtomicReference<AccountSource> current;
    private final Executor later;

    /** Creates it with its first source. Closes the source when it is closed. */
    public ReplaceableSource(AccountSource first) {
        this(first, CompletableFuture.delayedExecutor(CLOSE_AFTER.toSeconds(), TimeUnit.SECONDS));
    }

    ReplaceableSource(AccountSource first, Executor later) {
        this(new AtomicReference<>(first), later);
    }

    private ReplaceableSource(AtomicReference<AccountSource> current, Executor later) {
        super(current::get);
        this.current = current;
        this.later = later;
    }

    /** Uses another source for the logins that follow. Closes the one before after a minute. */
    public void replace(AccountSource next) {
        AccountSource before = current.getAndSet(next);
        later.execute(before::close);
    }

    @Override
    public String name() {
        return current.get().name();
    }

    @Override
    public Optional<Account> authenticate(String user, Secret password, Turns turns)
            throws AccountsUnavailableException {
        return current.get().authenticate(user, password, turns);
    }

    @Override
    public Optional<Account> find(String user) throws AccountsUnavailableException {
        return current.get().find(user);
    }

    @Override
    public boolean knowsRecipients() {
        return current.get().knowsRecipients();
    }

    @Override
    public Optional<Account> recipient(String user) throws AccountsUnavailableException {
        return current.get().recipient(user);
    }

    @Override
    public long generation() {
        return current.get().generation();
    }

    @Override
    public Optional<String> problem() {
        return current.get().problem();
    }

    @Override
    public void close() {
        current.get().close();
    }
}
