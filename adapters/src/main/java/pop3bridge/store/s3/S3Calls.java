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
     * Makes a request that is not to be repeated. One that was refused for its time is made once more, as nothing has come of it: the
     * SDK goes by the store's clock from that answer on.
     */
    <T> T write(String operation, Supplier<T> request) throws StoreException {
        try {
            return made(operation, request);
        } catch (SdkException e) {
            StoreException refusal = errors.ofObject(operation, e);
            if (refusal.reason() != Reason.CLOCK) {
                throw refused(refusal);
            }
            log.atInfo().addKeyValue("why", refusal.explanation()).log("request is repeated with the store's clock");
            return object(operation, request);
        }
    }

    /** Makes a request for the bucket: where that answers that something is not there, it is the bucket. */
    <T> T bucket(String operation, Supplier<T> request) throws StoreException {
        try {
            return made(operation, request);
        } catch (SdkException e) {
            throw refusedBucket(operation, e);
        }
    }

    /** Makes a request whose refusal is for the caller. After its end the HTTP client throws what is none of the SDK's exceptions. */
    <T> T made(String operation, Supplier<T> request) throws StoreException {
        try {
            return answered(request.get());
        } catch (IllegalStateException | RejectedExecutionException e) {
            throw new StoreException(Reason.UNAVAILABLE, operation + ": no answer: " + e.getMessage(), e);
        }
    }

    /** The refusal of a request for an object, which is counted. */
    StoreException refusedObject(String operation, SdkException e) {
        return refused(errors.ofObject(operation, e));
    }

    /** The refusal of a request for the bucket, which is counted. */
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
