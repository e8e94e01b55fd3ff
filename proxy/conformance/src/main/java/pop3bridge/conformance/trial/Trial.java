package pop3bridge.conformance.trial;

import static pop3bridge.conformance.trial.Finding.failure;
import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.offered;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.conformance.mailbox.Mailbox;

/** What a case works with: connections, which are closed at its end, the known mailbox and the server's facts. */
public final class Trial implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    private final Target target;
    private final Mailbox mailbox;
    private final Journal journal;
    private final Optional<Facts> facts;
    private final Transcript transcript = new Transcript();
    private final List<Wire> wires = new ArrayList<>();
    private Reply greeting = new Reply("");

    /**
     * Has no connection yet.
     *
     * @param journal watches the whole run
     * @param facts empty as long as the server has not been asked
     */
    public Trial(Target target, Mailbox mailbox, Journal journal, Optional<Facts> facts) {
        this.target = target;
        this.mailbox = mailbox;
        this.journal = journal;
        this.facts = facts;
    }

    /** The server. */
    public Target target() {
        return target;
    }

    /** What the maildrop holds at the beginning. */
    public Mailbox mailbox() {
        return mailbox;
    }

    /** What has been seen in the whole run. */
    public Journal journal() {
        return journal;
    }

    /** What the server says about itself. */
    public Facts facts() {
        return facts.orElseThrow();
    }

    /** What this case has exchanged with the server. */
    public Transcript transcript() {
        return transcript;
    }

    /** The last greeting. */
    public Reply greeting() {
        return greeting;
    }

    /** A connection whose greeting has not been read. */
    public Wire unread() throws IOException {
        Wire wire = new Wire(target, journal, transcript);
        wires.add(wire);
        return wire;
    }

    /** A connection in the AUTHORIZATION state, in TLS if the suite is run so. */
    public Wire connect() throws Finding, IOException {
        Wire wire = plain();
        if (target.tls() == Target.Tls.STLS) {
            wire.accepted("STLS");
            wire.startTls();
        }
        return wire;
    }

    /** A connection whose greeting has been read, without STLS. */
    public Wire plain() throws Finding, IOException {
        Wire wire = unread();
        greeting = wire.reply();
        must(greeting.ok(), "the greeting is not positive: " + greeting.line());
        return wire;
    }

    /** A connection in the TRANSACTION state; it waits for the lock that a session before may still hold. */
    public Wire login() throws Finding, IOException {
        long end = System.nanoTime() + target.timeout().toNanos();
        while (true) {
            Wire wire = connect();
            Reply reply = wire.login(target.user(), target.password());
            if (reply.ok()) {
                return wire;
            }
            wire.close();
            if (System.nanoTime() > end) {
                throw failure("the server does not let the user in: " + reply.line());
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Fails as not offered unless the capability is announced. */
    public void needs(String capability) throws Finding {
        offered(facts().announces(capability), "CAPA does not announce " + capability);
    }

    /** Fails as not offered unless the server announces or knows this command of after login. */
    public void knows(String command) throws Finding {
        offered(facts().offers(command), "the server neither announces nor knows " + command);
    }

    /** CAPA before login; not offered without it. */
    public Capabilities before() throws Finding {
        return facts().before().orElseThrow(() -> Finding.notOffered("the server does not know CAPA"));
    }

    /** CAPA after login; not offered without it. */
    public Capabilities after() throws Finding {
        return facts().after().orElseThrow(() -> Finding.notOffered("the server does not know CAPA after login"));
    }

    /** The SASL mechanisms of CAPA, in upper case; not offered without them. */
    public void needsMechanism(String mechanism) throws Finding {
        needs("SASL");
        boolean there = before().arguments("SASL").stream().anyMatch(m -> m.toUpperCase(Locale.ROOT).equals(mechanism));
        offered(there, "CAPA does not announce SASL " + mechanism);
    }

    @Override
    public void close() {
        for (Wire wire : wires) {
            try {
                wire.close();
            } catch (IOException e) {
                transcript.event(0, "close: " + e.getMessage());
            }
        }
    }
}
