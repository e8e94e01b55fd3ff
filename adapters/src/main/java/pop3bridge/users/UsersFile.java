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
 * Accounts from a file in Dovecot's passwd-file form, UTF-8, at most 16 MiB:
 *
 * <pre>
 * # name:{SCHEME}hash:uid:gid:gecos:home:shell:extra
 * anna:{BLF-CRYPT}$2y$10$...
 * fax@example.org:{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$...$...::::::maildrop=s3://bucket/faxes/
 * </pre>
 *
 * The schemes are PLAIN (no ':' in the password), BLF-CRYPT, SHA512-CRYPT and ARGON2ID. Fields may be absent from the
 * end; uid, gid, gecos, home, shell and extras other than {@code maildrop=} are ignored, those too that restrict logins
 * elsewhere.
 *
 * <p>Each login looks at the file, and when it has changed one thread reads it anew; others that log in meanwhile go by
 * what was read before, as they would have done a moment ago, and wait for nothing. While the file has problems, or is
 * gone, the last good set of users stays in force. To change the file, write another beside it and rename that to it:
 * else it may be read half-written.
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
     * @throws UsersFileException with every problem, if it cannot be read or has problems
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
     * @throws AccountsUnavailableException if the password could not be compared, or the thread was interrupted
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
     * <p>Those of scheme PLAIN.
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

    /** All accounts that were in the file when it was last read. */
    public List<Account> accounts() {
        return users.accounts();
    }

    /**
     * Returns whether the last reading of the file succeeded; if not, an earlier one is in force. Does not read the
     * file.
     */
    public boolean current() {
        return last instanceof UsersFileSnapshot.Good;
    }

    private boolean verify(PasswordHash hash, Secret password) throws AccountsUnavailableException {
        try {
            return verifier.verify(hash, password);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccountsUnavailableException("interrupted before the password was compared", e);
        } catch (ExecutionException e) {
            throw new AccountsUnavailableException("the password could not be compared", e);
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
                            .log("users file has plain passwords and everybody may read it: take that right away");
                }
            }
            case UsersFileSnapshot.Broken broken -> LOG.atError().addKeyValue("file", file)
                    .addKeyValue("problems", broken.problems())
                    .log("users file has problems: until they are mended the users read before stay in force");
        }
    }
}
