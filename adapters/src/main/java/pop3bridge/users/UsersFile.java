package pop3bridge.users;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;

/**
 * Accounts from a file in Dovecot's passwd-file format, in UTF-8, at most 16 MiB:
 *
 * <pre>
 * # name:{SCHEME}hash:uid:gid:gecos:home:shell:extra
 * anna:{BLF-CRYPT}$2y$10$...
 * fax@example.org:{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$...$...::::::maildrop=s3://bucket/faxes/
 * </pre>
 *
 * The schemes are PLAIN (no ':' in the password), BLF-CRYPT, SHA512-CRYPT and ARGON2ID. Trailing fields may be missing.
 * The fields uid, gid, gecos, home, shell and extra fields other than {@code maildrop=} are ignored, except those that
 * deny logins in Dovecot, which are rejected.
 *
 * <p>Each login checks the file. If it has changed, one thread reloads it; other logins meanwhile use the previous
 * users and do not wait. If the file is invalid or missing, the last valid users stay in use. To change the file, write
 * a new one and rename it over the old one; otherwise a half-written file may be read.
 */
public final class UsersFile implements Accounts {
    private static final Logger LOG = LoggerFactory.getLogger(UsersFile.class);

    private final Path file;
    private final Verifier verifier;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Users users;
    private volatile UsersFileSnapshot last;

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
        return switch (UsersFileSnapshot.of(file)) {
            case UsersFileSnapshot.Good good -> {
                report(file, good);
                yield new UsersFile(file, verifier, good);
            }
            case UsersFileSnapshot.Broken broken -> throw new UsersFileException(file, broken.problems());
        };
    }

    /**
     * {@inheritDoc}
     *
     * <p>Names are case-sensitive.
     *
     * @throws AccountsUnavailableException if the password cannot be verified, or the thread is interrupted
     */
    @Override
    public Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException {
        refresh();
        PasswdLine.Entry entry = users.find(user);
        boolean matches = verify(entry.password(), password);
        return matches && entry.account().name().equals(user) ? Optional.of(entry.account()) : Optional.empty();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Only passwords with the scheme PLAIN are known.
     */
    @Override
    public Optional<KnownPassword> knownPassword(String user) {
        refresh();
        PasswdLine.Entry entry = users.find(user);
        return entry.password() instanceof PlainPassword plain && entry.account().name().equals(user)
                ? Optional.of(new KnownPassword(entry.account(), plain.password()))
                : Optional.empty();
    }

    @Override
    public boolean allPasswordsKnown() {
        refresh();
        return users.allPlain();
    }

    @Override
    public boolean knows(String user) {
        return users.find(user).account().name().equals(user);
    }

    /** Returns all accounts in the last valid version of the file. */
    public List<Account> accounts() {
        return users.accounts();
    }

    /**
     * Returns whether the last attempt to load the file succeeded; if not, an earlier version is in use. Does not read
     * the file.
     */
    public boolean current() {
        return last instanceof UsersFileSnapshot.Good;
    }

    private boolean verify(PasswordHash hash, Secret password) throws AccountsUnavailableException {
        try {
            return verifier.verify(hash, password);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccountsUnavailableException("interrupted before the password was verified", e);
        } catch (ExecutionException e) {
            throw new AccountsUnavailableException("the password could not be verified", e);
        }
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
            if (next instanceof UsersFileSnapshot.Good good) {
                users = good.users();
            }
            last = next;
        } finally {
            reading.unlock();
        }
    }

    private static void report(Path file, UsersFileSnapshot reading) {
        switch (reading) {
            case UsersFileSnapshot.Good good -> {
                LOG.atInfo().addKeyValue("file", file).addKeyValue("users", good.users().count())
                        .log("users file read");
                if (good.exposed()) {
                    LOG.atWarn().addKeyValue("file", file)
                            .log("users file contains plaintext passwords and is world-readable: restrict its permissions");
                }
            }
            case UsersFileSnapshot.Broken broken -> LOG.atError().addKeyValue("file", file)
                    .addKeyValue("problems", broken.problems())
                    .log("users file is invalid: the previous users stay in use until it is fixed");
        }
    }
}
