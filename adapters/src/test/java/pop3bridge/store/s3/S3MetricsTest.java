package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static pop3bridge.store.s3.FakeS3.answer;
import static pop3bridge.store.s3.FakeS3.contents;
import static pop3bridge.store.s3.FakeS3.error;
import static pop3bridge.store.s3.FakeS3.listing;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;

class S3MetricsTest {
    private final FakeS3 s3;

    S3MetricsTest() throws Exception {
        s3 = new FakeS3();
    }

    @AfterEach
    void close() {
        s3.close();
    }

    @Test
    void everyRequestThatWentOutIsCounted() throws Exception {
        s3.answers(error(503, "SlowDown"), error(500, "InternalError"), listing(false, contents("m/1")));
        s3.bucket().list("m/", Optional.empty());
        assertEquals(1, count("ListObjectsV2", "throttled"));
        assertEquals(1, count("ListObjectsV2", "failed"));
        assertEquals(1, count("ListObjectsV2", "ok"));
    }

    @ParameterizedTest
    @CsvSource({"412, PreconditionFailed, precondition_failed", "409, ConditionalRequestConflict, conflict",
            "404, NoSuchKey, not_found", "403, AccessDenied, denied", "501, NotImplemented, not_implemented",
            "400, InvalidArgument, rejected", "500, InternalError, failed", "503, SlowDown, throttled"})
    void howItEndedIsALabel(int status, String code, String outcome) {
        s3.answers(error(status, code));
        assertThrows(StoreException.class, () -> s3.bucket().put("key", new byte[0], Condition.absent()));
        assertEquals(1, count("PutObject", outcome));
    }

    @Test
    void successesAndLostAnswers() throws Exception {
        s3.answers(answer(200, "", "ETag", "\"1\""));
        s3.bucket().put("key", new byte[0], Condition.absent());
        s3.answers(answer(204, ""));
        s3.bucket().delete("key", Condition.always());
        s3.answers(exchange -> exchange.close());
        assertThrows(StoreException.class, () -> s3.bucket().delete("key", Condition.always()));
        assertEquals(1, count("PutObject", "ok"));
        assertEquals(1, count("DeleteObject", "ok"));
        assertEquals(1, count("DeleteObject", "no_answer"));
    }

    @Test
    void theCostIsThatOfAnsweredRequests() throws Exception {
        s3.answers(error(503, "SlowDown"), listing(false, contents("m/1")));
        s3.bucket().list("m/", Optional.empty());
        assertEquals(0.000_005, cost(), 1e-12);
        s3.answers(answer(200, "", "ETag", "\"1\""));
        s3.bucket().put("key", new byte[0], Condition.absent());
        assertEquals(0.000_010, cost(), 1e-12);
        s3.answers(answer(204, ""));
        s3.bucket().delete("key", Condition.always());
        assertEquals(0.000_010, cost(), 1e-12);
        s3.answers(error(404, "NoSuchKey"));
        assertThrows(StoreException.class, () -> s3.bucket().get("key", Range.ALL, Optional.empty()));
        assertEquals(0.000_010_4, cost(), 1e-12);
        assertEquals(2, s3.registry.get("pop3bridge.s3.request.duration").tag("operation", "ListObjectsV2").timer()
                .count());
    }

    private double cost() {
        return s3.registry.get("pop3bridge.s3.cost").counter().count();
    }

    private double count(String operation, String outcome) {
        return s3.registry.get("pop3bridge.s3.requests").tags("operation", operation, "outcome", outcome).counter()
                .count();
    }
}
