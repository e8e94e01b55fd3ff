package pop3bridge.users;

/** A part of a line is invalid. The message says what to change and contains no part of a password or hash. */
final class MalformedLineException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;

    MalformedLineException(String problem) {
        super(problem);
        this.problem = problem;
    }

    String problem() {
        return problem;
    }
}
