package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Polls of an empty maildrop while a queue tells of new mail. */
@Timeout(60)
class EventsIT {
    private static final String EVENT = """
            {"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "mail/anna/m1"}}}]}""";

    private final Site site;
    private final FakeQueue queue = new FakeQueue();
    private final Bridge bridge;

    EventsIT(@TempDir Path folder) throws Exception {
        site = new Site(folder);
        bridge = bridge(queue);
        awaitMetric("pop3bridge_store_events_up", 1);
    }

    private Bridge bridge(FakeQueue itsQueue) throws Exception {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("POP3BRIDGE_STORE_EVENTS_QUEUE", itsQueue.url().toString());
        return site.bridge(settings);
    }

    @AfterEach
    void close() {
        bridge.stop();
        queue.close();
        site.close();
    }

    private double metric(String name) throws Exception {
        return Site.get(bridge, "/metrics").body().lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ", 2)[1])).sum();
    }

    private void awaitMetric(String name, double value) throws Exception {
        while (metric(name) != value) {
            Thread.sleep(20);
        }
    }

    private int messages() throws Exception {
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            String answer = client.login("anna", Site.PASSWORD);
            assertEquals("+OK bye", client.command("QUIT").substring(0, 7));
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    private double listings() throws Exception {
        return Site.get(bridge, "/metrics").body().lines()
                .filter(line -> line.startsWith("pop3bridge_s3_requests_total{") && line.contains("ListObjectsV2"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    @Test
    void anEmptyMaildropIsListedAgainAfterAnEvent() throws Exception {
        assertEquals(0, messages());
        double before = listings();
        assertEquals(0, messages());
        assertEquals(0, messages());
        assertEquals(before, listings());
        assertEquals(2, metric("pop3bridge_maildrops_not_listed_total"));
        site.deliver("m1", "one\n");
        queue.send(EVENT);
        while (messages() == 0) {
            Thread.sleep(20);
        }
        assertEquals(1, messages());
        assertEquals(new TreeSet<>(Set.of("DeleteMessageBatch", "ReceiveMessage")), queue.operations());
    }

    @Test
    void aMessageThatIsNotUnderstoodMayConcernAnyMaildrop() throws Exception {
        assertEquals(0, messages());
        site.deliver("m1", "one\n");
        queue.send("hello");
        while (messages() == 0) {
            Thread.sleep(20);
        }
    }

    @Test
    void aQueueThatDoesNotWaitForMessagesIsAskedOnceASecond() throws Exception {
        queue.neverWaits();
        int before = queue.requests();
        Thread.sleep(3000);
        int requests = queue.requests() - before;
        assertTrue(requests >= 1 && requests <= 4, requests + " requests");
    }

    @Test
    void withoutTheQueueMaildropsAreListed() throws Exception {
        assertEquals(0, messages());
        queue.answersWith(403);
        awaitMetric("pop3bridge_store_events_up", 0);
        site.deliver("m1", "one\n");
        assertEquals(1, messages());
        queue.answersWith(200);
        awaitMetric("pop3bridge_store_events_up", 1);
    }

    /** As with a wrong URL or policy. */
    @Test
    void aQueueThatHasNeverAnsweredIsReported() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("pop3bridge.store.s3.EventQueue");
        BlockingQueue<ILoggingEvent> warnings = new LinkedBlockingQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel() == Level.WARN) {
                    warnings.add(event);
                }
            }
        };
        appender.start();
        logger.addAppender(appender);
        try (FakeQueue refusing = new FakeQueue()) {
            refusing.answersWith(403);
            Bridge other = bridge(refusing);
            assertEquals("the queue of the store's events does not respond: empty maildrops are listed at each login",
                    warnings.take().getMessage());
            other.stop();
        } finally {
            logger.detachAppender(appender);
        }
    }

    /** The queue would fill, and each event come again. */
    @Test
    void withoutPermissionToDeleteEventsMaildropsAreListed() throws Exception {
        assertEquals(0, messages());
        queue.refusesDeletions();
        queue.send(EVENT.replace("anna", "bert"));
        awaitMetric("pop3bridge_store_events_up", 0);
        site.deliver("m1", "one\n");
        assertEquals(1, messages());
    }
}
