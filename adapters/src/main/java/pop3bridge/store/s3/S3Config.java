package pop3bridge.store.s3;

import java.net.URI;
import java.util.Optional;
import pop3bridge.accounts.Secret;

/**
 * How to reach an S3 store.
 *
 * @param endpoint empty for AWS
 * @param pathStyle whether the bucket name is in the URL's path instead of the host name
 * @param credentials empty for those of the environment
 * @param maildropRole the ARN of a role that is assumed for each maildrop; empty to use the same identity for all
 */
public record S3Config(Optional<URI> endpoint, String region, boolean pathStyle, Optional<Credentials> credentials,
        AwsEnvironment environment, Optional<String> maildropRole) {
    /** An access key with its secret. */
    public record Credentials(String accessKey, Secret secretKey) {}

    /** What the environment names as the proxy on the way to the store, and what cannot be one. */
    public Optional<AwsEnvironment.Found> malformedProxy() {
        return Proxies.malformed(address(), environment);
    }

    /** Where requests go, but for the name of the bucket. */
    URI address() {
        return endpoint.orElseGet(() -> URI.create("https://s3." + region + ".amazonaws.com"
                + (region.startsWith("cn-") ? ".cn" : "")));
    }

    /** A store that is reached without looking at the environment. */
    public S3Config(Optional<URI> endpoint, String region, boolean pathStyle, Optional<Credentials> credentials) {
        this(endpoint, region, pathStyle, credentials, AwsEnvironment.NONE, Optional.empty());
    }
}
