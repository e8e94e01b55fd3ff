package pop3bridge.pop3;

/**
 * What a session is told of its connection and of the settings.
 *
 * @param plaintextLogin whether passwords may be sent on this connection
 * @param apop whether the greeting has a timestamp, so that clients can log in by APOP
 * @param loginDelay shared by all sessions
 */
public record SessionOptions(boolean plaintextLogin, boolean apop, LoginDelay loginDelay,
        Compatibility compatibility) {}
