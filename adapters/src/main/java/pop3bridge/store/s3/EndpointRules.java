package pop3bridge.store.s3;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import pop3bridge.store.s3.http.Endpoint;
import software.amazon.awssdk.awscore.endpoints.AwsEndpointAttribute;
import software.amazon.awssdk.awscore.endpoints.authscheme.EndpointAuthScheme;
import software.amazon.awssdk.awscore.endpoints.authscheme.SigV4AuthScheme;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.endpoints.EndpointUrl;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.endpoints.S3EndpointProvider;

/** Finds out, by the SDK's rules, where requests for a bucket or access point go and how they are signed. */
final class EndpointRules {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private EndpointRules() {}

    /**
     * Returns the endpoint of a bucket.
     *
     * @throws software.amazon.awssdk.core.exception.SdkException if the name is invalid, or invalid for this endpoint
     */
    static Endpoint of(S3Config config, String bucket) {
        AwsEnvironment environment = config.environment();
        software.amazon.awssdk.endpoints.Endpoint found;
        try {
            found = S3EndpointProvider.defaultProvider().resolveEndpoint(bucketAt -> bucketAt.bucket(bucket)
                    .region(Region.of(config.region())).endpoint(config.endpoint().map(URI::toString).orElse(null))
                    .forcePathStyle(config.pathStyle()).useArnRegion(true).disableMultiRegionAccessPoints(true)
                    .disableS3ExpressSessionAuth(true).accelerate(false).useGlobalEndpoint(false)
                    .useFips(environment.isSet(SdkSystemSetting.AWS_USE_FIPS_ENDPOINT,
                            ProfileProperty.USE_FIPS_ENDPOINT))
                    .useDualStack(environment.isSet(SdkSystemSetting.AWS_USE_DUALSTACK_ENDPOINT,
                            ProfileProperty.USE_DUALSTACK_ENDPOINT)))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SdkClientException refused ? refused : SdkClientException.create(bucket, e);
        }
        SigV4AuthScheme signature = signature(found.attribute(AwsEndpointAttribute.AUTH_SCHEMES));
        EndpointUrl url = found.endpointUrl();
        int port = url.port() > 0 ? url.port() : url.scheme().equals("http") ? HTTP : HTTPS;
        return new Endpoint(url.scheme(), url.host(), port, withoutSlash(url.encodedPath()),
                signature.signingRegion(), signature.signingName());
    }

    private static SigV4AuthScheme signature(List<EndpointAuthScheme> schemes) {
        Optional<SigV4AuthScheme> found = schemes.stream().filter(SigV4AuthScheme.class::isInstance)
                .map(SigV4AuthScheme.class::cast).findFirst();
        return found.orElseThrow(() -> SdkClientException
                .create("it needs a signature of the form " + schemes.getFirst().name()));
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
