package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pop3bridge.store.s3.FakeS3.answer;
import static pop3bridge.store.s3.FakeS3.error;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Refusal;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.Targets;
import pop3bridge.store.s3.FakeS3.Answer;

/** The content of write requests, the absence of retries, and the handling of responses. */
class S3ObjectStoreWriteTest {
    private static final String COPIED = "<CopyObjectResult><ETag>&quot;1&quot;</ETag></CopyObjectResult>";
    private static final Answer CUT = exchange -> exchange.close();

    private final FakeS3 s3;
    private final ObjectStore store;

    S3ObjectStoreWriteTest() throws Exception {
        s3 = new FakeS3();
        store = s3.bucket();
    }

    @AfterEach
    void close() {
        s3.close();
    }

    @Test
    void conditionsTravelAsTheyAre() throws Exception {
        s3.answers(answer(200, "", "ETag", "\"2\""));
        assertEquals("\"2\"", store.put("key", "body".getBytes(US_ASCII), Condition.absent()));
        assertEquals("*", s3.request().header("If-none-match"));
        assertEquals("body", s3.request().body());
        store.put("key", new byte[0], Condition.matches("\"1\""));
        assertEquals("\"1\"", s3.request().header("If-match"));
        store.put("key", new byte[0], Condition.always());
        assertEquals("", s3.request().header("If-match") + s3.request().header("If-none-match"));
        s3.answers(answer(204, ""));
        store.delete("key", Condition.matches("\"1\""));
        assertEquals("DELETE", s3.request().method());
        assertEquals("\"1\"", s3.request().header("If-match"));
        store.delete("key", Condition.always());
        assertEquals("", s3.request().header("If-match"));
    }

    /** The body is read for the signature first, when no request is out. */
    @Test
    void aWriteDoesNotWaitForConsent() throws Exception {
        s3.answers(answer(200, "", "ETag", "\"1\""));
        store.put("key", new byte[10], Condition.absent());
        assertEquals("", s3.requests().getFirst().header("Expect"));
    }

    @Test
    void aWriteEndsAtItsLimit() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        s3.answers(exchange -> {
            try (exchange) {
                over.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        });
        try (S3Stores hasty = S3Stores.open(s3.config(), Duration.ofMillis(100), s3.registry)) {
            assertEquals(Reason.UNAVAILABLE, assertThrows(StoreException.class,
                    () -> hasty.bucket("bucket").put("key", new byte[10], Condition.absent())).reason());
        } finally {
            over.countDown();
        }
    }

    @Test
    void aHeldBodyIsHeldOnceTheHeadIsOut() throws Exception {
        s3.answers(answer(200, "", "ETag", "\"2\""));
        String body = "x".repeat(40_000);
        List<Boolean> arrived = new ArrayList<>();
        assertEquals("\"2\"", store.putHeld("key", body.getBytes(US_ASCII), Condition.absent(),
                () -> arrived.add(s3.headArrives())));
        assertEquals(List.of(true), arrived);
        assertEquals(body, s3.request().body());
    }

    @ParameterizedTest
    @CsvSource({"412, PreconditionFailed, PRECONDITION_FAILED", "409, ConditionalRequestConflict, CONFLICT",
            "404, NoSuchKey, NOT_FOUND", "404, NoSuchBucket, NO_BUCKET", "403, AccessDenied, DENIED",
            "501, NotImplemented, NOT_IMPLEMENTED", "500, InternalError, UNAVAILABLE", "503, SlowDown, THROTTLED",
            "503, ServiceUnavailable, UNAVAILABLE", "200, PreconditionFailed, UNAVAILABLE",
            "200, InternalError, UNAVAILABLE"})
    void aRefusedWriteIsNotRepeated(int status, String code, Reason reason) {
        s3.answers(error(status, code));
        assertEquals(reason, reason(() -> store.put("key", new byte[0], Condition.absent())));
        assertEquals(1, s3.requests().size());
    }

    @ParameterizedTest
    @CsvSource({"412, PreconditionFailed, PRECONDITION_FAILED", "409, ConditionalRequestConflict, CONFLICT",
            "404, NoSuchBucket, NO_BUCKET", "403, AccessDenied, DENIED", "501, NotImplemented, NOT_IMPLEMENTED",
            "500, InternalError, UNAVAILABLE", "503, SlowDown, THROTTLED"})
    void aRefusedDeletionIsNotRepeated(int status, String code, Reason reason) {
        s3.answers(error(status, code));
        assertEquals(reason, reason(() -> store.delete("key", Condition.matches("\"1\""))));
        assertEquals(1, s3.requests().size());
    }

    @Test
    void whatIsNotThereCountsAsDeleted() throws Exception {
        s3.answers(error(404, "NoSuchKey"));
        store.delete("key", Condition.matches("\"1\""));
        assertEquals(1, s3.requests().size());
    }

