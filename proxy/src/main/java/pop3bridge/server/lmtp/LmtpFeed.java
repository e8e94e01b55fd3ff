package pop3bridge.server.lmtp;

import java.util.Optional;
import pop3bridge.lmtp.LmtpReply;
import pop3bridge.lmtp.LmtpSession;
import pop3bridge.lmtp.LmtpSession.Input;
import pop3bridge.net.LineFramer;

/** Gives a session its input, as lines or as parts of messages, regardless of how it is split. Not thread-safe. */
final class LmtpFeed {
    /** More than RFC 5321 §4.5.3.1.4 and the extensions ask for. */
    static final int MAX_LINE = 4096;

    private final LmtpSession session;
    private final LineFramer framer = new LineFramer();

    LmtpFeed(LmtpSession session) {
        this.session = session;
    }

    /** Adds more data; call it only when {@link #step} has returned false. */
    void feed(byte[] octets) {
        framer.feed(octets);
    }

    /**
     * Runs a command or takes a part of a message; returns whether there was one.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    boolean step() throws InterruptedException {
        if (session.input() == Input.MESSAGE) {
            if (framer.isEmpty()) {
                return false;
            }
            framer.pass(session::octets);
            return true;
        }
        Optional<LineFramer.Frame> frame = framer.next(MAX_LINE);
        if (frame.isEmpty()) {
            return false;
        }
        switch (frame.get()) {
            case LineFramer.Frame.Line line -> session.line(line.octets());
            case LineFramer.Frame.TooLong _ -> session.end(LmtpReply.of(500, "5.5.2", "line is too long"));
        }
        return true;
    }
}
