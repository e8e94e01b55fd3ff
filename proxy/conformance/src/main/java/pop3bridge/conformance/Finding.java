package pop3bridge.conformance;

/** Ends a case with another verdict than {@link Verdict#PASS}. */
final class Finding extends Exception {
    private static final long serialVersionUID = 1;

    private final Verdict verdict;

    private Finding(Verdict verdict, String reason) {
        super(reason, null, false, false);
        this.verdict = verdict;
    }

    Verdict verdict() {
        return verdict;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    /** A broken MUST, or the end of a session that nobody asked for. */
    static Finding failure(String reason) {
        return new Finding(Verdict.FAIL, reason);
    }

    static Finding notOffered(String reason) {
        return new Finding(Verdict.NOT_OFFERED, reason);
    }

    /** What the RFC demands. */
    static void must(boolean holds, String otherwise) throws Finding {
        if (!holds) {
            throw failure(otherwise);
        }
    }

    /** What the RFC recommends. */
    static void should(boolean holds, String otherwise) throws Finding {
        if (!holds) {
            throw new Finding(Verdict.WARN, otherwise);
        }
    }

    /** What has to be there for the case to say anything. */
    static void offered(boolean there, String otherwise) throws Finding {
        if (!there) {
            throw notOffered(otherwise);
        }
    }
}
