package pop3bridge.pop3;

/** Why a session gave its last reply. */
public enum Ending {
    /** The client said QUIT. */
    QUIT,
    /** Too many bad commands in a row. */
    BAD_COMMANDS,
    /** The maildrop's lock is not held any more, or this is unknown. */
    LOCK_LOST
}
