package pop3bridge.store.s3;

import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Tells a held body when it is read to be sent: without TLS it is read before that too, for the signature. */
final class Transmission implements ExecutionInterceptor {
    /** Becomes true when the transmission of a request begins. */
    static final ExecutionAttribute<AtomicBoolean> BEGUN = new ExecutionAttribute<>("TransmissionBegun");

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.getOptionalAttribute(BEGUN).ifPresent(begun -> begun.set(true));
    }
}
