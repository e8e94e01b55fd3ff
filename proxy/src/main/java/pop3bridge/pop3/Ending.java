package pop3bridge.pop3;

/** Why a reply is the last of its session. */
public enum Ending {
    /** The client sent QUIT. */
    QUIT,
    /** Too many bad commands in a row. */
    BAD_COMMANDS,
    /** Too many lines before login. */
    LOGIN_COMMANDS,
    /** The maildrop lock is no longer held, or this cannot be verified. */
    LOCK_LOST,
    /** The client sent QUIT, but the lock was lost before QUIT could commit: no message was deleted. */
    LOCK_LOST_AT_QUIT
}
