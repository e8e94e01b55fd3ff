package pop3bridge.users;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import pop3bridge.sources.MaildropAddress;

/**
 * {@code maildrop=s3://bucket/prefix/} in the last field of a line. That field holds pairs of key and value with spaces
 * between them, and may contain colons. Keys that would keep a user out are refused, as
 * nothing here obeys them; others are none of ours.
 */
final class MaildropField {
    private static final String KEY = "maildrop=";
    private static final Pattern KEY_ANYWHERE = Pattern.compile("(?:^|[: ])" + KEY);
    /** Fields by which Dovecot refuses a login. */
    private static final Pattern RESTRICTION = Pattern
            .compile("(?:^| )(?:nologin|allow_nets|allow_real_nets|deny)(?:[= ]|$)");
    private static final int FIELDS = 6;

    private MaildropField() {}

    /**
     * Returns the address that a line names.
     *
     * @param fields {@code uid:gid:gecos:home:shell:extra}, or the first of them
     */
    static Optional<String> find(String fields) throws MalformedLineException {
        String[] each = fields.split(":", FIELDS);
        String extra = each.length < FIELDS ? "" : each[FIELDS - 1];
        if (RESTRICTION.matcher(extra).find()) {
            throw new MalformedLineException("nologin, allow_nets= and the like have no effect here: remove the line"
                    + " of a user who may not log in, and leave these fields out of the others");
        }
        List<String> addresses = Stream.of(extra.split(" ", -1)).filter(pair -> pair.startsWith(KEY))
                .map(pair -> pair.substring(KEY.length())).toList();
        if (addresses.size() > 1) {
            throw new MalformedLineException("maildrop= is there more than once: keep one");
        }
        if (addresses.isEmpty() && KEY_ANYWHERE.matcher(fields).find()) {
            throw new MalformedLineException(
                    "maildrop= is not in the last field: write exactly six ':' between the password and it");
        }
        for (String address : addresses) {
            Optional<String> problem = MaildropAddress.problem(address, KEY);
            if (problem.isPresent()) {
                throw new MalformedLineException(problem.get());
            }
        }
        return addresses.stream().findFirst();
    }
}
