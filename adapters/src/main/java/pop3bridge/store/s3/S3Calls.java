package pop3bridge.store.s3;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes requests to one bucket: counts what the store answers, and turns the SDK's exceptions into {@link StoreException}. */
final class S3Calls {
    private static final Logger log = LoggerFactory.getLogger(S3Calls.class);

    private final String bucket;
    private final S3Errors errors;
    private final StoreAnswers answers;

    S3Calls(String bucket, String identity, StoreAnswers answers) {
        this.bucket = bucket;
        this.errors = new S3Errors(bucket, identity);
        this.answers = answers;
    }

    /** Makes a request for an object. */
    <T> T object(String operation, Supplier<T> request) throws StoreException {
        try {
            return made(operation, request);
        } catch (SdkException e) {
            throw refusedObject(operation, e);
        }
    }

    /**
     * Makes a request that must not be repeated, with one exception: a request refused for its time had no effect, and
     * is made once more. After such a response the SDK uses the store's clock.
     */
    <T> T write(String operation, Supplier<T> request) throws StoreException {
        try {
            return made(operation, request);
        } catch (SdkException e) {
            StoreException refusal = errors.ofObject(operation, e);
            if (refusal.reason() != Reason.CLOCK) {
                throw refused(refusal);
            }
            log.atInfo().addKeyValue("why", refusal.explanation()).log(
                    "this machine's clock differs from the store's; the request is repeated with the store's time");
            return object(operation, request);
        }
    }

    /** Makes a request for the bucket: 404 then means that the bucket does not exist. */
    <T> T bucket(String operation, Supplier<T> request) throws StoreException {
        try {
            return made(operation, request);
        } catch (SdkException e) {
            throw refusedBucket(operation, e);
        }
    }

    /** Makes a request whose refusal is for the caller. Once closed, the HTTP client throws exceptions that are not the SDK's. */
    <T> T made(String operation, Supplier<T> request) throws StoreException {
        try {
            return answered(request.get());
        } catch (IllegalStateException | RejectedExecutionException e) {
            throw new StoreException(Reason.UNAVAILABLE, operation + ": no answer: " + e.getMessage(), e);
        }
    }

    /** Counts the refusal of a request for an object, and returns it. */
    StoreException refusedObject(String operation, SdkException e) {
        return refused(errors.ofObject(operation, e));
    }

    /** Counts the refusal of a request for the bucket, and returns it. */
    StoreException refusedBucket(String operation, SdkException e) {
        return refused(errors.ofBucket(operation, e));
    }

    private StoreException refused(StoreException refusal) {
        answers.refused(bucket, refusal);
        return refusal;
    }

    private <T> T answered(T answer) {
        answers.answered(bucket);
        return answer;
    }
}
