package pop3bridge.sources;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of a maildrop's addresses, {@code s3://bucket/prefix/}, in an authentication backend. */
public final class MaildropAddress {
    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]*)/(.*)");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}");
    private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");
    /** The longest key of S3. */
    private static final int MOST_PREFIX_OCTETS = 1024;

    private MaildropAddress() {}

    /** The addresses of a text: one, or several with spaces between them. */
    public static List<String> list(String text) {
        return List.of(text.split(" ", -1));
    }

    /**
     * What is wrong with a text of one or several addresses; empty if they can make up a maildrop.
     *
     * @param what where the text is
     */
    public static Optional<String> problem(String text, String what) {
        List<String> addresses = list(text);
        for (String address : addresses) {
            Optional<String> problem = problemOfOne(address, what);
            if (problem.isPresent()) {
                return problem;
            }
        }
        for (String one : addresses) {
            if (!bucket(one).equals(bucket(addresses.getFirst()))) {
                return Optional.of(what + " names two buckets: a maildrop is in one bucket");
            }
        }
        for (int i = 0; i < addresses.size(); i++) {
            for (int j = 0; j < addresses.size(); j++) {
                if (i != j && haveTheSameMessages(addresses.get(i), addresses.get(j))) {
                    return Optional.of(what + " names the same messages twice: " + addresses.get(i) + " and "
                            + addresses.get(j));
                }
            }
        }
        return Optional.empty();
    }

    private static String bucket(String address) {
        return address.substring(0, address.indexOf('/', "s3://".length()));
    }

    /** A message's key has no slash after the prefix. */
    private static boolean haveTheSameMessages(String one, String other) {
        return other.startsWith(one) && other.indexOf('/', one.length()) < 0;
    }

    private static Optional<String> problemOfOne(String address, String what) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || UNSEEN.matcher(address).find()) {
            return Optional.of(what + " must have the form s3://bucket/ or s3://bucket/prefix/, without spaces");
        }
        String bucket = parts.group(1);
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..") || IP_ADDRESS.matcher(bucket).matches()) {
            return Optional.of("invalid bucket name in " + what + ": use 3 to 63 lower-case letters,"
                    + " digits, '-' and '.', with a letter or digit at both ends, and not an IP address");
        }
        if (parts.group(2).getBytes(StandardCharsets.UTF_8).length > MOST_PREFIX_OCTETS) {
            return Optional.of("the prefix in " + what + " is longer than " + MOST_PREFIX_OCTETS
                    + " octets: choose a shorter one");
        }
        return Optional.empty();
    }
}
