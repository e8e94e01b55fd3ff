package pop3bridge.store.s3;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The configured credentials source provides no credentials. */
final class NoCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The lowest HTTP status of server errors. */
    private static final int SERVER_ERROR = 500;

    private final boolean mayPass;

    /**
     * @param way the description of the source
     * @param asks whether the source is a service that may not be available yet; otherwise every failure is permanent
     */
    NoCredentialsException(String way, boolean asks, RuntimeException cause) {
        super(way + " cannot be used: " + why(cause) + "; no other identity is tried", cause);
        this.mayPass = asks && mayPass(cause);
    }

    /** Returns the form in which the SDK passes on exceptions of a provider. */
    SdkClientException forSdk() {
        return SdkClientException.create("no credentials", this);
    }

    static Optional<NoCredentialsException> in(Throwable e) {
        return chain(e).filter(NoCredentialsException.class::isInstance).map(NoCredentialsException.class::cast)
                .findFirst();
    }

    StoreException translated(String operation) {
        String explanation = String.valueOf(getMessage());
        return new StoreException(mayPass ? Reason.UNAVAILABLE : Reason.CREDENTIALS,
                operation + ": no credentials: " + explanation, explanation, this);
    }

    private static boolean mayPass(Throwable e) {
        Predicate<Throwable> noAnswer = cause -> cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof SocketTimeoutException
                || cause instanceof ApiCallTimeoutException;
        Predicate<Throwable> lateAnswer = cause -> cause instanceof AwsServiceException service
                && (service.statusCode() >= SERVER_ERROR || service.isThrottlingException());
        return chain(e).anyMatch(noAnswer.or(lateAnswer));
    }

    private static String why(Throwable e) {
        Optional<String> answer = chain(e).filter(AwsServiceException.class::isInstance)
                .map(cause -> ((AwsServiceException) cause).awsErrorDetails()).flatMap(Stream::ofNullable).findFirst()
                .map((AwsErrorDetails details) -> details.errorCode() + ": " + details.errorMessage());
        return answer.orElseGet(() -> chain(e).reduce(e, (_, deeper) -> deeper) instanceof SdkClientException known
                ? String.valueOf(known.getMessage())
                : rootCause(e));
    }

    private static String rootCause(Throwable e) {
        Throwable root = chain(e).reduce(e, (_, deeper) -> deeper);
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private static Stream<Throwable> chain(Throwable e) {
        return Stream.iterate(Optional.of(e), Optional::isPresent,
                link -> link.flatMap(cause -> Optional.ofNullable(cause.getCause()))).map(Optional::orElseThrow);
    }
}
