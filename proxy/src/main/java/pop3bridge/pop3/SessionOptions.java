package pop3bridge.pop3;

/**
 * The properties of the connection and the settings that a session needs.
 *
 * @param plaintextLogin whether passwords may be sent on this connection
 * @param apop whether the greeting contains a timestamp, which allows login with APOP
 * @param loginDelay shared by all sessions
 */
public record SessionOptions(boolean plaintextLogin, boolean apop, LoginDelay loginDelay,
        Compatibility compatibility) {}
