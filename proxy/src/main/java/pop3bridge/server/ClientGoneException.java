package pop3bridge.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The connection can no longer be written to. */
final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    private final SessionEnd end;

    ClientGoneException(SessionEnd end, @Nullable Throwable cause) {
        super(end.label(), cause);
        this.end = end;
    }

    SessionEnd end() {
        return end;
    }
}
