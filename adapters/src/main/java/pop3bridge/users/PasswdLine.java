package pop3bridge.users;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import pop3bridge.accounts.Account;
import pop3bridge.users.password.PasswordException;
import pop3bridge.users.password.PasswordHash;

/**
 * One line of a passwd-file: {@code name:{SCHEME}hash:uid:gid:gecos:home:shell:extra}. Trailing fields may be missing.
 */
sealed interface PasswdLine {
    /** A user who may log in. */
    record Entry(Account account, PasswordHash password) implements PasswdLine {}

    /** The line is invalid. The text says what to change and contains no part of a password or hash. */
    record Problem(String text) implements PasswdLine {}

    /** A blank line or a comment. */
    record Nothing() implements PasswdLine {}

    /** Parses a line without its line ending; never throws. */
    static PasswdLine parse(String line) {
        if (line.isBlank() || line.stripLeading().startsWith("#")) {
            return new Nothing();
        }
        String[] fields = line.split(":", 3);
        if (fields.length < 2) {
            return new Problem("missing ':' after the user name: write name:{SCHEME}hash");
        }
        try {
            String name = Name.check(fields[0]);
            PasswordHash password = PasswordHash.parse(fields[1]);
            return new Entry(ExtraFields.account(name, fields.length < 3 ? "" : fields[2]), password);
        } catch (MalformedLineException e) {
            return new Problem(e.problem());
        } catch (PasswordException e) {
            return new Problem(e.problem());
        }
    }

    /** The rules for user names. */
    final class Name {
        private static final int MOST_OCTETS = 255;
        /** Control characters, the line separators of Unicode and the byte order mark. */
        private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\x{FEFF}]");

        private Name() {}

        private static String check(String name) throws MalformedLineException {
            if (name.isEmpty()) {
                throw new MalformedLineException("the user name is empty: write one before the first ':'");
            }
            if (UNSEEN.matcher(name).find()) {
                throw new MalformedLineException(
                        "the user name contains a control character or a byte order mark: remove it");
            }
            if (!name.equals(name.strip())) {
                throw new MalformedLineException("the user name begins or ends with a space: remove it");
            }
            if (name.getBytes(StandardCharsets.UTF_8).length > MOST_OCTETS) {
                throw new MalformedLineException(
                        "the user name is longer than " + MOST_OCTETS + " octets: choose a shorter one");
            }
            return name;
        }
    }
}
