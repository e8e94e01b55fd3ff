package pop3bridge.net;

import java.util.Locale;

/** Why the transport, or the process, ends a connection. */
public enum ConnectionEnd {
    /** The client closed or reset the connection. */
    CLIENT_GONE,
    /** The client read nothing for too long. */
    STALLED,
    /** The server stopped. */
    SHUTDOWN,
    /** An operator ended the session. */
    KICKED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
