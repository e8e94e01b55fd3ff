package pop3bridge.users;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import pop3bridge.accounts.Account;
import pop3bridge.sources.MaildropAddress;

/**
 * {@code maildrop=s3://bucket/prefix/} and {@code readonly=yes} in the last field of a line. That field holds pairs of key and value with spaces
 * between them, and may contain colons. A maildrop in several places has several addresses. Keys that would keep a user out are refused, as
 * nothing here obeys them; others are none of ours.
 */
final class ExtraFields {
    private static final String KEY = "maildrop=";
    private static final String READ_ONLY = "readonly=";
    private static final Pattern KEY_ANYWHERE = Pattern.compile("(?:^|[: ])" + KEY);
    /** Fields by which Dovecot refuses a login. */
    private static final Pattern RESTRICTION = Pattern
            .compile("(?:^| )(?:nologin|allow_nets|allow_real_nets|deny)(?:[= ]|$)");
    private static final int FIELDS = 6;

    private ExtraFields() {}

    /**
     * Returns the account of a line.
     *
     * @param fields {@code uid:gid:gecos:home:shell:extra}, or the first of them
     */
    static Account account(String name, String fields) throws MalformedLineException {
        String[] each = fields.split(":", FIELDS);
        String extra = each.length < FIELDS ? "" : each[FIELDS - 1];
        if (RESTRICTION.matcher(extra).find()) {
            throw new MalformedLineException("nologin, allow_nets= and the like have no effect here: remove the line"
                    + " of a user who may not log in, and leave these fields out of the others");
        }
        List<String> words = List.of(extra.split(" ", -1));
        return new Account(name, maildrop(words, fields), readOnly(words));
    }

    private static boolean readOnly(List<String> words) throws MalformedLineException {
        for (String word : words) {
            if (word.startsWith(READ_ONLY) && !word.equals(READ_ONLY + "yes")) {
                throw new MalformedLineException("readonly= is not yes: write readonly=yes, or remove it");
            }
        }
        return words.contains(READ_ONLY + "yes");
    }

    private static List<String> maildrop(List<String> words, String fields) throws MalformedLineException {
        List<String> addresses = new ArrayList<>();
        boolean before = false;
        for (String word : words) {
            if (word.startsWith(KEY)) {
                if (!addresses.isEmpty()) {
                    throw new MalformedLineException("maildrop= is given more than once: keep one");
                }
                addresses.add(word.substring(KEY.length()));
                before = true;
            } else if (before && word.startsWith("s3://")) {
                addresses.add(word);
            } else {
                before = false;
            }
        }
        if (addresses.isEmpty()) {
            if (KEY_ANYWHERE.matcher(fields).find()) {
                throw new MalformedLineException(
                        "maildrop= is not in the last field: write exactly six ':' between the password and maildrop=");
            }
            return List.of();
        }
        Optional<String> problem = MaildropAddress.problem(String.join(" ", addresses), KEY);
        if (problem.isPresent()) {
            throw new MalformedLineException(problem.get());
        }
        return addresses;
    }
}
