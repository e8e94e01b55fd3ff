package pop3bridge.lmtp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import pop3bridge.lmtp.Deliveries.Mail;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.lmtp.Deliveries.Recipient;
import pop3bridge.lmtp.Envelope.Addressed;

/**
 * A session with a mail server (RFC 2033). Whoever has the connection gives it lines or octets, as {@link #input} says, and sends
 * its replies. Not thread-safe.
 */
public final class LmtpSession {
    /** RFC 5321 §4.5.3.1.8: at least 100. */
    static final int MOST_RECIPIENTS = 100;
    static final int MOST_BAD_COMMANDS = 20;

    /** A mail server waits ten minutes for the reply after a message (RFC 5321 §4.5.3.2.6). */
    static final Duration TIME_FOR_ALL = Duration.ofMinutes(5);

    /** Less than the two minutes that a mail server waits for the reply to DATA (RFC 5321 §4.5.3.2.4). */
    private static final Duration WAIT_FOR_MEMORY = Duration.ofSeconds(30);

    private static final LmtpReply OUT_OF_ORDER = LmtpReply.of(503, "5.5.1", "begin with LHLO, MAIL and RCPT");

    private final Options options;
    private final Deliveries deliveries;
    private final MemoryBudget memory;
    private final Journal journal;
    private final Consumer<LmtpReply> replies;
    private Input input = Input.LINE;
    private boolean greeted;
    private @Nullable Envelope envelope;
    private @Nullable Reception reception;
    private int badCommands;

    /**
     * The configuration of all sessions.
     *
     * @param host the name of this machine
     * @param maxSize the largest size of a message in octets
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public record Options(String host, int maxSize, LongSupplier nanoTime) {}

    /** What all sessions use. */
    public record Ports(Deliveries deliveries, MemoryBudget memory) {}

    /** What the next octets are. */
    public enum Input {
        /** A line. */
        LINE,
        /** A part of a message. */
        MESSAGE,
        /** Nothing: the session has ended. */
        NOTHING
    }

    /** Hears what becomes of messages and recipients. */
    public interface Journal {
        /** A recipient was refused. */
        void refused(Recipient why);

        /**
         * A message was stored for a recipient, or was not.
         *
         * @param octets its size
         * @param nanos how long the store took
         */
        void delivered(String user, Outcome outcome, int octets, long nanos);
    }

    /**
     * @param replies receives the replies, in order
     */
    public LmtpSession(Options options, Ports ports, Journal journal, Consumer<LmtpReply> replies) {
        this.options = options;
        this.deliveries = ports.deliveries();
        this.memory = ports.memory();
        this.journal = journal;
        this.replies = replies;
    }

    /** Sends the greeting. */
    public void greet() {
        replies.accept(new LmtpReply(220, List.of(options.host() + " LMTP pop3bridge ready")));
    }

    /** Returns what the next octets are. */
    public Input input() {
        return input;
    }

    /** Ends the session with a last reply. */
    public void end(LmtpReply last) {
        replies.accept(last);
        abandon();
    }

    /** Ends the session without a reply. A message that is not complete is forgotten. */
    public void abandon() {
        reset();
        input = Input.NOTHING;
    }

    private void reset() {
        envelope = null;
        if (reception != null) {
            reception.close();
            reception = null;
        }
    }

    /**
     * Runs a command.
     *
     * @param line without its line end
     * @throws InterruptedException if the thread is interrupted while it waits for memory
     */
    public void line(byte[] line) throws InterruptedException {
        switch (LmtpCommandParser.parse(line)) {
            case LmtpCommand.Lhlo _ -> lhlo();
            case LmtpCommand.Mail mail -> mail(mail);
            case LmtpCommand.Rcpt(MailPath recipient) -> rcpt(recipient);
            case LmtpCommand.Data _ -> data();
            case LmtpCommand.Bdat chunk -> bdat(chunk);
            case LmtpCommand.Rset _ -> {
                reset();
                reply(250, "2.0.0", "reset");
            }
            case LmtpCommand.Noop _ -> reply(250, "2.0.0", "ok");
            case LmtpCommand.Vrfy _ -> reply(252, "2.1.5", "cannot verify, but will try to deliver");
            case LmtpCommand.Help _ -> reply(214, "2.0.0", "LMTP (RFC 2033): LHLO MAIL RCPT DATA BDAT RSET NOOP QUIT");
            case LmtpCommand.Quit _ -> end(LmtpReply.of(221, "2.0.0", "bye"));
            case LmtpCommand.Bad(LmtpReply reply, boolean fatal) -> {
                reply(reply);
                if (fatal) {
                    abandon();
                }
            }
        }
    }

    private void reply(int code, String status, String text) {
        reply(LmtpReply.of(code, status, text));
    }

    private void reply(LmtpReply reply) {
        replies.accept(reply);
        badCommands = reply.isForABadCommand() ? badCommands + 1 : 0;
        if (badCommands == MOST_BAD_COMMANDS) {
            end(LmtpReply.of(421, "4.7.0", "too many bad commands"));
        }
    }

