package pop3bridge.store.encryption;

import org.jspecify.annotations.Nullable;

/** The metadata of an encrypted object is malformed, or names an algorithm that is not supported. */
public final class EnvelopeException extends Exception {
    private static final long serialVersionUID = 1L;

    EnvelopeException(String message) {
        this(message, null);
    }

    EnvelopeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
