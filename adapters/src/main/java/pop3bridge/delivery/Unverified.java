package pop3bridge.delivery;

/** What becomes of mail for a user whose existence no authentication backend can tell without a password. */
public enum Unverified {
    /** It goes to the maildrop that follows from the name. */
    ACCEPT,
    /** It is refused. */
    REJECT
}
