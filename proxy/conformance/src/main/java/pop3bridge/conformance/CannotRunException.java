package pop3bridge.conformance;

/** The suite cannot be run, which says nothing about the server; the message says what to do. */
final class CannotRunException extends Exception {
    private static final long serialVersionUID = 1;

    CannotRunException(String message) {
        super(message);
    }
}
