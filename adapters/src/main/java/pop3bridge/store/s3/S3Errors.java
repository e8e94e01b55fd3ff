package pop3bridge.store.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns what the SDK throws for one bucket into {@link StoreException}; SDK exceptions go no further. */
final class S3Errors {
    private static final Pattern REGION = Pattern.compile("expecting '([a-z0-9-]+)'");
    private static final Pattern ACTION = Pattern.compile("not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)");
    private static final Pattern KMS = Pattern.compile("to perform: kms:|ciphertext refers to");
    private static final int NOT_FOUND = 404;
    private static final int MOVED = 301;

    private final String bucket;
    private final String identity;

    /**
     * @param identity who asks
     */
    S3Errors(String bucket, String identity) {
        this.bucket = bucket;
        this.identity = identity;
    }

    /** What a request for the bucket itself has met. */
    StoreException ofBucket(String operation, SdkException e) {
        boolean bare = e instanceof S3Exception answer && answer.statusCode() == NOT_FOUND && code(answer).isEmpty();
        return bare
                ? new StoreException(Reason.NO_BUCKET, operation + ": 404",
                        "there is no bucket " + bucket + ", or no S3 store,", e)
                : ofObject(operation, e);
    }

    /** What a request for an object has met. */
    StoreException ofObject(String operation, SdkException e) {
        Optional<NoCredentialsException> noCredentials = NoCredentialsException.in(e);
        if (noCredentials.isPresent()) {
            return noCredentials.get().translated(operation);
        }
        if (!(e instanceof S3Exception answer)) {
            return new StoreException(Reason.UNAVAILABLE, operation + ": no answer: " + rootMessage(e), e);
        }
        String code = code(answer);
        Reason reason = reason(answer);
        String message = operation + ": " + answer.statusCode() + (code.isEmpty() ? "" : " " + code);
        return new StoreException(reason, message, explanation(reason, answer).orElse(message), e);
    }