    @Test
    void aWriteWhoseAnswerIsLostIsNotRepeated() {
        s3.answers(CUT);
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.put("key", new byte[0], Condition.absent())));
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.delete("key", Condition.always())));
        assertEquals(2, s3.requests().size());
    }

    /** Locks live by ETags. */
    @Test
    void aCopyNamesTheVersionAndMayBeRepeated() throws Exception {
        s3.answers(CUT, error(503, "SlowDown"), answer(200, COPIED, "Content-Type", "application/xml"));
        store.copy("mail/a b", "\"1\"", "kept/a b");
        assertEquals(3, s3.requests().size());
        assertEquals("PUT", s3.request().method());
        assertEquals("\"1\"", s3.request().header("X-amz-copy-source-if-match"));
        assertTrue(s3.request().header("X-amz-copy-source").endsWith("/mail/a%20b"));
    }

    @ParameterizedTest
    @CsvSource({"412,PreconditionFailed,PRECONDITION_FAILED", "404,NoSuchKey,NOT_FOUND", "403,AccessDenied,DENIED",
            "403,InvalidObjectState,ARCHIVED"})
    void aRefusedCopyIsNone(int status, String code, Reason reason) {
        s3.answers(error(status, code));
        assertEquals(reason, reason(() -> store.copy("key", "\"1\"", "kept")));
    }

    /** S3 sends its 200 before it has copied, and then may say that it could not. */
    @Test
    void anAnswerThatIsNoCopyIsNone() {
        for (String body : List.of("<html><body>welcome</body></html>", "", FakeS3.errorBody("InternalError"))) {
            s3.answers(answer(200, body, "Content-Type", "application/xml"));
            assertEquals(Reason.UNAVAILABLE, reason(() -> store.copy("key", "\"1\"", "kept")), body);
        }
    }

    @Test
    void aWriteThatIsAnsweredWithoutETagIsNotUnderstood() {
        s3.answers(answer(200, ""));
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.put("key", new byte[0], Condition.absent())));
    }

    @Test
    void aBatchTellsWhatWasNotDeletedAndWhy() throws Exception {
        s3.answers(deleted("<Error><Key>m/1</Key><Code>AccessDenied</Code><Message>no</Message></Error>"
                + "<Error><Key>m/&lt;2&gt;</Key><Code>InternalError</Code></Error>"
                + "<Error><Key>m/3</Key><Code>SlowDown</Code></Error>"
                + "<Error><Key>m/4</Key><Code>SomethingElse</Code></Error>"
                + "<Error><Key>m/5</Key></Error>"
                + "<Error><Key>m/6</Key><Code>NoSuchKey</Code></Error>"));
        assertEquals(List.of(new Refusal("m/1", Reason.DENIED), new Refusal("m/<2>", Reason.UNAVAILABLE),
                new Refusal("m/3", Reason.THROTTLED), new Refusal("m/4", Reason.UNAVAILABLE),
                new Refusal("m/5", Reason.UNAVAILABLE)),
                store.deleteBatch(Targets.of("m/1", "m/<2>", "m/3", "m/4", "m/5", "m/6")));
        assertEquals("POST", s3.request().method());
        assertTrue(s3.request().body().contains("<Key>m/&lt;2&gt;</Key>"), s3.request().body());
    }

    @Test
    void keysThatXmlCannotHoldDoNotSpoilABatch() throws Exception {
        s3.answers(deleted("<Error><Key>m/1</Key><Code>AccessDenied</Code></Error>"
                + "<Deleted><Key>m/\uD83D\uDE00</Key></Deleted>"), answer(204, ""), answer(204, ""),
                error(500, "InternalError"));
        assertEquals(List.of(new Refusal("m/1", Reason.DENIED), new Refusal("m/\uFFFE", Reason.UNAVAILABLE)),
                store.deleteBatch(Targets.of("m/\u0001", "m/1", "m/\uD83D\uDE00", "m/\r\n", "m/\uFFFE")));
        assertEquals(List.of("/bucket?delete", "/bucket/m/%01", "/bucket/m/%0D%0A", "/bucket/m/%EF%BF%BE"),
                s3.requests().stream().map(FakeS3.Request::target).toList());
        assertTrue(s3.requests().getFirst().body()
                .contains("<Object><Key>m/1</Key></Object><Object><Key>m/\uD83D\uDE00</Key></Object></Delete>"),
                s3.requests().getFirst().body());
    }

    @Test
    void whereXmlHoldsNoneOfTheKeysThereIsNoBatch() throws Exception {
        s3.answers(answer(204, ""));
        assertEquals(List.of(), store.deleteBatch(Targets.of("m/\u0001")));
        assertEquals(1, s3.requests().size());
    }

    /** A proxy's page with status 200 reads as an answer that names nothing. */
    @Test
    void anAnswerThatNamesNoKeyDeletesNothing() {
        s3.answers(deleted(""));
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.deleteBatch(Targets.of("m/1", "m/2"))));
    }

    @Test
    void keysThatAnAnswerDoesNotNameAreAskedForAgain() throws Exception {
        s3.answers(deleted("<Deleted><Key>m/1</Key></Deleted>"), answer(204, ""), error(403, "AccessDenied"));
        assertEquals(List.of(new Refusal("m/3", Reason.DENIED)), store.deleteBatch(Targets.of("m/1", "m/2", "m/3")));
        assertEquals(List.of("/bucket?delete", "/bucket/m/2", "/bucket/m/3"),
                s3.requests().stream().map(FakeS3.Request::target).toList());
    }

    @Test
    void aBatchMayBeRepeated() throws Exception {
        s3.answers(error(503, "SlowDown"), CUT, deleted("<Deleted><Key>m/1</Key></Deleted>"));
        assertEquals(List.of(), store.deleteBatch(Targets.of("m/1")));
        assertEquals(3, s3.requests().size());
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied, DENIED", "404, NoSuchBucket, NO_BUCKET", "500, InternalError, UNAVAILABLE",
            "200, InternalError, UNAVAILABLE", "501, NotImplemented, NOT_IMPLEMENTED"})
    void aBatchMayFailAsAWhole(int status, String code, Reason reason) {
        s3.answers(error(status, code));
        assertEquals(reason, reason(() -> store.deleteBatch(Targets.of("m/1"))));
    }

    private static Answer deleted(String errors) {
        return answer(200, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DeleteResult>" + errors + "</DeleteResult>",
                "Content-Type", "application/xml");
    }

    private static Reason reason(Executable request) {
        return assertThrows(StoreException.class, request).reason();
    }
}
