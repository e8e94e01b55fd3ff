package pop3bridge.store.s3;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.store.Scope;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/**
 * A role that is assumed for each maildrop, with a session policy that allows nothing but that maildrop's objects. Credentials are renewed
 * before they expire. They are forgotten when no session has begun for a while; sessions that still use them go on doing so. Safe for use by many threads.
 */
final class MaildropRole implements AutoCloseable {
    private static final int MOST_SCOPES = 10_000;
    private static final Duration UNUSED = Duration.ofMinutes(15);
    /** How long a login waits for credentials. Credentials in use are renewed minutes before they expire. */
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String SESSION = "pop3bridge";

    private final String role;
    private final StsClient sts;
    private final LoadingCache<Scope, Assumed> assumed;

    private record Assumed(StsAssumeRoleCredentialsProvider provider, String role) implements AwsCredentialsProvider {
        @Override
        public AwsCredentials resolveCredentials() {
            try {
                return provider.resolveCredentials();
            } catch (SdkException e) {
                throw new NoCredentialsException("role " + role + " of store.maildrop-role", true, e).forSdk();
            }
        }
    }

    /**
     * @param base the identity that may assume the role
     */
    MaildropRole(String role, S3Config config, AwsCredentialsProvider base) {
        this.role = role;
        StsClientBuilder builder = StsClient.builder().region(Region.of(config.region())).credentialsProvider(base)
                .overrideConfiguration(override -> override.apiCallTimeout(LIMIT));
        ownEndpoint(config).ifPresent(builder::endpointOverride);
        this.sts = builder.build();
        this.assumed = Caffeine.newBuilder().maximumSize(MOST_SCOPES).expireAfterAccess(UNUSED)
                .build(this::assume);
    }

    /** Stores that are not AWS serve STS where they serve S3. */
    private static Optional<URI> ownEndpoint(S3Config config) {
        boolean elsewhere = System.getenv("AWS_ENDPOINT_URL_STS") != null
                || System.getProperty("aws.endpointUrlSts") != null;
        return config.endpoint().filter(endpoint -> !elsewhere && !endpoint.getHost().endsWith(".amazonaws.com"));
    }

    AwsCredentialsProvider credentials(Scope scope) {
        return assumed.get(scope);
    }

    private Assumed assume(Scope scope) {
        return new Assumed(StsAssumeRoleCredentialsProvider.builder().stsClient(sts)
                .refreshRequest(request -> request.roleArn(role).roleSessionName(SESSION)
                        .policy(policy(scope, role.startsWith("arn:aws-cn:") ? "aws-cn" : "aws")))
                .build(), role);
    }

    /** The session policy (at most 2,048 characters): what the role allows beyond it, it does not allow here. */
    static String policy(Scope scope, String partition) {
        String bucket = "arn:" + partition + ":s3:::" + scope.bucket();
        List<String> prefixes = scope.prefixes().stream().map(prefix -> literally(prefix) + "*").toList();
        JsonArray objects = new JsonArray(prefixes.stream().map(prefix -> bucket + "/" + prefix).toList());
        // Not StringLike: without any permission to list, S3 answers 403 instead of 404 for a missing lock.
        JsonObject own = new JsonObject().put("StringLikeIfExists",
                new JsonObject().put("s3:prefix", new JsonArray(prefixes)));
        return new JsonObject().put("Version", "2012-10-17").put("Statement", new JsonArray()
                .add(allow(Stream.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject",
                        "s3:RestoreObject"), objects))
                .add(allow(Stream.of("s3:ListBucket"), bucket).put("Condition", own))
                .add(allow(Stream.of("kms:Decrypt", "kms:GenerateDataKey"), "*"))).encode();
    }

    private static JsonObject allow(Stream<String> actions, Object resource) {
        return new JsonObject().put("Effect", "Allow").put("Action", new JsonArray(actions.toList()))
                .put("Resource", resource);
    }

    /** Without the meaning that these characters have in a policy. */
    private static String literally(String prefix) {
        return prefix.replaceAll("[*?$]", "\\${$0}");
    }

    @Override
    public void close() {
        sts.close();
    }
}
