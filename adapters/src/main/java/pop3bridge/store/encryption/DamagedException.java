package pop3bridge.store.encryption;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is stored is not what was encrypted: the ciphertext, its metadata or its key was changed. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        this(message, null);
    }

    DamagedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
