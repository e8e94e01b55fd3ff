package pop3bridge.store.compression;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is stored is not complete and correct in its form of compression, or expands to more than is decompressed. */
public final class CorruptException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
