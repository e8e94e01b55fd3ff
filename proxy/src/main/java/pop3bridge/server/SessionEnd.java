package pop3bridge.server;

import java.util.Locale;
import pop3bridge.net.ConnectionEnd;
import pop3bridge.pop3.Ending;

/** Why a session ended; a label in metrics and a value in the log. */
enum SessionEnd {
    /** The client sent QUIT. */
    QUIT,
    /** The client closed or reset the connection without QUIT. */
    CLIENT_GONE,
    /** No command within the idle time-out. */
    IDLE,
    /** No login within the login time-out. */
    LOGIN_TIMEOUT,
    /** The client read nothing within the idle time-out. */
    STALLED,
    /** A command line was longer than allowed. */
    LINE_TOO_LONG,
    /** The TLS handshake after STLS failed. */
    TLS_FAILED,
    /** The client began a TLS handshake where none is expected. */
    UNEXPECTED_TLS,
    /** XCLIENT came from an address that is not a trusted proxy. */
    NOT_A_PROXY,
    /** A proxy forwarded too many connections from one address. */
    REFUSED,
    /** Too many bad commands in a row. */
    BAD_COMMANDS,
    /** Too many lines before login. */
    LOGIN_COMMANDS,
    /** The maildrop lock was lost, or could not be verified. */
    LOCK_LOST,
    /** The client sent QUIT, but the maildrop lock was lost before QUIT could commit. */
    LOCK_LOST_AT_QUIT,
    /** The store failed in the middle of a message: the connection was closed without the terminator. */
    STORE_FAILED,
    /** The server stopped. */
    SHUTDOWN,
    /** An operator ended the session. */
    KICKED,
    /** An internal error of the server. */
    INTERNAL_ERROR;

    static SessionEnd of(Ending ending) {
        return switch (ending) {
            case QUIT -> QUIT;
            case BAD_COMMANDS -> BAD_COMMANDS;
            case LOGIN_COMMANDS -> LOGIN_COMMANDS;
            case LOCK_LOST -> LOCK_LOST;
            case LOCK_LOST_AT_QUIT -> LOCK_LOST_AT_QUIT;
        };
    }

    static SessionEnd of(ConnectionEnd end) {
        return switch (end) {
            case CLIENT_GONE -> CLIENT_GONE;
            case STALLED -> STALLED;
            case SHUTDOWN -> SHUTDOWN;
            case KICKED -> KICKED;
        };
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