    private void lhlo() {
        reset();
        greeted = true;
        reply(new LmtpReply(250,
                List.of(options.host(), "PIPELINING", "SIZE " + options.maxSize(), "8BITMIME", "SMTPUTF8",
                        "ENHANCEDSTATUSCODES", "CHUNKING")));
    }

    private void mail(LmtpCommand.Mail mail) {
        if (!greeted || envelope != null) {
            reply(OUT_OF_ORDER);
        } else if (mail.size() > options.maxSize()) {
            reply(Outcome.TOO_LARGE.reply());
        } else if (mail.sender().isInternational() && !mail.utf8()) {
            reply(553, "5.6.7", "address needs SMTPUTF8");
        } else {
            envelope = new Envelope(mail);
            reply(250, "2.1.0", "ok");
        }
    }

    private void rcpt(MailPath recipient) {
        Envelope its = envelope;
        if (its == null || reception != null) {
            reply(OUT_OF_ORDER);
        } else if (recipient.isInternational() && !its.utf8()) {
            reply(553, "5.6.7", "address needs SMTPUTF8");
        } else if (its.recipients().size() == MOST_RECIPIENTS) {
            reply(452, "4.5.3", "too many recipients");
        } else {
            reply(found(its, recipient));
        }
    }

    private LmtpReply found(Envelope its, MailPath address) {
        Recipient recipient = deliveries.recipient(address);
        return switch (recipient) {
            case Recipient.Found(Deliveries.Mailbox mailbox) -> {
                its.add(address, mailbox);
                yield LmtpReply.of(250, "2.1.5", "ok");
            }
            case Recipient.Unknown _ -> {
                journal.refused(recipient);
                yield LmtpReply.of(550, "5.1.1", "no such user");
            }
            case Recipient.Unavailable _ -> {
                journal.refused(recipient);
                yield LmtpReply.of(451, "4.3.0", "users cannot be looked up, try again later");
            }
        };
    }

    private void data() throws InterruptedException {
        Envelope its = envelope;
        if (its == null || its.recipients().isEmpty() || reception != null) {
            reply(OUT_OF_ORDER);
            return;
        }
        Optional<MessageBuffer> buffer = buffer(its);
        if (buffer.isEmpty()) {
            reply(Outcome.NO_MEMORY.reply());
            return;
        }
        reception = Reception.byData(buffer.get());
        input = Input.MESSAGE;
        replies.accept(new LmtpReply(354, List.of("end the message with CRLF.CRLF")));
    }

    private Optional<MessageBuffer> buffer(Envelope its) throws InterruptedException {
        return MessageBuffer.open(memory, options.maxSize(), its.declaredSize(), WAIT_FOR_MEMORY);
    }

    /** A chunk that cannot be used follows its line all the same. */
    private void bdat(LmtpCommand.Bdat chunk) throws InterruptedException {
        Envelope its = envelope;
        Reception now = reception;
        if (now == null) {
            now = its == null || its.recipients().isEmpty()
                    ? Reception.ofNothing()
                    : buffer(its).map(Reception::byChunks).orElseGet(Reception::ofNothing);
            reception = now;
        }
        now.chunk(chunk);
        input = Input.MESSAGE;
        finishIfComplete(now);
    }

    /**
     * Takes octets of a message, and stores it when it is complete.
     *
     * @return how many octets belonged to it; what follows is a line
     */
    public int octets(byte[] octets, int from, int to) {
        Reception now = reception;
        if (input != Input.MESSAGE || now == null) {
            throw new IllegalStateException("no message is expected");
        }
        int taken = now.take(octets, from, to);
        finishIfComplete(now);
        return taken;
    }

    private void finishIfComplete(Reception now) {
        if (!now.atEnd()) {
            return;
        }
        input = Input.LINE;
        Envelope its = envelope;
        if (its == null || its.recipients().isEmpty()) {
            reset();
            reply(OUT_OF_ORDER);
        } else if (now.isByChunks() && !now.isLast()) {
            reply(now.problem().map(Outcome::reply).orElse(LmtpReply.of(250, "2.0.0", "chunk received")));
        } else {
            deliver(its, now);
            reset();
        }
    }

    private void deliver(Envelope its, Reception now) {
        byte[] content = now.content();
        long begin = options.nanoTime().getAsLong();
        for (Addressed recipient : its.recipients()) {
            long before = options.nanoTime().getAsLong();
            Outcome outcome = now.problem().orElseGet(() -> before - begin > TIME_FOR_ALL.toNanos()
                    ? Outcome.OUT_OF_TIME
                    : recipient.mailbox().store(new Mail(its.sender(), recipient.address().text(), content)));
            journal.delivered(recipient.mailbox().user(), outcome, content.length,
                    options.nanoTime().getAsLong() - before);
            reply(outcome.reply());
        }
    }
}
