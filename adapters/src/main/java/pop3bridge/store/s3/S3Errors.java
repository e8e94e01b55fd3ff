package pop3bridge.store.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.s3.http.HttpDate;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Converts the SDK's exceptions for one bucket to {@link StoreException}; no SDK exception leaves this package. */
final class S3Errors {
    private static final Pattern REGION = Pattern.compile("expecting '([a-z0-9-]+)'");
    private static final Pattern ACTION = Pattern.compile("not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)");
    private static final Pattern KMS = Pattern.compile("to perform: kms:|ciphertext refers to");
    private static final String CUSTOMER_KEY = "stored using a form of Server Side Encryption";
    private static final int NOT_FOUND = 404;
    private static final int MOVED = 301;

    private final String bucket;
    private final String identity;

    /**
     * @param identity the identity that makes the requests
     */
    S3Errors(String bucket, String identity) {
        this.bucket = bucket;
        this.identity = identity;
    }

    /** Converts the failure of a request for the bucket itself. */
    StoreException ofBucket(String operation, SdkException e) {
        boolean bare = e instanceof S3Exception answer && answer.statusCode() == NOT_FOUND && code(answer).isEmpty();
        return bare
                ? new StoreException(Reason.NO_BUCKET, operation + ": 404",
                        "there is no bucket " + bucket + ", or no S3 store,", e)
                : ofObject(operation, e);
    }

    /** Converts the failure of a request for an object. */
    StoreException ofObject(String operation, SdkException e) {
        Optional<NoCredentialsException> noCredentials = NoCredentialsException.in(e);
        if (noCredentials.isPresent()) {
            return noCredentials.get().translated(operation);
        }
        if (!(e instanceof S3Exception answer)) {
            return new StoreException(Reason.UNAVAILABLE, operation + ": no response: " + rootMessage(e), e);
        }
        String code = code(answer);
        Reason reason = reason(answer);
        String message = operation + ": " + answer.statusCode() + (code.isEmpty() ? "" : " " + code)
                + (answer.requestId() == null ? "" : ", request " + answer.requestId());
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
        if (code.equals("InvalidRequest") && text(answer).contains(CUSTOMER_KEY)) {
            return Reason.CUSTOMER_KEY;
        }
        return answer.statusCode() == MOVED && region(answer).isPresent()
                ? Reason.REGION
                : reason(answer.statusCode(), code);
    }

    /**
     * Returns the reason for a response. A known error code takes precedence over the status: S3 can report a failed
     * precondition in a 200 response.
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
            case CREDENTIALS -> Optional.of(credentials(code(answer)) + "; identity: " + identity);
            case KEY -> Optional.of(key(answer));
            case CUSTOMER_KEY -> Optional.of("the object is encrypted with a key of its writer (SSE-C)");
            case DENIED -> action(answer).map(action -> action + " is denied: allow it in the policy");
            case NOT_FOUND, PRECONDITION_FAILED, CONFLICT, ARCHIVED, NOT_IMPLEMENTED, REJECTED, THROTTLED,
                    UNAVAILABLE ->
                Optional.empty();
        };
    }

    private static String credentials(String code) {
        return switch (code) {
            case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException" ->
                "the store does not know the access key: was it deleted, or does it belong to another store?";
            case "SignatureDoesNotMatch", "InvalidSignature", "InvalidSignatureException" ->
                "the secret key does not match the access key, or a proxy modifies requests";
            case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired" ->
                "the session credentials have expired: renew them at their source";
            case "InvalidToken", "TokenCodeInvalidError" ->
                "the session token is invalid: it does not match the access key, this store or this region";
            case "AuthorizationHeaderMalformed" -> "the access key is malformed";
            case "AccountProblem", "NotSignedUp", "InvalidPayer", "UnauthorizedAccess" ->
                "the account of these credentials cannot use the store: check its status and billing";
            default -> "the store rejects the credentials";
        };
    }

    private static String clock(S3Exception answer) {
        Optional<Duration> ahead = header(answer, "Date").flatMap(HttpDate::parse)
                .map(theirs -> Duration.between(theirs, Instant.now()));
        return ahead.map(offset -> "this machine's clock is " + offset.abs().toSeconds() + " s "
                + (offset.isNegative() ? "behind" : "ahead of") + " the store's: correct it")
                .orElse("this machine's clock differs too much from the store's: correct it");
    }

    private static String key(S3Exception answer) {
        Optional<String> refused = action(answer);
        if (refused.isPresent()) {
            return refused.get() + " is denied: allow it for the KMS key, in the policy and in the key policy";
        }
        return switch (code(answer)) {
            case "KMS.DisabledException" -> "the KMS key is disabled: enable it";
            case "KMS.NotFoundException" -> "the KMS key does not exist in this region";
            case "KMS.KMSInvalidStateException" ->
                "the KMS key cannot be used in its state: it is pending deletion or import of its key material";
            default ->
                "the KMS key cannot be used: check that it exists, and that the key policy and the server's policy allow"
                        + " kms:Decrypt and kms:GenerateDataKey";
        };
    }

    private static Optional<String> action(S3Exception answer) {
        return inText(ACTION, answer);
    }

    /**
     * Returns the bucket's region: from the header, else from the message, as the SDK keeps only code and message of
     * the response body.
     */
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
