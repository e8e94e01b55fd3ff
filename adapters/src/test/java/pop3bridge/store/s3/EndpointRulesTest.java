package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.store.s3.http.Endpoint;
import software.amazon.awssdk.core.exception.SdkException;

class EndpointRulesTest {
    private static S3Config aws(Map<String, String> environment) {
        return new S3Config(Optional.empty(), "eu-central-1", false, Optional.empty(), AwsEnvironment.of(environment),
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"post, post.s3.eu-central-1.amazonaws.com, '', eu-central-1, s3",
            "post.example, s3.eu-central-1.amazonaws.com, /post.example, eu-central-1, s3",
            "arn:aws:s3:eu-west-1:123456789012:accesspoint/post, post-123456789012.s3-accesspoint.eu-west-1.amazonaws.com, '', eu-west-1, s3",
            "post--euc1-az1--x-s3, post--euc1-az1--x-s3.s3express-euc1-az1.eu-central-1.amazonaws.com, '', eu-central-1, s3express"})
    void bucketsAndAccessPointsOfAws(String bucket, String host, String path, String region, String service) {
        assertEquals(new Endpoint("https", host, 443, path, region, service), EndpointRules.of(aws(Map.of()), bucket));
    }

    @Test
    void theEnvironmentMayAskForFipsAndIpv6() {
        assertEquals("post.s3-fips.dualstack.eu-central-1.amazonaws.com",
                EndpointRules.of(aws(Map.of("AWS_USE_FIPS_ENDPOINT", "true", "AWS_USE_DUALSTACK_ENDPOINT", "true")),
                        "post").host());
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:9000, true, 127.0.0.1, 9000, /post",
            "https://store.example/, true, store.example, 443, /post",
            "http://store.example/s3, true, store.example, 80, /s3/post",
            "https://store.example, false, post.store.example, 443, ''"})
    void aStoreOfYourOwn(URI url, boolean pathStyle, String host, int port, String path) {
        Endpoint endpoint = EndpointRules.of(new S3Config(Optional.of(url), "us-east-1", pathStyle, Optional.empty()),
                "post");
        assertEquals(new Endpoint(url.getScheme(), host, port, path, "us-east-1", "s3"), endpoint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"arn:aws:s3::123456789012:accesspoint/post.mrap",
            "arn:aws:sns:eu-west-1:123456789012:post"})
    void whatIsNoBucketIsRefused(String bucket) {
        assertThrows(SdkException.class, () -> EndpointRules.of(aws(Map.of()), bucket));
    }
}
