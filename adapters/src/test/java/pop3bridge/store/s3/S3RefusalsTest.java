package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pop3bridge.store.s3.FakeS3.answer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.Targets;

/** Refusals that affect all requests, as sent over the wire. */
class S3RefusalsTest {
    private final FakeS3 s3;
    private final ObjectStore store;

    S3RefusalsTest() throws Exception {
        s3 = new FakeS3();
        store = s3.bucket();
    }

    @AfterEach
    void close() {
        s3.close();
    }

    private void refuses(int status, String error, String... headers) {
        s3.answers(answer(status, error.isEmpty() ? "" : "<Error>" + error + "</Error>", headers));
    }

    private void assertRefused(Reason reason, String explanation, Executable request) {
        StoreException refused = assertThrows(StoreException.class, request);
        assertEquals(reason, refused.reason());
        assertTrue(refused.explanation().matches(explanation), refused.explanation());
    }

    @Test
    void theBucketIsInAnotherRegion() {
        refuses(301, "<Code>PermanentRedirect</Code><Endpoint>bucket.s3-eu-west-1.example.org</Endpoint>",
                "x-amz-bucket-region", "eu-west-1");
        assertRefused(Reason.REGION, "bucket bucket is in eu-west-1", () -> store.list("m/", Optional.empty()));
        refuses(400, "<Code>AuthorizationHeaderMalformed</Code><Message>the region 'us-east-1' is wrong; expecting"
                + " 'eu-central-1'</Message><Region>eu-central-1</Region>");
        assertRefused(Reason.REGION, "bucket bucket is in eu-central-1",
                () -> store.put("key", new byte[0], Condition.absent()));
    }

    @Test
    void anActionIsNotAllowed() {
        refuses(403, "<Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/bridge is not authorized to perform:"
                + " s3:GetObject on resource: \"arn:aws:s3:::bucket/key\" because no policy allows it</Message>");
        assertRefused(Reason.DENIED, "s3:GetObject is denied: allow it in the policy",
                () -> store.get("key", Range.ALL, Optional.empty()));
    }

    @Test
    void aKeyIsNotAllowed() {
        refuses(403, "<Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/bridge is not authorized to perform:"
                + " kms:Decrypt on resource: arn:aws:kms:eu-central-1:1:key/2</Message>");
        assertRefused(Reason.KEY, "kms:Decrypt is denied: .*", () -> store.get("key", Range.ALL, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"400, ExpiredToken, credentials", "403, RequestTimeTooSkewed, clock", "301, PermanentRedirect, region",
            "503, SlowDown, throttled", "400, KMS.DisabledException, key"})
    void refusalsOfAllRequestsAreCounted(int status, String code, String reason) {
        refuses(status, "<Code>" + code + "</Code>");
        for (Executable request : List.<Executable>of(() -> store.list("m/", Optional.empty()),
                () -> store.get("key", Range.ALL, Optional.empty()),
                () -> store.get("key", new Range(1, 2), Optional.empty()), () -> store.copy("key", "\"1\"", "kept"),
                () -> store.put("key", new byte[0], Condition.absent()),
                () -> store.delete("key", Condition.matches("\"1\"")),
                () -> store.deleteBatch(Targets.of("m/1")))) {
            assertThrows(StoreException.class, request);
        }
        assertEquals(7, s3.registry.get("pop3bridge.store.refusals").tag("reason", reason).counter().count());
    }

    @Test
    void theBucketIsNotThere() {
        refuses(404, "");
        assertRefused(Reason.NO_BUCKET, "there is no bucket bucket, .*", () -> store.list("m/", Optional.empty()));
        assertRefused(Reason.NO_BUCKET, "there is no bucket bucket, .*", () -> store.deleteBatch(Targets.of("m/1")));
        assertRefused(Reason.NOT_FOUND, "GET: 404", () -> store.get("key", Range.ALL, Optional.empty()));
    }

    /** A lock may still be looked after when the server stops. */
    @Test
    void aRequestAfterTheEndIsNoAnswer() throws Exception {
        S3Stores stores = S3Stores.open(s3.config(), Duration.ofSeconds(15), s3.registry);
        ObjectStore closed = stores.bucket("bucket");
        stores.close();
        assertEquals(Reason.UNAVAILABLE,
                assertThrows(StoreException.class, () -> closed.get("key", Range.ALL, Optional.empty())).reason());
        assertEquals(Reason.UNAVAILABLE,
                assertThrows(StoreException.class, () -> closed.list("m/", Optional.empty())).reason());
        assertEquals(Reason.UNAVAILABLE, assertThrows(StoreException.class,
                () -> closed.put("key", new byte[0], Condition.absent())).reason());
    }
}
