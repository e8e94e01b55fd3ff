package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * A store whose clock differs from this machine's and which reports its time; the JDK's HTTP server can only report its
 * own.
 */
class ClockSkewTest {
    private static final DateTimeFormatter SIGNED = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX", Locale.ROOT);

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server = vertx.createHttpServer().requestHandler(this::handle);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> bodies = new ArrayList<>();
    private final S3Stores stores;
    private final ObjectStore store;
    private volatile Duration ahead = Duration.ofHours(1);
    private volatile boolean tellsTime = true;

    ClockSkewTest() throws Exception {
        server.listen(0, "127.0.0.1").await();
        stores = S3Stores.open(FakeS3.config(server.actualPort()), Duration.ofSeconds(15), registry);
        store = stores.bucket("bucket");
    }

    @AfterEach
    void close() throws Exception {
        stores.close();
        vertx.close().await();
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> answer(request, body));
    }

    private void answer(HttpServerRequest request, Buffer body) {
        synchronized (bodies) {
            bodies.add(body.toString(US_ASCII));
        }
        Instant now = Instant.now().plus(ahead);
        Instant signed = SIGNED.parse(request.getHeader("X-Amz-Date"), Instant::from);
        boolean skewed = Duration.between(signed, now).abs().toMinutes() > 15;
        if (tellsTime) {
            request.response().putHeader("Date",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
        }
        request.response().setStatusCode(skewed ? 403 : 200).putHeader("ETag", "\"1\"")
                .end(skewed ? "<Error><Code>RequestTimeTooSkewed</Code></Error>" : "");
    }

    private List<String> bodies() {
        synchronized (bodies) {
            return List.copyOf(bodies);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, 60})
    void aWriteThatIsRefusedForItsTimeIsMadeOnceMoreByTheStoresClock(int minutes) throws Exception {
        ahead = Duration.ofMinutes(minutes);
        assertEquals("\"1\"", store.put("key", "body".getBytes(US_ASCII), Condition.absent()));
        assertEquals(List.of("body", "body"), bodies());
        store.delete("key", Condition.matches("\"1\""));
        assertEquals(3, bodies().size());
        assertEquals(0, registry.get("pop3bridge.store.refusals").tag("reason", "clock").counter().count());
    }

    @Test
    void aReadIsRepeatedByTheStoresClockToo() throws Exception {
        store.get("key", ObjectStore.Range.ALL, Optional.empty()).close();
        assertEquals(2, bodies().size());
        assertEquals(0, registry.get("pop3bridge.store.refusals").tag("reason", "clock").counter().count());
    }

    @Test
    void aHeldBodyIsHeldInTheRepetitionToo() throws Exception {
        String body = "x".repeat(40_000);
        List<Integer> requests = new ArrayList<>();
        assertEquals("\"1\"", store.putHeld("key", body.getBytes(US_ASCII), Condition.absent(),
                () -> requests.add(bodies().size())));
        assertEquals(List.of(body, body), bodies());
        assertEquals(List.of(0, 1), requests);
    }

    @Test
    void aStoreThatDoesNotTellTheTimeCannotBeFollowed() {
        tellsTime = false;
        StoreException refused = assertThrows(StoreException.class,
                () -> store.put("key", new byte[0], Condition.absent()));
        assertEquals(Reason.CLOCK, refused.reason());
        assertEquals(2, bodies().size());
        assertEquals(1, registry.get("pop3bridge.store.refusals").tag("reason", "clock").counter().count());
    }
}
