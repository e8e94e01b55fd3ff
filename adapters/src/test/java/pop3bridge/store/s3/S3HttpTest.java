package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static pop3bridge.store.s3.FakeS3.answer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.s3.http.RequestMetrics;
import pop3bridge.store.s3.http.RequestSpans;
import pop3bridge.store.s3.http.S3Http;
import pop3bridge.store.s3.http.S3Request;
import pop3bridge.store.s3.http.StoreClock;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

class S3HttpTest {
    private static final Duration LIMIT = Duration.ofMillis(50);

    private final FakeS3 s3;

    S3HttpTest() throws Exception {
        s3 = new FakeS3();
        s3.answers(answer(200, "", "ETag", "\"1\""));
    }

    @AfterEach
    void close() {
        s3.close();
    }

    /** A write that is sent late could take effect after its session has given it up. */
    @Test
    void aWriteWhoseCredentialsComeTooLateIsNotSent() throws Exception {
        AtomicReference<Duration> late = new AtomicReference<>(LIMIT.multipliedBy(10));
        AwsCredentialsProvider credentials = () -> {
            try {
                Thread.sleep(late.get());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return AwsBasicCredentials.create("key", "secret");
        };
        S3Request write = S3Request.put("key", S3Request.Body.of(new byte[1]), LIMIT);
        try (S3Http http = new S3Http(Apache5HttpClient.create(), AwsRetryStrategy.doNotRetry(), new StoreClock(),
                new RequestMetrics(new SimpleMeterRegistry()), RequestSpans.NONE)) {
            S3Http.Party party = new S3Http.Party(EndpointRules.of(s3.config(), "bucket"), credentials);
            assertThrows(SdkException.class, () -> http.call(party, write, answer -> answer));
            assertEquals(List.of(), s3.requests());
            late.set(Duration.ZERO);
            http.call(party, write.within(Duration.ofSeconds(15)), answer -> answer).discard();
            assertEquals(1, s3.requests().size());
        }
    }

    /** Directories name the buckets of their users. */
    @Test
    void whatIsNoBucketIsRefusedByItsRequests() throws Exception {
        try (S3Stores stores = S3Stores.open(s3.config(), LIMIT, s3.registry)) {
            ObjectStore store = stores.bucket("arn:aws:sns:eu-west-1:123456789012:post");
            assertEquals(Reason.NO_BUCKET,
                    assertThrows(StoreException.class, () -> store.list("m/", Optional.empty())).reason());
            assertEquals(Reason.NO_BUCKET, assertThrows(StoreException.class,
                    () -> store.put("key", new byte[0], ObjectStore.Condition.absent())).reason());
        }
        assertEquals(List.of(), s3.requests());
    }
}
