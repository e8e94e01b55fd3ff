package pop3bridge.users;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.Turns;
import pop3bridge.users.password.PasswordHash;
import pop3bridge.users.password.Scheme;

/**
 * Accounts from a file in Dovecot's passwd-file format, in UTF-8, at most 16 MiB:
 *
 * <pre>
 * # name:{SCHEME}hash:uid:gid:gecos:home:shell:extra
 * anna:{BLF-CRYPT}$2y$10$...
 * fax@example.org:{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$...$...::::::maildrop=s3://bucket/faxes/
 * </pre>
 *
 * The schemes are those of {@link Scheme}; a PLAIN password without a suffix contains no ':'. A hash that begins with
 * {@code $} needs no scheme, so that files from htpasswd work. Trailing fields may be absent. Uid, gid, gecos, home,
 * shell and other extras than {@code maildrop=} are ignored; those that restrict logins are refused.
 *
 * <p>Each login checks the file. If it has changed, one thread reloads it; other logins meanwhile use the previous
 * users and do not wait. If the file is invalid or missing, the last valid users stay in use. To change the file, write
 * a new one and rename it over the old one; otherwise a half-written file may be read.
 */
public final class UsersFile implements AccountSource {
    private static final Logger LOG = LoggerFactory.getLogger(UsersFile.class);

    private final Path file;
    private final Verifier verifier;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Users users;
    private volatile UsersFileSnapshot last;
    private final AtomicLong generation = new AtomicLong();

    private UsersFile(Path file, Verifier verifier, UsersFileSnapshot.Good first) {
        this.file = file;
        this.verifier = verifier;
        this.users = first.users();
        this.last = first;
    }

    /**
     * Reads a users file.
     *
     * @throws UsersFileException if it cannot be read or is invalid, with every problem
     */
    public static UsersFile load(Path file) throws UsersFileException {
        return load(file, BoundedVerifier.ofThisMachine());
    }

    static UsersFile load(Path file, Verifier verifier) throws UsersFileException {
        UsersFileSnapshot.Good first = good(file);
        report(file, first);
        return new UsersFile(file, verifier, first);
    }

    /**
     * Reads the accounts in a users file once, and logs only warnings.
     *
     * @throws UsersFileException if it cannot be read or is invalid, with every problem
     */
    public static List<Account> accounts(Path file) throws UsersFileException {
        UsersFileSnapshot.Good good = good(file);
        warn(file, good);
        return good.users().accounts();
    }

    private static UsersFileSnapshot.Good good(Path file) throws UsersFileException {
        return switch (UsersFileSnapshot.of(file)) {
            case UsersFileSnapshot.Good good -> good;
            case UsersFileSnapshot.Broken broken -> throw new UsersFileException(file, broken.problems());
        };
    }

    /**
     * {@inheritDoc}
     *
     * <p>Names are case-sensitive. A refusal takes at least as long as the slowest hash in the file.
     *
     * @throws AccountsUnavailableException if the password cannot be verified, or the thread is interrupted
     */
    @Override
    public Optional<Account> authenticate(String user, Secret password, Turns turns)
            throws AccountsUnavailableException {
        refresh();
        Users now = users;
        PasswordHash compared = now.compared(user);
        boolean matches = turns.run(() -> verifier.verify(compared, password));
        Optional<Account> account = now.named(user).filter(_ -> matches).map(PasswdLine.Entry::account);
        Optional<PasswordHash> padding = account.isPresent() ? Optional.empty() : now.padding(compared);
        if (padding.isPresent()) {
            boolean _ = turns.run(() -> verifier.verify(padding.get(), password));
        }
        return account;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Only passwords with the scheme PLAIN are known.
     */
    @Override
    public Optional<KnownPassword> knownPassword(String user) {
        refresh();
        return users.named(user).flatMap(
                entry -> entry.password().known().map(password -> new KnownPassword(entry.account(), password)));
    }

    @Override
    public Optional<KeptKeys> scramKeys(String user, ScramHash hash) {
        refresh();
        return users.named(user)
                .flatMap(entry -> entry.password().scramKeys(hash).map(keys -> new KeptKeys(entry.account(), keys)));
    }

    @Override
    public ScramParameters scramParameters(String user, ScramHash hash) {
        return users.scramParameters(user, hash);
    }

    @Override
    public boolean allScram(ScramHash hash) {
        refresh();
        return users.allScram(hash);
    }

    @Override
    public boolean allPasswordsKnown() {
        refresh();
        return users.allKnown();
    }

    @Override
    public boolean knows(String user) {
        return users.named(user).isPresent();
    }

    @Override
    public Optional<Account> find(String user) {
        refresh();
        return users.named(user).map(PasswdLine.Entry::account);
    }

    @Override
    public boolean knowsRecipients() {
        return true;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public long generation() {
        refresh();
        return generation.get();
    }

    @Override
    public Optional<String> problem() {
        return current() ? Optional.empty() : Optional.of("the users file has errors, the last good version is in use");
    }

    /**
     * Returns whether the last attempt to load the file succeeded; if not, an earlier version is in use. Does not read
     * the file.
     */
    public boolean current() {
        return last instanceof UsersFileSnapshot.Good;
    }

    private void refresh() {
        if (last.covers(FileStamp.of(file)) || !reading.tryLock()) {
            return;
        }
        try {
            UsersFileSnapshot next = UsersFileSnapshot.of(file);
            if (!next.repeats(last)) {
                report(file, next);
            }
            use(next);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void reload() {
        reading.lock();
        try {
            UsersFileSnapshot next = UsersFileSnapshot.of(file);
            report(file, next);
            use(next);
        } finally {
            reading.unlock();
        }
    }

    private void use(UsersFileSnapshot next) {
        if (next instanceof UsersFileSnapshot.Good good) {
            users = good.users();
            generation.incrementAndGet();
        }
        last = next;
    }

    private static void report(Path file, UsersFileSnapshot reading) {
        switch (reading) {
            case UsersFileSnapshot.Good good -> {
                LOG.atInfo().addKeyValue("file", file).addKeyValue("users", good.users().count())
                        .log("users file read");
                warn(file, good);
            }
            case UsersFileSnapshot.Broken broken -> LOG.atError().addKeyValue("file", file)
                    .addKeyValue("problems", broken.problems())
                    .log("users file has errors, keeping the last good version");
        }
    }

    private static void warn(Path file, UsersFileSnapshot.Good good) {
        if (good.exposed()) {
            LOG.atWarn().addKeyValue("file", file)
                    .log("users file has plain passwords and is readable by everyone: restrict its permissions");
        }
    }
}
