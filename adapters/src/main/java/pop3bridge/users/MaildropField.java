package pop3bridge.users;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code maildrop=s3://bucket/prefix/} in the last field of a line. That field contains key-value pairs separated by
 * spaces, and may contain colons. Keys that deny logins in Dovecot are rejected, because the bridge does not enforce
 * them; other keys are ignored.
 */
final class MaildropField {
    private static final String KEY = "maildrop=";
    private static final Pattern KEY_ANYWHERE = Pattern.compile("(?:^|[: ])" + KEY);
    /** Fields with which Dovecot denies logins. */
    private static final Pattern RESTRICTION = Pattern
            .compile("(?:^| )(?:nologin|allow_nets|allow_real_nets|deny)(?:[= ]|$)");
    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]*)/(.*)");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}");
    private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Cc}\\p{Zl}\\p{Zp}]");
    /** The maximum length of an S3 key. */
    private static final int MOST_PREFIX_OCTETS = 1024;
    private static final int FIELDS = 6;

    private MaildropField() {}

    /**
     * Returns the maildrop address in a line.
     *
     * @param fields {@code uid:gid:gecos:home:shell:extra}, or the first of these fields
     */
    static Optional<String> find(String fields) throws MalformedLineException {
        String[] each = fields.split(":", FIELDS);
        String extra = each.length < FIELDS ? "" : each[FIELDS - 1];
        if (RESTRICTION.matcher(extra).find()) {
            throw new MalformedLineException("nologin, allow_nets= and similar fields are not supported: remove them,"
                    + " or remove the line to deny the user");
        }
        List<String> addresses = Stream.of(extra.split(" ", -1)).filter(pair -> pair.startsWith(KEY))
                .map(pair -> pair.substring(KEY.length())).toList();
        if (addresses.size() > 1) {
            throw new MalformedLineException("maildrop= is given more than once: keep one");
        }
        if (addresses.isEmpty() && KEY_ANYWHERE.matcher(fields).find()) {
            throw new MalformedLineException(
                    "maildrop= is not in the last field: write exactly six ':' between the password and maildrop=");
        }
        for (String address : addresses) {
            check(address);
        }
        return addresses.stream().findFirst();
    }

    private static void check(String address) throws MalformedLineException {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || UNSEEN.matcher(address).find()) {
            throw new MalformedLineException(
                    "maildrop= must have the form s3://bucket/ or s3://bucket/prefix/," + " without spaces");
        }
        String bucket = parts.group(1);
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..") || IP_ADDRESS.matcher(bucket).matches()) {
            throw new MalformedLineException("invalid bucket name in maildrop=: use 3 to 63 lower-case letters,"
                    + " digits, '-' and '.', with a letter or digit at both ends, and not an IP address");
        }
        if (parts.group(2).getBytes(StandardCharsets.UTF_8).length > MOST_PREFIX_OCTETS) {
            throw new MalformedLineException("the prefix in maildrop= is longer than " + MOST_PREFIX_OCTETS
                    + " octets: choose a shorter one");
        }
    }
}
