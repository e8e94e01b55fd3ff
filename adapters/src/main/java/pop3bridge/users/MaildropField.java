package pop3bridge.users;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]*)/(.*)");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}");
    private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Cc}\\p{Zl}\\p{Zp}]");
    /** The longest key of S3. */
    private static final int MOST_PREFIX_OCTETS = 1024;
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
            throw new MalformedLineException("nologin, allow_nets= and the like keep nobody out here: remove the line"
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
            check(address);
        }
        return addresses.stream().findFirst();
    }

    private static void check(String address) throws MalformedLineException {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || UNSEEN.matcher(address).find()) {
            throw new MalformedLineException("maildrop= is not of the form s3://bucket/ or s3://bucket/prefix/:"
                    + " write it so, without spaces");
        }
        String bucket = parts.group(1);
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..") || IP_ADDRESS.matcher(bucket).matches()) {
            throw new MalformedLineException("the bucket in maildrop= has no valid name: it has 3 to 63 small letters,"
                    + " digits, '-' and '.', begins and ends with a letter or digit, and is no IP address");
        }
        if (parts.group(2).getBytes(StandardCharsets.UTF_8).length > MOST_PREFIX_OCTETS) {
            throw new MalformedLineException("the prefix in maildrop= is longer than " + MOST_PREFIX_OCTETS
                    + " octets: choose a shorter one");
        }
    }
}
