package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ErrorsTest {
    @ParameterizedTest
    @CsvSource({
            "404, NoSuchKey,                  NOT_FOUND",
            "404, NoSuchBucket,               NO_BUCKET",
            "404, '',                         NOT_FOUND",
            "404, NoSuchUpload,               NOT_FOUND",
            "412, PreconditionFailed,         PRECONDITION_FAILED",
            "412, '',                         PRECONDITION_FAILED",
            "200, PreconditionFailed,         PRECONDITION_FAILED",
            "409, ConditionalRequestConflict, CONFLICT",
            "409, OperationAborted,           CONFLICT",
            "409, '',                         CONFLICT",
            "403, InvalidObjectState,         ARCHIVED",
            "403, AccessDenied,               DENIED",
            "403, InvalidAccessKeyId,         DENIED",
            "403, SignatureDoesNotMatch,      DENIED",
            "403, RequestTimeTooSkewed,       DENIED",
            "400, ExpiredToken,               DENIED",
            "400, InvalidToken,               DENIED",
            "401, Unauthorized,               DENIED",
            "403, '',                         DENIED",
            "501, NotImplemented,             NOT_IMPLEMENTED",
            "501, '',                         NOT_IMPLEMENTED",
            "503, SlowDown,                   THROTTLED",
            "429, TooManyRequests,            THROTTLED",
            "429, '',                         THROTTLED",
            "400, RequestLimitExceeded,       THROTTLED",
            "503, ServiceUnavailable,         UNAVAILABLE",
            "503, '',                         UNAVAILABLE",
            "500, InternalError,              UNAVAILABLE",
            "200, InternalError,              UNAVAILABLE",
            "400, RequestTimeout,             UNAVAILABLE",
            "502, '',                         UNAVAILABLE",
            "301, PermanentRedirect,          REJECTED",
            "307, TemporaryRedirect,          UNAVAILABLE",
            "400, InvalidArgument,            REJECTED",
            "400, MalformedXML,               REJECTED",
            "405, MethodNotAllowed,           REJECTED",
            "411, MissingContentLength,       REJECTED"})
    void answers(int status, String code, Reason reason) {
        assertEquals(reason, S3Errors.reason(status, code));
        S3Exception answer = (S3Exception) S3Exception.builder().statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build()).build();
        StoreException translated = S3Errors.translate("GET", answer);
        assertEquals(reason, translated.reason());
        assertEquals("GET: " + status + " " + code, translated.getMessage());
        assertSame(answer, translated.getCause());
    }

    @Test
    void anAnswerWithoutDetails() {
        assertEquals(Reason.NOT_FOUND,
                S3Errors.translate("GET", (S3Exception) S3Exception.builder().statusCode(404).build()).reason());
    }

    @Test
    void noAnswer() {
        StoreException translated = S3Errors.translate("PUT",
                SdkClientException.create("outer", new IllegalStateException(new ConnectException("refused"))));
        assertEquals(Reason.UNAVAILABLE, translated.reason());
        assertEquals("PUT: no answer: ConnectException: refused", translated.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, true", "THROTTLED, true", "CONFLICT, true", "DENIED, false", "NO_BUCKET, false",
            "NOT_FOUND, false", "PRECONDITION_FAILED, false", "ARCHIVED, false", "NOT_IMPLEMENTED, false",
            "REJECTED, false"})
    void tryingAgainHelps(Reason reason, boolean temporary) {
        assertEquals(temporary, reason.temporary());
    }
}
