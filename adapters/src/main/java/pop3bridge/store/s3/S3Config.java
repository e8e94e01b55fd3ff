package pop3bridge.store.s3;

import java.net.URI;
import java.util.Optional;
import pop3bridge.accounts.Secret;

/**
 * The connection settings of an S3 store.
 *
 * @param endpoint empty for AWS
 * @param pathStyle whether requests name the bucket in the path instead of the host name
 * @param credentials empty to use those of the environment
 * @param maildropRole the ARN of a role that is assumed for each maildrop; empty to use the same identity for all
 */
public record S3Config(Optional<URI> endpoint, String region, boolean pathStyle, Optional<Credentials> credentials,
        AwsEnvironment environment, Optional<String> maildropRole) {
    /** An access key with its secret. */
    public record Credentials(String accessKey, Secret secretKey) {}

    /** Returns the proxy in the environment if it is invalid. */
    public Optional<AwsEnvironment.Found> malformedProxy() {
        return Proxies.malformed(address(), environment);
    }

    /** Returns the URL for requests, without the bucket name. */
    URI address() {
        return endpoint.orElseGet(() -> URI.create("https://s3." + region + ".amazonaws.com"
                + (region.startsWith("cn-") ? ".cn" : "")));
    }

    /** Creates settings that ignore the environment. */
    public S3Config(Optional<URI> endpoint, String region, boolean pathStyle, Optional<Credentials> credentials) {
        this(endpoint, region, pathStyle, credentials, AwsEnvironment.NONE, Optional.empty());
    }
}
