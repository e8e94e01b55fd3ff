package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The conversion of S3's error codes. The table contains all documented codes that a request of the bridge can get. */
class S3ErrorsTest {
    private final S3Errors errors = new S3Errors("post", "settings, access key AKEY");

    @ParameterizedTest
    @CsvSource({
            "404, NoSuchKey,                          NOT_FOUND",
            "404, NoSuchVersion,                      NOT_FOUND",
            "404, '',                                 NOT_FOUND",
            "404, NoSuchUpload,                       NOT_FOUND",
            "404, NoSuchBucket,                       NO_BUCKET",
            "404, NoSuchAccessPoint,                  NO_BUCKET",
            "404, NoSuchMultiRegionAccessPoint,       NO_BUCKET",
            "400, InvalidBucketName,                  NO_BUCKET",
            "400, InvalidAccessPoint,                 NO_BUCKET",
            "400, InvalidAccessPointAliasError,       NO_BUCKET",
            "412, PreconditionFailed,                 PRECONDITION_FAILED",
            "412, '',                                 PRECONDITION_FAILED",
            "200, PreconditionFailed,                 PRECONDITION_FAILED",
            "409, ConditionalRequestConflict,         CONFLICT",
            "409, OperationAborted,                   CONFLICT",
            "409, InvalidBucketState,                 CONFLICT",
            "409, '',                                 CONFLICT",
            "403, InvalidObjectState,                 ARCHIVED",
            "403, AccessDenied,                       DENIED",
            "403, AllAccessDisabled,                  DENIED",
            "401, Unauthorized,                       DENIED",
            "403, '',                                 DENIED",
            "403, QuotaExceeded,                      DENIED",
            "403, InvalidAccessKeyId,                 CREDENTIALS",
            "403, InvalidClientTokenId,               CREDENTIALS",
            "403, UnrecognizedClientException,        CREDENTIALS",
            "403, SignatureDoesNotMatch,              CREDENTIALS",
            "400, InvalidSignature,                   CREDENTIALS",
            "400, UnsupportedSignature,               CREDENTIALS",
            "400, ExpiredToken,                       CREDENTIALS",
            "400, ExpiredTokenException,              CREDENTIALS",
            "400, InvalidToken,                       CREDENTIALS",
            "400, TokenRefreshRequired,               CREDENTIALS",
            "400, TokenCodeInvalidError,              CREDENTIALS",
            "403, InvalidSecurity,                    CREDENTIALS",
            "403, MissingAuthenticationToken,         CREDENTIALS",
            "400, MissingSecurityHeader,              CREDENTIALS",
            "400, CredentialsNotSupported,            CREDENTIALS",
            "403, AccountProblem,                     CREDENTIALS",
            "403, NotSignedUp,                        CREDENTIALS",
            "403, InvalidPayer,                       CREDENTIALS",
            "403, UnauthorizedAccess,                 CREDENTIALS",
            "403, UnauthorizedAccessError,            CREDENTIALS",
            "403, RequestTimeTooSkewed,               CLOCK",
            "400, RequestExpired,                     CLOCK",
            "403, RequestInTheFuture,                 CLOCK",
            "301, PermanentRedirect,                  REGION",
            "400, AuthorizationHeaderMalformed,       REGION",
            "400, IllegalLocationConstraintException, REGION",
            "403, InvalidRegion,                      REGION",
            "400, IncorrectEndpoint,                  REGION",
            "400, KMS.DisabledException,              KEY",
            "400, KMS.NotFoundException,              KEY",
            "400, KMS.KMSInvalidStateException,       KEY",
            "400, KMS.InvalidKeyUsageException,       KEY",
            "400, KMS.AccessDeniedException,          KEY",
            "400, KMS.ThrottlingException,            THROTTLED",
            "400, KMS.RequestLimitExceededException,  THROTTLED",
            "500, KMS.KMSInternalException,           UNAVAILABLE",
            "503, KMS.DependencyTimeoutException,     UNAVAILABLE",
            "500, KMS.KeyUnavailableException,        UNAVAILABLE",
            "503, SlowDown,                           THROTTLED",
            "503, SlowDownRead,                       THROTTLED",
            "503, Busy,                               THROTTLED",
            "503, ServerBusy,                         THROTTLED",
            "400, Throttling,                         THROTTLED",
            "400, ThrottlingException,                THROTTLED",
            "400, ThrottledException,                 THROTTLED",
            "400, RequestThrottledException,          THROTTLED",
            "429, TooManyRequests,                    THROTTLED",
            "400, TooManyRequestsException,           THROTTLED",
            "429, '',                                 THROTTLED",
            "400, RequestLimitExceeded,               THROTTLED",
            "400, BandwidthLimitExceeded,             THROTTLED",
            "503, ServiceUnavailable,                 UNAVAILABLE",
            "503, '',                                 UNAVAILABLE",
            "500, InternalError,                      UNAVAILABLE",
            "200, InternalError,                      UNAVAILABLE",
            "400, RequestTimeout,                     UNAVAILABLE",
            "400, IncompleteBody,                     UNAVAILABLE",
            "400, ConnectionClosedByRequester,        UNAVAILABLE",
            "400, ResponseInterrupted,                UNAVAILABLE",
            "409, RestoreAlreadyInProgress,           UNAVAILABLE",
            "503, XMinioServerNotInitialized,         UNAVAILABLE",
            "502, '',                                 UNAVAILABLE",
            "307, Redirect,                           UNAVAILABLE",
            "307, TemporaryRedirect,                  UNAVAILABLE",
            "304, NotModified,                        UNAVAILABLE",
            "501, NotImplemented,                     NOT_IMPLEMENTED",
            "501, '',                                 NOT_IMPLEMENTED",
            "301, '',                                 REJECTED",
            "400, BadDigest,                          REJECTED",
            "400, EntityTooLarge,                     REJECTED",
            "400, EntityTooSmall,                     REJECTED",
            "400, InvalidArgument,                    REJECTED",
            "400, InvalidDigest,                      REJECTED",
            "400, InvalidEncryptionAlgorithmError,    REJECTED",
            "400, InvalidRequest,                     REJECTED",
            "400, InvalidStorageClass,                REJECTED",
            "400, InvalidURI,                         REJECTED",
            "400, KeyTooLongError,                    REJECTED",
            "400, MalformedXML,                       REJECTED",
            "400, MetadataTooLarge,                   REJECTED",
            "400, RequestHeaderSectionTooLarge,       REJECTED",
            "400, UnexpectedContent,                  REJECTED",
            "400, UserKeyMustBeSpecified,             REJECTED",
            "400, XAmzContentSHA256Mismatch,          REJECTED",
            "405, MethodNotAllowed,                   REJECTED",
            "411, MissingContentLength,               REJECTED",
            "416, InvalidRange,                       REJECTED"})
    void codes(int status, String code, Reason reason) {
        assertEquals(reason, S3Errors.reason(status, code));
    }

