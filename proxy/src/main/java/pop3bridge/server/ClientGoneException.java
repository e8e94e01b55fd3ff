package pop3bridge.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Nothing more can be written to the client. */
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
