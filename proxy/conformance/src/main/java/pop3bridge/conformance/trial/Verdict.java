package pop3bridge.conformance.trial;

/** What a case has found. */
public enum Verdict {
    /** The server does what the RFC asks. */
    PASS("pass"),
    /** It does not do what the RFC recommends, or takes what the RFC does not allow and harms nobody by it. */
    WARN("warn"),
    /** It breaks a MUST or a rule of syntax of an RFC that it claims to keep. */
    FAIL("FAIL"),
    /** It does not announce or know what the case is about, or the mailbox has no message for it. */
    NOT_OFFERED("not-offered");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** As it is printed. */
    public String text() {
        return text;
    }
}