    static String code(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorCode).orElse("");
    }

    private static String text(S3Exception e) {
        return Optional.ofNullable(e.awsErrorDetails()).map(AwsErrorDetails::errorMessage).orElse("");
    }

    private static Reason reason(S3Exception answer) {
        String code = code(answer);
        if (code.equals("AuthorizationHeaderMalformed") && region(answer).isEmpty()) {
            return Reason.CREDENTIALS;
        }
        if (code.equals("AccessDenied") && KMS.matcher(text(answer)).find()) {
            return Reason.KEY;
        }
        return answer.statusCode() == MOVED && region(answer).isPresent()
                ? Reason.REGION
                : reason(answer.statusCode(), code);
    }

    /**
     * Returns the code decides where there is one that is known: S3 has answered a failed precondition inside a 200.
     */
    static Reason reason(int status, String code) {
        return switch (code) {
            case "NoSuchKey", "NoSuchVersion" -> Reason.NOT_FOUND;
            case "NoSuchBucket", "NoSuchAccessPoint", "NoSuchMultiRegionAccessPoint", "InvalidBucketName",
                    "InvalidAccessPoint", "InvalidAccessPointAliasError" ->
                Reason.NO_BUCKET;
            case "PreconditionFailed" -> Reason.PRECONDITION_FAILED;
            case "ConditionalRequestConflict", "OperationAborted" -> Reason.CONFLICT;
            case "InvalidObjectState" -> Reason.ARCHIVED;
            case "NotImplemented" -> Reason.NOT_IMPLEMENTED;
            case "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "ServiceUnavailable",
                    "IncompleteBody", "ConnectionClosedByRequester", "ResponseInterrupted", "Redirect",
                    "TemporaryRedirect", "RestoreAlreadyInProgress", "ServerNotInitialized",
                    "XMinioServerNotInitialized" ->
                Reason.UNAVAILABLE;
            case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch",
                    "InvalidSignature", "InvalidSignatureException", "UnsupportedSignature", "ExpiredToken",
                    "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired", "TokenCodeInvalidError",
                    "InvalidSecurity", "MissingAuthenticationToken", "MissingSecurityHeader", "CredentialsNotSupported",
                    "AccountProblem", "NotSignedUp", "InvalidPayer", "UnauthorizedAccess", "UnauthorizedAccessError",
                    "AuthFailure" ->
                Reason.CREDENTIALS;
            case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture" -> Reason.CLOCK;
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException",
                    "InvalidRegion", "IncorrectEndpoint" ->
                Reason.REGION;
            case "AccessDenied", "AllAccessDisabled" -> Reason.DENIED;
            case "TooManyRequests", "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded",
                    "ProvisionedThroughputExceededException", "PriorRequestNotComplete", "EC2ThrottledException",
                    "RequestThrottled", "RequestThrottledException", "ThrottledException", "Busy", "ServerBusy" ->
                Reason.THROTTLED;
            default -> code.startsWith("SlowDown") || code.contains("Throttling")
                    ? Reason.THROTTLED
                    : code.startsWith("KMS.") ? ofKms(code) : reason(status);
        };
    }

    private static Reason ofKms(String code) {
        return code.contains("LimitExceeded")
                ? Reason.THROTTLED
                : code.contains("Internal") || code.contains("Timeout") || code.contains("Unavailable")
                        ? Reason.UNAVAILABLE
                        : Reason.KEY;
    }

    private static Reason reason(int status) {
        return switch (status) {
            case MOVED -> Reason.REJECTED;
            case 401, 403 -> Reason.DENIED;
            case NOT_FOUND -> Reason.NOT_FOUND;
            case 409 -> Reason.CONFLICT;
            case 412 -> Reason.PRECONDITION_FAILED;
            case 429 -> Reason.THROTTLED;
            case 501 -> Reason.NOT_IMPLEMENTED;
            default -> status >= 500 || status < 400 ? Reason.UNAVAILABLE : Reason.REJECTED;
        };
    }

    private Optional<String> explanation(Reason reason, S3Exception answer) {
        return switch (reason) {
            case NO_BUCKET -> Optional.of("there is no bucket " + bucket);
            case REGION -> Optional.of("bucket " + bucket + " is in " + region(answer).orElse("another region"));
            case CLOCK -> Optional.of(clock(answer));
            case CREDENTIALS -> Optional.of(credentials(code(answer)) + "; asked by " + identity);
            case KEY -> Optional.of(key(answer));
            case DENIED -> action(answer).map(action -> action + " is refused: allow it in the policy");
            case NOT_FOUND, PRECONDITION_FAILED, CONFLICT, ARCHIVED, NOT_IMPLEMENTED, REJECTED, THROTTLED,
                    UNAVAILABLE ->
                Optional.empty();
        };
    }

    private static String credentials(String code) {
        return switch (code) {
            case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException" ->
                "the store does not know the access key: has it been deleted, or is it another store's?";
            case "SignatureDoesNotMatch", "InvalidSignature", "InvalidSignatureException" ->
                "the secret key does not belong to the access key, or something on the way changes requests";
            case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" ->
                "the session credentials have expired: they must be renewed where they come from";
            case "InvalidToken", "TokenCodeInvalidError" ->
                "the session token is not valid: it does not belong to the access key, or not to this store or region";
            case "AuthorizationHeaderMalformed" -> "the access key is malformed";
            case "AccountProblem", "NotSignedUp", "InvalidPayer", "UnauthorizedAccess" ->
                "the account of these credentials cannot use the store: look at its status and its bills";
            default -> "the store does not accept the credentials";
        };
    }

    private static String clock(S3Exception answer) {
        Optional<Duration> ahead = header(answer, "Date").flatMap(HttpDate::parse)
                .map(theirs -> Duration.between(theirs, Instant.now()));
        return ahead.map(offset -> "this machine's clock is " + offset.abs().toSeconds() + " s "
                + (offset.isNegative() ? "behind" : "ahead of") + " the store's: set it right")
                .orElse("this machine's clock and the store's are too far apart: set it right");
    }

    private static String key(S3Exception answer) {
        Optional<String> refused = action(answer);
        if (refused.isPresent()) {
            return refused.get() + " is refused: allow it for the KMS key, in the policy and in the key's own";
        }
        return switch (code(answer)) {
            case "KMS.DisabledException" -> "the KMS key is disabled: enable it";
            case "KMS.NotFoundException" -> "the KMS key does not exist, or not in this region";
            case "KMS.KMSInvalidStateException" ->
                "the KMS key cannot be used as it is: it waits for its deletion, or for its material";
            default -> "the KMS key cannot be used: does it exist, and do its policy and that of the bridge allow"
                    + " kms:Decrypt and kms:GenerateDataKey?";
        };
    }

    private static Optional<String> action(S3Exception answer) {
        return inText(ACTION, answer);
    }

    /** Returns the SDK keeps of the answer's body the code and the text alone. */
    private static Optional<String> region(S3Exception answer) {
        return header(answer, "x-amz-bucket-region").or(() -> inText(REGION, answer));
    }

    private static Optional<String> inText(Pattern pattern, S3Exception answer) {
        Matcher matcher = pattern.matcher(text(answer));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<String> header(S3Exception answer, String name) {
        return Optional.ofNullable(answer.awsErrorDetails()).map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader(name));
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
