package pop3bridge.server;

import java.util.Locale;

/** Why a session ended: a label in metrics and a word in the log. */
enum SessionEnd {
    /** The client said QUIT. */
    QUIT,
    /** The client closed or reset the connection without QUIT. */
    CLIENT_GONE,
    /** No command for the idle time-out. */
    IDLE,
    /** No login within the login time-out. */
    LOGIN_TIMEOUT,
    /** The client read nothing for the idle time-out. */
    STALLED,
    /** A command line was longer than allowed. */
    LINE_TOO_LONG,
    /** Too many bad commands in a row. */
    BAD_COMMANDS,
    /** The store failed in the middle of a message, so that the connection was closed without the terminator. */
    STORE_FAILED,
    /** The server stopped. */
    SHUTDOWN,
    /** A fault in the bridge itself. */
    INTERNAL_ERROR;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
