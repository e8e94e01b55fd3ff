package pop3bridge.store.s3;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.events.Arrivals;
import pop3bridge.store.events.ObjectEvent;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;

/** Reads the store's event notifications from a queue of SQS, and deletes them there. */
public final class EventQueue implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventQueue.class);

    private static final int WAIT_SECONDS = 20;
    private static final int BATCH = 10;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 5000;

    /** Some stand-ins for SQS do not wait for messages. */
    private static final long REST_MILLIS = 1000;
    private static final Pattern AWS = Pattern.compile("sqs\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

    private final URI queue;
    private final SqsClient client;
    private final Arrivals arrivals;
    private final MeterProvider<Counter> events;
    private final AtomicBoolean answers = new AtomicBoolean();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private boolean complained;

    private enum Result {
        MAIL,
        OTHER,
        MALFORMED
    }

    EventQueue(S3Config config, URI queue, AwsCredentialsProvider credentials, Arrivals arrivals,
            MeterRegistry registry) {
        this.queue = queue;
        this.client = client(config, queue, credentials);
        this.arrivals = arrivals;
        this.events = Counter.builder("pop3bridge.store.events").description("Events of the store, by what they say")
                .withRegistry(registry);
        for (Result result : Result.values()) {
            count(result, 0);
        }
        Gauge.builder("pop3bridge.store.events.up", answers, known -> known.get() ? 1 : 0)
                .description("Whether the queue of the store's events responds").register(registry);
        this.thread = Thread.ofVirtual().name("events").start(this::run);
    }

    private static SqsClient client(S3Config config, URI queue, AwsCredentialsProvider credentials) {
        Matcher host = AWS.matcher(queue.getHost());
        boolean aws = host.matches();
        SqsClientBuilder builder = SqsClient.builder()
                .region(Region.of(aws ? host.group(1) : config.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .proxyConfiguration(Proxies.of(queue, config.environment())))
                .overrideConfiguration(override -> override.apiCallTimeout(LIMIT)
                        .defaultProfileFile(config.environment().readableProfiles())
                        .defaultProfileName(config.environment().profileName()));
        if (!aws) {
            builder.endpointOverride(URI.create(queue.getScheme() + "://" + queue.getAuthority()));
        }
        return builder.build();
    }

    private void run() {
        try {
            long pause = 0;
            while (!stop.await(pause, TimeUnit.MILLISECONDS)) {
                long begin = System.nanoTime();
                boolean received = receive();
                boolean waited = System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(REST_MILLIS);
                pause = !answers.get() ? PAUSE_MILLIS : received || waited ? 0 : REST_MILLIS;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether there were messages. */
    private boolean receive() {
        try {
            List<Message> messages = client.receiveMessage(request -> request.queueUrl(queue.toString())
                    .maxNumberOfMessages(BATCH).waitTimeSeconds(WAIT_SECONDS)).messages();
            messages.forEach(message -> take(message.body()));
            delete(messages);
            // After a full batch there may be more, which is not known yet.
            if (messages.size() < BATCH) {
                arrivals.heard();
            }
            if (!answers.getAndSet(true)) {
                complained = false;
                log.info("the queue of the store's events responds");
            }
            return !messages.isEmpty();
        } catch (RuntimeException e) {
            if (stop.getCount() == 0) {
                return false;
            }
            arrivals.silent();
            answers.set(false);
            if (!complained) {
                complained = true;
                log.atWarn().addKeyValue("why", e.getMessage())
                        .log("the queue of the store's events does not respond: empty maildrops are listed at each login");
            } else {
                log.atDebug().setCause(e).log("the queue of the store's events still does not respond");
            }
            return false;
        }
    }

    private void take(String body) {
        Optional<ObjectEvent> event = ObjectEvent.parse(body);
        if (event.isEmpty()) {
            arrivals.unknown();
            count(Result.MALFORMED, 1);
        } else {
            event.get().keys().forEach(arrivals::arrived);
            count(event.get().keys().isEmpty() ? Result.OTHER : Result.MAIL, 1);
        }
    }

    private void delete(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        DeleteMessageBatchResponse response = client.deleteMessageBatch(request -> request.queueUrl(queue.toString())
                .entries(messages.stream()
                        .map(message -> DeleteMessageBatchRequestEntry.builder().id(message.messageId())
                                .receiptHandle(message.receiptHandle()).build())
                        .toList()));
        // They come again, which does no harm.
        response.failed().forEach(failed -> log.atDebug().addKeyValue("why", failed.message())
                .log("an event cannot be deleted from the queue"));
    }

    private void count(Result result, int number) {
        events.withTag("result", result.name().toLowerCase(Locale.ROOT)).increment(number);
    }

    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
        try {
            thread.join(CLOSE_LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
