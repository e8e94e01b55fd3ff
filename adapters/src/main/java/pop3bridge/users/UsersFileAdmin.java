package pop3bridge.users;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Secret;
import pop3bridge.users.password.Scheme;

/**
 * Edits the users file for an operator, one line at a time. Replaces the file atomically, so that nobody reads a
 * half-written one, and leaves all other lines unchanged. Concurrent editors wait for each other. For use by one thread.
 */
public final class UsersFileAdmin {
    /** An edit holds the lock for milliseconds. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final Duration lockPatience;

    /** A user and the scheme of the password. */
    public record User(Account account, Scheme scheme) {}

    public UsersFileAdmin(Path file) {
        this(file, LOCK_PATIENCE);
    }

    UsersFileAdmin(Path file, Duration lockPatience) {
        this.file = file;
        this.lockPatience = lockPatience;
    }

    /** All users, in the order of the file. */
    public List<User> list() throws UsersFileException {
        return entries().stream().map(entry -> new User(entry.account(), entry.password().scheme())).toList();
    }

    /**
     * Checks that a user exists.
     *
     * @throws UsersFileException if there is no such user
     */
    public void require(String name) throws UsersFileException {
        entry(name);
    }

    /** Whether this is the password of an existing user. */
    public boolean test(String name, Secret password) throws UsersFileException {
        return entry(name).password().matches(password.octets());
    }

    private PasswdLine.Entry entry(String name) throws UsersFileException {
        return entries().stream().filter(entry -> entry.account().name().equals(name)).findFirst()
                .orElseThrow(() -> nobody(name));
    }

    /**
     * Adds a user at the end of the file. Creates the file if it does not exist.
     *
     * @param hash with its scheme
     * @param maildrop the address of the user's own maildrop
     */
    public void add(String name, String hash, Optional<String> maildrop) throws UsersFileException {
        String line = name + ":" + hash + maildrop.map(address -> "::::::maildrop=" + address).orElse("");
        switch (PasswdLine.parse(line)) {
            case PasswdLine.Entry entry when entry.account().name().equals(name) -> {
            }
            case PasswdLine.Problem(String text) when !name.contains(":") -> throw problem(text);
            case PasswdLine _ -> throw problem("the user name contains ':' or starts with '#': choose another");
        }
        change(true, lines -> {
            if (lines.find(name).isPresent()) {
                throw problem("user " + name + " exists already: use 'users passwd' to change the password");
            }
            return lines.with(line);
        });
    }

    /**
     * Changes the password of an existing user.
     *
     * @param hash with its scheme
     */
    public void changePassword(String name, String hash) throws UsersFileException {
        change(false, lines -> lines.withPassword(lines.find(name).orElseThrow(() -> nobody(name)), hash));
    }

    /** Removes a user, who must not be the only one. */
    public void remove(String name) throws UsersFileException {
        change(false, lines -> lines.without(lines.find(name).orElseThrow(() -> nobody(name))));
    }

    private interface Edit {
        PasswdText of(PasswdText lines) throws UsersFileException;
    }

    private void change(boolean create, Edit edit) throws UsersFileException {
        try {
            // A symbolic link stays: its target is replaced.
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            try (EditorLock _ = EditorLock.take(target, lockPatience)) {
                byte[] before = create && Files.notExists(target) ? new byte[0] : UsersFileSnapshot.octets(target);
                PasswdFile content = PasswdFile.parse(before);
                if (!content.blank()) {
                    require(content.problems());
                }
                byte[] after = edit.of(PasswdText.of(before)).octets();
                PasswdFile changed = PasswdFile.parse(after);
                if (changed.blank()) {
                    throw problem(
                            "this is the only user, and the server rejects a file without users: add another user first");
                }
                require(changed.problems());
                if (after.length > UsersFileSnapshot.MOST_OCTETS) {
                    throw problem(UsersFileSnapshot.tooLong());
                }
                Replacement.write(target, after);
            }
        } catch (NoSuchFileException e) {
            throw problem(UsersFileSnapshot.whyUnreadable(e));
        } catch (AccessDeniedException e) {
            throw problem("it cannot be changed: " + e.getFile() + " may not be read or written");
        } catch (IOException e) {
            throw problem("it cannot be changed: " + e.getMessage());
        }
    }

    private List<PasswdLine.Entry> entries() throws UsersFileException {
        return switch (UsersFileSnapshot.of(file)) {
            case UsersFileSnapshot.Good good -> good.users().entries();
            case UsersFileSnapshot.Broken broken -> throw new UsersFileException(file, broken.problems());
        };
    }

    private void require(List<String> problems) throws UsersFileException {
        if (!problems.isEmpty()) {
            throw new UsersFileException(file, problems);
        }
    }

    private UsersFileException nobody(String name) {
        return problem("there is no user " + name);
    }

    private UsersFileException problem(String text) {
        return new UsersFileException(file, List.of(text));
    }
}
