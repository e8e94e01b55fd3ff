package pop3bridge.store.compression;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The compressed octets are damaged or incomplete, or expand to more than the limit. */
public final class CorruptException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
