package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketNameTest {
    private static S3Config store(String endpoint, boolean pathStyle) {
        return new S3Config(endpoint.isEmpty() ? Optional.empty() : Optional.of(URI.create(endpoint)), "us-east-1",
                pathStyle, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"post", "example-mail", "mail.example.org", "0-0", "post-abcdefgh1234567-s3alias",
            "post--use1-az4--x-s3", "arn:aws:s3:eu-central-1:123456789012:accesspoint/post"})
    void names(String bucket) {
        assertEquals(Optional.empty(), BucketName.problem(bucket, store("", false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mail_Bucket", "mail_bucket", "Mail", "-mail", "mail-", "ma..il", "192.168.0.1",
            "a123456789012345678901234567890123456789012345678901234567890123"})
    void namesThatAwsCannotHave(String bucket) {
        assertTrue(
                BucketName.problem(bucket, store("", false)).orElseThrow().startsWith("not a valid AWS bucket name"));
        assertTrue(BucketName.problem(bucket, store("https://s3.eu-central-1.amazonaws.com", false)).isPresent());
        assertEquals(Optional.empty(), BucketName.problem(bucket, store("", true)));
        assertEquals(Optional.empty(), BucketName.problem(bucket, store("https://s3.example.org", true)));
    }

    @Test
    void directoryBuckets() {
        assertTrue(BucketName.isDirectory("post--use1-az4--x-s3"));
        assertFalse(BucketName.isDirectory("post"));
    }
}
