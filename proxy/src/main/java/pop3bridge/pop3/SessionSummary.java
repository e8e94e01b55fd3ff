package pop3bridge.pop3;

import java.util.Optional;

/** What the log tells the operator about a session. For use by the session's thread. */
public final class SessionSummary {
    private Optional<String> user = Optional.empty();
    private String method = "";
    private int messages;
    private int removed;

    SessionSummary() {}

    void loggedIn(String name, String way, int count) {
        user = Optional.of(name);
        method = way;
        messages = count;
    }

    void removed(int count) {
        removed = count;
    }

    /** Who logged in; empty before login. */
    public Optional<String> user() {
        return user;
    }

    /** How: {@code PASS}, {@code APOP} or a SASL mechanism. */
    public String method() {
        return method;
    }

    /** Returns how many messages there were at login. */
    public int messages() {
        return messages;
    }

    /** Returns how many messages UPDATE has removed; 0 if it could not remove them all. */
    public int removed() {
        return removed;
    }
}
