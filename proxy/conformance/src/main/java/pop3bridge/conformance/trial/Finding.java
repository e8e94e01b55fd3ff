package pop3bridge.conformance.trial;

/** Ends a case with another verdict than {@link Verdict#PASS}. */
public final class Finding extends Exception {
    private static final long serialVersionUID = 1;

    private final Verdict verdict;

    private Finding(Verdict verdict, String reason) {
        super(reason, null, false, false);
        this.verdict = verdict;
    }

    /** What the case comes to. */
    public Verdict verdict() {
        return verdict;
    }

    /** What was found, in words. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** A broken MUST, or the end of a session that nobody asked for. */
    public static Finding failure(String reason) {
        return new Finding(Verdict.FAIL, reason);
    }

    static Finding notOffered(String reason) {
        return new Finding(Verdict.NOT_OFFERED, reason);
    }

    /** What the RFC demands. */
    public static void must(boolean holds, String otherwise) throws Finding {
        if (!holds) {
            throw failure(otherwise);
        }
    }

    /** What the RFC recommends. */
    public static void should(boolean holds, String otherwise) throws Finding {
        if (!holds) {
            throw new Finding(Verdict.WARN, otherwise);
        }
    }

    /** What has to be there for the case to say anything. */
    public static void offered(boolean there, String otherwise) throws Finding {
        if (!there) {
            throw notOffered(otherwise);
        }
    }
}