    @ParameterizedTest
    @CsvSource({"404, NoSuchKey, NOT_FOUND, GET: 404 NoSuchKey", "503, SlowDown, THROTTLED, GET: 503 SlowDown",
            "404, '', NOT_FOUND, GET: 404"})
    void theMessageTellsTheAnswer(int status, String code, Reason reason, String message) {
        S3Exception answer = answer(status, code, "");
        StoreException translated = errors.ofObject("GET", answer);
        assertEquals(reason, translated.reason());
        assertEquals(message, translated.getMessage());
        assertSame(answer, translated.getCause());
    }

    @Test
    void theMessageHasTheRequestId() {
        S3Exception answer = (S3Exception) answer(503, "SlowDown", "").toBuilder().requestId("4442587FB7D0A2F9")
                .build();
        assertEquals("GET: 503 SlowDown, request 4442587FB7D0A2F9", errors.ofObject("GET", answer).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | NoSuchBucket | | there is no bucket post
            403 | InvalidAccessKeyId | | the store does not know the access key: .*
            403 | SignatureDoesNotMatch | | the secret key does not match the access key, or .*
            400 | ExpiredToken | | the session credentials have expired: .*
            400 | InvalidToken | | the session token is invalid: .*
            403 | NotSignedUp | | the account of these credentials cannot use the store: .*
            400 | AuthorizationHeaderMalformed | the Credential is mal-formed | the access key is malformed; identity: settings, access key AKEY
            400 | KMS.DisabledException | | the KMS key is disabled: enable it
            400 | KMS.NotFoundException | | the KMS key does not exist in this region
            400 | KMS.KMSInvalidStateException | | the KMS key cannot be used in its state: .*
            403 | AccessDenied | User: arn:aws:iam::1:user/b is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:… | kms:GenerateDataKey is denied: allow it for the KMS key, .*
            403 | AccessDenied | The ciphertext refers to a customer master key that does not exist | the KMS key cannot be used: .*
            403 | AccessDenied | User: arn:aws:iam::1:user/b is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::kms/a" | s3:PutObject is denied: allow it in the policy
            403 | AccessDenied | Access Denied | GET: 403 AccessDenied
            400 | InvalidRequest | The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object. | the object is encrypted with a key of its writer \\(SSE-C\\)
            403 | RequestTimeTooSkewed | | this machine's clock differs too much from the store's: correct it
            """)
    void whatItMeans(int status, String code, String text, String explanation) {
        String told = errors.ofObject("GET", answer(status, code, text == null ? "" : text)).explanation();
        assertTrue(told.matches(explanation), told);
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied, not authorized to perform: kms:Decrypt on, KEY",
            "403, AccessDenied, not authorized to perform: s3:GetObject on arn:aws:s3:::kms, DENIED",
            "400, InvalidRequest, The object was stored using a form of Server Side Encryption. The correct parameters must …, CUSTOMER_KEY",
            "400, InvalidRequest, The encryption parameters are not applicable to this object., REJECTED",
            "400, AuthorizationHeaderMalformed, the Credential is mal-formed, CREDENTIALS"})
    void theTextDecidesWhereTheCodeDoesNot(int status, String code, String text, Reason reason) {
        assertEquals(reason, errors.ofObject("GET", answer(status, code, text)).reason());
    }

    @Test
    void aBucketOfAnotherRegionIsNamedWithIt() {
        StoreException byHeader = errors.ofObject("PUT", (S3Exception) S3Exception.builder().statusCode(301)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("")
                        .sdkHttpResponse(SdkHttpResponse.builder().statusCode(301)
                                .putHeader("x-amz-bucket-region", "eu-central-1").build())
                        .build())
                .build());
        assertEquals(Reason.REGION, byHeader.reason());
        assertEquals("bucket post is in eu-central-1", byHeader.explanation());
        StoreException byBody = errors.ofObject("PUT", answer(400, "AuthorizationHeaderMalformed",
                "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-3'"));
        assertEquals(Reason.REGION, byBody.reason());
        assertEquals("bucket post is in eu-west-3", byBody.explanation());
    }

    @ParameterizedTest
    @CsvSource({"-3600, 's clock is 360[0-9] s ahead of the store''s: correct it'",
            "3600, 's clock is 35[89][0-9] s behind the store''s: correct it'"})
    void howFarTheClockIsOff(int secondsLater, String explanation) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME
                .format(Instant.now().plusSeconds(secondsLater).atOffset(ZoneOffset.UTC));
        StoreException skewed = errors.ofObject("PUT", (S3Exception) S3Exception.builder().statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode("RequestTimeTooSkewed")
                        .sdkHttpResponse(
                                SdkHttpResponse.builder().statusCode(403).putHeader("Date", date).build())
                        .build())
                .build());
        assertTrue(skewed.explanation().matches("this machine'" + explanation), skewed.explanation());
    }

    @Test
    void aBucketThatIsNotThereNeedsNoCode() {
        StoreException missing = errors.ofBucket("LIST", answer(404, "", ""));
        assertEquals(Reason.NO_BUCKET, missing.reason());
        assertEquals("there is no bucket post, or no S3 store,", missing.explanation());
        assertEquals(Reason.NOT_FOUND, errors.ofBucket("LIST", answer(404, "NoSuchUpload", "")).reason());
    }

    @Test
    void anAnswerWithoutDetails() {
        assertEquals(Reason.NOT_FOUND,
                errors.ofObject("GET", (S3Exception) S3Exception.builder().statusCode(404).build()).reason());
    }

    @Test
    void noAnswer() {
        StoreException translated = errors.ofObject("PUT",
                SdkClientException.create("outer", new IllegalStateException(new ConnectException("refused"))));
        assertEquals(Reason.UNAVAILABLE, translated.reason());
        assertEquals("PUT: no response: ConnectException: refused", translated.getMessage());
    }

    /** While it runs: the SDK asks for credentials whenever those that it has are over. */
    @Test
    void credentialsThatCannotBeRenewedAreNoLostAnswer() {
        NoCredentialsException none = new NoCredentialsException("web identity, role r", true,
                SdkClientException.create("the token is gone"));
        StoreException refused = errors.ofObject("PUT", none.forSdk());
        assertEquals(Reason.CREDENTIALS, refused.reason());
        assertEquals("web identity, role r cannot be used: the token is gone; no other identity is tried",
                refused.explanation());
        NoCredentialsException late = new NoCredentialsException("web identity, role r", true,
                SdkClientException.create("outer", new ConnectException("refused")));
        assertEquals(Reason.UNAVAILABLE, errors.ofObject("PUT", late.forSdk()).reason());
    }

    private static S3Exception answer(int status, String code, String text) {
        return (S3Exception) S3Exception.builder().statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(text).build()).build();
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, true, false", "THROTTLED, true, false", "CONFLICT, true, false",
            "CREDENTIALS, true, true", "CLOCK, true, true", "REGION, true, true", "DENIED, false, false",
            "NO_BUCKET, false, false", "KEY, false, false", "NOT_FOUND, false, false",
            "PRECONDITION_FAILED, false, false", "CUSTOMER_KEY, false, false", "ARCHIVED, false, false",
            "NOT_IMPLEMENTED, false, false",
            "REJECTED, false, false"})
    void tryingAgainHelps(Reason reason, boolean temporary, boolean general) {
        assertEquals(temporary, reason.temporary());
        assertEquals(general, reason.general());
    }
}
