package pop3bridge.store.s3;

import java.util.Objects;
import java.util.Optional;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Converts failures of KMS to {@link StoreException}: {@code KEY} if one key is concerned, else a temporary reason. */
final class KmsErrors {
    private static final int TOO_MANY = 429;

    private KmsErrors() {}

    static StoreException of(RuntimeException e) {
        if (!(e instanceof KmsException answer)) {
            return new StoreException(Reason.UNAVAILABLE, "KMS Decrypt: no response: " + e.getMessage(), e);
        }
        Optional<AwsErrorDetails> details = Optional.ofNullable(answer.awsErrorDetails());
        String code = details.map(AwsErrorDetails::errorCode).orElse("");
        String text = details.map(AwsErrorDetails::errorMessage).filter(Objects::nonNull).orElse("");
        String message = "KMS Decrypt: " + answer.statusCode() + " " + code
                + (answer.requestId() == null ? "" : ", request " + answer.requestId())
                + (text.isEmpty() ? "" : ": " + text);
        return new StoreException(reason(answer.statusCode(), code), message, e);
    }

    /**
     * A server whose credentials KMS does not accept may get others: that says nothing about a message. Neither does a
     * response without an error code, which is not KMS's.
     */
    static Reason reason(int status, String code) {
        return switch (code) {
            case "AccessDeniedException", "DisabledException", "IncorrectKeyException", "InvalidCiphertextException",
                    "InvalidGrantTokenException", "InvalidKeyUsageException", "KMSInvalidStateException",
                    "NotFoundException", "ValidationException" ->
                Reason.KEY;
            case "LimitExceededException" -> Reason.THROTTLED;
            default -> status == TOO_MANY || S3Errors.reason(status, code) == Reason.THROTTLED
                    ? Reason.THROTTLED
                    : Reason.UNAVAILABLE;
        };
    }
}
