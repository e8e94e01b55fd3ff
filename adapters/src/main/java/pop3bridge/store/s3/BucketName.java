package pop3bridge.store.s3;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules for bucket names. */
public final class BucketName {
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final String DIRECTORY = "--x-s3";

    private BucketName() {}

    /**
     * Returns why the bucket name is invalid; empty if it is valid, or if the store is not AWS and has its own rules.
     * AWS has old bucket names in us-east-1, with upper-case letters or underscores, which are only possible in
     * path-style requests.
     */
    public static Optional<String> problem(String bucket, S3Config config) {
        boolean aws = config.endpoint().map(URI::getHost).map(host -> host.endsWith(".amazonaws.com")).orElse(true);
        if (!aws || isArn(bucket)) {
            return Optional.empty();
        }
        if (FORM.matcher(bucket).matches() && !bucket.contains("..") && !ADDRESS.matcher(bucket).matches()) {
            return Optional.empty();
        }
        return config.pathStyle()
                ? Optional.empty()
                : Optional.of("not a valid AWS bucket name: use 3 to 63 lower-case letters, digits, dots and hyphens"
                        + " (for a bucket from before 2018 in us-east-1 set store.path-style: true)");
    }

    /** Returns whether it is the ARN of an access point, which is not possible in path-style requests. */
    public static boolean isArn(String bucket) {
        return bucket.startsWith("arn:");
    }

    /** Returns whether it is a directory bucket (S3 Express One Zone), which does not support all S3 features. */
    public static boolean isDirectory(String bucket) {
        return bucket.endsWith(DIRECTORY);
    }
}
