package pop3bridge.deploy.chaos;

import java.util.List;

/** A promise was broken; the message contains the promise and the history of the maildrop. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String promise, List<String> history) {
        super(promise + "\n" + String.join("\n", history));
    }
}
