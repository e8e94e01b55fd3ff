package pop3bridge.store.s3;

import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Tells a {@link HeldBody} that it is now read for sending. Without TLS, the SDK also reads it earlier to compute the
 * signature.
 */
final class Transmission implements ExecutionInterceptor {
    /** Becomes true when the transmission of a request starts. */
    static final ExecutionAttribute<AtomicBoolean> BEGUN = new ExecutionAttribute<>("TransmissionBegun");

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.getOptionalAttribute(BEGUN).ifPresent(begun -> begun.set(true));
    }
}
