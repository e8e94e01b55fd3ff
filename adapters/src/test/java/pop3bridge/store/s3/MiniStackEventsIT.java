package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.MiniStack;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.RealStore;
import pop3bridge.store.events.Arrivals;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A bucket whose notifications go to a queue. */
@Tag("ministack")
@ExtendWith(MiniStack.class)
@Timeout(60)
record MiniStackEventsIT(RealStore store) {
    private static final String PREFIX = "mail/anna/";

    @Test
    void whatIsPutIsTold() throws Exception {
        String bucket = store.newBucket();
        S3Config config = store.config();
        URI endpoint = config.endpoint().orElseThrow();
        try (SqsClient sqs = SqsClient.builder().endpointOverride(endpoint).region(Region.of(config.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(Apache5HttpClient.builder()).build()) {
            String queue = sqs.createQueue(request -> request.queueName(bucket)).queueUrl();
            String arn = sqs.getQueueAttributes(request -> request.queueUrl(queue)
                    .attributeNames(QueueAttributeName.QUEUE_ARN)).attributes().get(QueueAttributeName.QUEUE_ARN);
            QueueConfiguration told = QueueConfiguration.builder().queueArn(arn).events(Event.S3_OBJECT_CREATED)
                    .build();
            store.client().putBucketNotificationConfiguration(request -> request.bucket(bucket)
                    .notificationConfiguration(to -> to.queueConfigurations(told)));
            Arrivals arrivals = new Arrivals(System::nanoTime, Duration.ofMinutes(5));
            long before = arrivals.now();
            URI address = URI.create(endpoint + URI.create(queue).getPath());
            try (S3Stores stores = S3Stores.open(config, Duration.ofSeconds(15), new SimpleMeterRegistry());
                    EventQueue _ = stores.events(address, arrivals, new SimpleMeterRegistry())) {
                store.bucket(bucket, 1000).put(PREFIX + "m1", new byte[1], Condition.always());
                while (arrivals.noneSince(PREFIX, before) || !arrivals.noneSince("mail/bert/", before)) {
                    Thread.sleep(20);
                }
                while (left(sqs, queue) > 0) {
                    Thread.sleep(20);
                }
            }
            assertFalse(arrivals.noneSince(PREFIX, before));
            assertTrue(arrivals.noneSince("mail/bert/", before));
        }
    }

    private static int left(SqsClient sqs, String queue) {
        Map<QueueAttributeName, String> counts = sqs
                .getQueueAttributes(request -> request.queueUrl(queue).attributeNames(
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                        QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return counts.values().stream().mapToInt(Integer::parseInt).sum();
    }
}
