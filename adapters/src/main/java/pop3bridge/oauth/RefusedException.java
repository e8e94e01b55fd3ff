package pop3bridge.oauth;

/** A token opens no maildrop. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal why;

    /** Has no cause: what a parser says may hold parts of the token. */
    RefusedException(Refusal why) {
        super(why.explanation());
        this.why = why;
    }

    Refusal why() {
        return why;
    }
}
