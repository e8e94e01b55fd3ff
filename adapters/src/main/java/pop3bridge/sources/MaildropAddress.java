package pop3bridge.sources;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of a maildrop's address, {@code s3://bucket/prefix/}, where a source of accounts names one. */
public final class MaildropAddress {
    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]*)/(.*)");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}");
    private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");
    /** The longest key of S3. */
    private static final int MOST_PREFIX_OCTETS = 1024;

    private MaildropAddress() {}

    /**
     * What is wrong with an address; empty if it can be one.
     *
     * @param what where the address is
     */
    public static Optional<String> problem(String address, String what) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || UNSEEN.matcher(address).find()) {
            return Optional.of(what + " is not of the form s3://bucket/ or s3://bucket/prefix/:"
                    + " write it so, without spaces");
        }
        String bucket = parts.group(1);
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..") || IP_ADDRESS.matcher(bucket).matches()) {
            return Optional.of("the bucket in " + what + " has no valid name: it has 3 to 63 small letters,"
                    + " digits, '-' and '.', begins and ends with a letter or digit, and is no IP address");
        }
        if (parts.group(2).getBytes(StandardCharsets.UTF_8).length > MOST_PREFIX_OCTETS) {
            return Optional.of("the prefix in " + what + " is longer than " + MOST_PREFIX_OCTETS
                    + " octets: choose a shorter one");
        }
        return Optional.empty();
    }
}
