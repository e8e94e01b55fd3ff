package pop3bridge.store.s3;

import java.util.Optional;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns what the SDK throws into {@link StoreException}; SDK exceptions go no further. */
final class S3Errors {
    private S3Errors() {}

    static StoreException translate(String operation, SdkException e) {
        if (!(e instanceof S3Exception answer)) {
            return new StoreException(Reason.UNAVAILABLE, operation + ": no answer: " + rootMessage(e), e);
        }
        String code = code(answer);
        return new StoreException(reason(answer.statusCode(), code),
                operation + ": " + answer.statusCode() + " " + code, e);
    }

    static String code(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    }

    /** The code decides where there is one: S3 has answered a failed precondition inside a 200. */
    static Reason reason(int status, String code) {
        return switch (code) {
            case "NoSuchKey" -> Reason.NOT_FOUND;
            case "NoSuchBucket" -> Reason.NO_BUCKET;
            case "PreconditionFailed" -> Reason.PRECONDITION_FAILED;
            case "ConditionalRequestConflict", "OperationAborted" -> Reason.CONFLICT;
            case "InvalidObjectState" -> Reason.ARCHIVED;
            case "NotImplemented" -> Reason.NOT_IMPLEMENTED;
            case "SlowDown", "TooManyRequests", "RequestLimitExceeded", "Throttling", "ThrottlingException" ->
                Reason.THROTTLED;
            case "RequestTimeout", "InternalError", "ServiceUnavailable" -> Reason.UNAVAILABLE;
            case "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken",
                    "RequestTimeTooSkewed" ->
                Reason.DENIED;
            default -> reason(status);
        };
    }

    private static Reason reason(int status) {
        return switch (status) {
            case 301 -> Reason.REJECTED;
            case 401, 403 -> Reason.DENIED;
            case 404 -> Reason.NOT_FOUND;
            case 409 -> Reason.CONFLICT;
            case 412 -> Reason.PRECONDITION_FAILED;
            case 429 -> Reason.THROTTLED;
            case 501 -> Reason.NOT_IMPLEMENTED;
            default -> status >= 500 || status < 400 ? Reason.UNAVAILABLE : Reason.REJECTED;
        };
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
