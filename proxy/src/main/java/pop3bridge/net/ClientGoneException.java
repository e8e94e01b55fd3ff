package pop3bridge.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The connection can no longer be written to. */
public final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ConnectionEnd end;

    ClientGoneException(ConnectionEnd end, @Nullable Throwable cause) {
        super(end.label(), cause);
        this.end = end;
    }

    /** Returns why. */
    public ConnectionEnd end() {
        return end;
    }
}
