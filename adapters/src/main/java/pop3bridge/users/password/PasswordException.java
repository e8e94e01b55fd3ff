package pop3bridge.users.password;

/** A password or its hash cannot be used. The message says what to change and contains nothing of either. */
public final class PasswordException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;

    PasswordException(String problem) {
        super(problem);
        this.problem = problem;
    }

    /** What to change. */
    public String problem() {
        return problem;
    }
}
