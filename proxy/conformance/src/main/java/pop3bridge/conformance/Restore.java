package pop3bridge.conformance;

/** Puts the maildrop back to the known mailbox. */
interface Restore {
    void run() throws CannotRunException;
}
