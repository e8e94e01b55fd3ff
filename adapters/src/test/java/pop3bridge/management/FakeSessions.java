package pop3bridge.management;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pop3bridge.pop3.Verb;
import pop3bridge.server.SessionStatus;

/** Sessions that a test makes up. One that is ended is gone at once. Thread-safe. */
final class FakeSessions implements Sessions {
    private final List<SessionStatus> all = new ArrayList<>();

    /** A session that has been open for some seconds, and waits. */
    synchronized FakeSessions add(String id, String user, int seconds) {
        all.add(new SessionStatus(id, Optional.of(user), "192.0.2.1", Optional.of("PASS"), Optional.empty(),
                Duration.ofSeconds(seconds), Optional.empty(), Duration.ofMillis(1500), 3));
        return this;
    }

    /** A session before login. */
    synchronized FakeSessions addNew(String id, int seconds) {
        all.add(new SessionStatus(id, Optional.empty(), "2001:db8::1", Optional.empty(),
                Optional.of("TLSv1.3 TLS_AES_128_GCM_SHA256"), Duration.ofSeconds(seconds), Optional.empty(),
                Duration.ofSeconds(seconds), 0));
        return this;
    }

    /** A session whose command has been running for some seconds. */
    synchronized FakeSessions addBusy(String id, String user, Verb command, int seconds) {
        all.add(new SessionStatus(id, Optional.of(user), "192.0.2.2", Optional.of("PLAIN"), Optional.empty(),
                Duration.ofSeconds(seconds + 1), Optional.of(command), Duration.ofSeconds(seconds), 7));
        return this;
    }

    @Override
    public synchronized List<SessionStatus> all() {
        return List.copyOf(all);
    }

    @Override
    public synchronized boolean end(String id) {
        return all.removeIf(session -> session.id().equals(id));
    }

    @Override
    public synchronized int endUser(String user) {
        int before = all.size();
        all.removeIf(session -> session.user().equals(Optional.of(user)));
        return before - all.size();
    }
}
