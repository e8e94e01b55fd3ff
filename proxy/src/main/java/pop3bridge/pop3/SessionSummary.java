package pop3bridge.pop3;

import java.util.Optional;
import pop3bridge.pop3.sasl.TlsSession;

/** The summary of a session. Written by the session's thread, and read by any. */
public final class SessionSummary {
    /** Set after the other facts of the login: a thread that sees it sees them too. */
    private volatile Optional<String> user = Optional.empty();
    private final Optional<TlsSession> tls;
    private String method = "";
    private int messages;
    private int removed;
    private Optional<String> uidlChange = Optional.empty();

    SessionSummary(Optional<TlsSession> tls) {
        this.tls = tls;
    }

    void loggedIn(String name, String way, int count) {
        method = way;
        messages = count;
        user = Optional.of(name);
    }

    void removed(int count) {
        removed = count;
    }

    void uidlChange(String change) {
        uidlChange = Optional.of(change);
    }

    /** Returns the user name; empty before login. */
    public Optional<String> user() {
        return user;
    }

    /** Returns the login method: {@code PASS}, {@code APOP} or a SASL mechanism. */
    public String method() {
        return method;
    }

    /** Returns the connection's TLS session; empty without TLS. */
    public Optional<TlsSession> tls() {
        return tls;
    }

    /** Returns the number of messages at login. */
    public int messages() {
        return messages;
    }

    /**
     * Returns the hash of the unique-ids at login, {@code ->}, and the hash of those that are left; empty if the client has not sent UIDL, or
     * if its session goes on.
     */
    public Optional<String> uidlChange() {
        return uidlChange;
    }

    /** Returns the number of messages deleted by UPDATE; 0 if any of them could not be deleted. */
    public int removed() {
        return removed;
    }
}
