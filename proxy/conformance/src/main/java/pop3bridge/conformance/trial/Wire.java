package pop3bridge.conformance.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static pop3bridge.conformance.trial.Finding.failure;
import static pop3bridge.conformance.trial.Finding.must;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A connection to the server, octet by octet. Text is octets as characters of ISO 8859-1. Whatever the server does not answer
 * in time is a failure. Faults of syntax that can be read nevertheless are left to the {@link Journal}.
 */
public final class Wire implements AutoCloseable {
    private static final int LONGEST_LINE = 1 << 20;
    private static final String END = "\r\n.\r\n";

    private final Target target;
    private final Journal journal;
    private final Transcript transcript;
    private final int number;
    private final Deque<String> unanswered = new ArrayDeque<>();
    private Socket socket = new Socket();
    private InputStream in;
    private boolean closed;

    /** Connects and leaves the greeting unread. */
    Wire(Target target, Journal journal, Transcript transcript) throws IOException {
        this.target = target;
        this.journal = journal;
        this.transcript = transcript;
        number = transcript.connection();
        unanswered.add("(connecting)");
        int millis = Math.toIntExact(target.timeout().toMillis());
        socket.setSoTimeout(millis);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(target.host(), target.port()), millis);
        if (target.tls() == Target.Tls.IMPLICIT) {
            socket = Tls.over(socket, target);
        }
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** Sends this and no line end; no reply is expected. */
    public void send(String text) throws IOException {
        journal.sent(text);
        transcript.sent(number, text);
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends commands in one piece, each with CRLF behind it. */
    public void commands(List<String> commands) throws IOException {
        unanswered.addAll(commands);
        send(String.join("\r\n", commands) + "\r\n");
    }

    /** Sends commands in one piece, each with CRLF behind it. */
    public void commands(String... commands) throws IOException {
        commands(List.of(commands));
    }

    /** Sends a command and reads the status line. */
    public Reply ask(String command) throws Finding, IOException {
        commands(command);
        return reply();
    }

    /** The same; the answer must be +OK. */
    public Reply accepted(String command) throws Finding, IOException {
        Reply reply = ask(command);
        must(reply.ok(),
                "+OK expected to " + Transcript.shortened(command) + ": " + Transcript.shortened(reply.line()));
        return reply;
    }

    /** The same; the answer must be -ERR. */
    public Reply refused(String command) throws Finding, IOException {
        Reply reply = ask(command);
        must(!reply.ok(),
                "-ERR expected to " + Transcript.shortened(command) + ": " + Transcript.shortened(reply.line()));
        return reply;
    }

    /** The answer to a command behind a refused login; empty if the server has closed, as it may then (RFC 1939 §4). */
    public Optional<Reply> askAfterRefusal(String command) throws Finding, IOException {
        try {
            commands(command);
            return replyAfterRefusal();
        } catch (SocketException e) {
            lost(e);
            return Optional.empty();
        }
    }

    /** The next status line; empty if the server has closed. */
    public Optional<Reply> replyAfterRefusal() throws Finding, IOException {
        try {
            return Optional.of(reply());
        } catch (Finding e) {
            if (closed) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The next status line. */
    public Reply reply() throws Finding, IOException {
        String command = unanswered.isEmpty() ? "(nothing)" : unanswered.remove();
        String line = rawLine(command);
        journal.reply(command, line);
        Reply reply = new Reply(line.replaceFirst("\r?\n$", ""));
        must(reply.ok() || reply.err(), "no status line to " + Transcript.shortened(command) + ": "
                + Transcript.shortened(line));
        return reply;
    }

    /** A line of any kind, such as a challenge, with its line end. */
    public String rawLine(String command) throws Finding, IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            int octet = read(command);
            line.append((char) octet);
            if (octet == '\n') {
                break;
            }
        }
        transcript.received(number, line.toString());
        return line.toString();
    }

    /** Sends a command whose answer must be +OK and multi-line; its lines. */
    public List<String> listing(String command) throws Finding, IOException {
        accepted(command);
        return lines(command);
    }

    /** The lines that follow a status line. */
    public List<String> lines(String command) throws Finding, IOException {
        return MultiLine.lines(body(command));
    }

    /** Sends a command whose answer must be +OK and multi-line; its octets, byte-stuffing removed. */
    public byte[] message(String command) throws Finding, IOException {
        accepted(command);
        return body(command);
    }

    /** The rest of a multi-line reply, byte-stuffing removed. */
    public byte[] body(String command) throws Finding, IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        int matched = 2;
        while (matched < END.length()) {
            int octet = read("the end of " + command);
            raw.write(octet);
            matched = octet == END.charAt(matched) ? matched + 1 : octet == '\r' ? 1 : 0;
        }
        byte[] stuffed = raw.toByteArray();
        transcript.event(number, "multi-line reply of " + stuffed.length + " octets");
        byte[] body = Arrays.copyOf(stuffed, stuffed.length - 3);
        journal.body(command, body);
        return MultiLine.unstuffed(body);
    }

    private int read(String awaited) throws Finding, IOException {
        try {
            int octet = in.read();
            if (octet >= 0) {
                return octet;
            }
        } catch (SocketTimeoutException e) {
            throw failure("no answer within " + target.timeout().toSeconds() + " s to "
                    + Transcript.shortened(awaited));
        } catch (IOException e) {
            transcript.event(number, "connection lost: " + e.getMessage());
        }
        closed = true;
        throw failure("the server closed the connection instead of answering " + Transcript.shortened(awaited));
    }

    /** Whether the server closes now, with nothing more to say. */
    public boolean ends() {
        try {
            int octet = in.read();
            transcript.event(number, octet < 0 ? "closed by the server" : "more octets came");
            return octet < 0;
        } catch (SocketTimeoutException e) {
            transcript.event(number, "still open");
            return false;
        } catch (IOException e) {
            transcript.event(number, "reset by the server");
            return true;
        }
    }

    /** Reads and drops what comes until the server closes or falls silent. */
    public void drain(Duration silence) {
        try {
            socket.setSoTimeout(Math.toIntExact(silence.toMillis()));
            byte[] waste = new byte[1 << 16];
            long octets = 0;
            for (int read = in.read(waste); read >= 0; read = in.read(waste)) {
                octets += read;
            }
            transcript.event(number, octets + " octets, then closed by the server");
        } catch (IOException e) {
            transcript.event(number, "silent, or reset by the server");
        }
    }

    /** Notes that the server has broken off what was sent to it. */
    public void lost(IOException e) {
        transcript.event(number, "connection lost: " + e.getMessage());
    }

    /** Whether the server says nothing for so long, and keeps the connection open. */
    public boolean silent(Duration duration) throws IOException {
        socket.setSoTimeout(Math.toIntExact(duration.toMillis()));
        try {
            int octet = in.read();
            transcript.event(number, octet < 0 ? "closed by the server" : "octets that nobody asked for");
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(Math.toIntExact(target.timeout().toMillis()));
        }
    }

    /** USER and PASS; the reply that decides. */
    public Reply login(String user, String password) throws Finding, IOException {
        Reply reply = ask("USER " + user);
        return reply.ok() ? ask("PASS " + password) : reply;
    }

    /** Negotiates TLS behind the +OK to STLS. */
    public void startTls() throws Finding {
        try {
            socket = Tls.over(socket, target);
            in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            transcript.event(number, "TLS");
        } catch (IOException e) {
            throw failure("TLS cannot be negotiated: " + e.getMessage());
        }
    }

    /** QUIT, its +OK, and the server closes. */
    public void quit() throws Finding, IOException {
        accepted("QUIT");
        must(ends(), "the server does not close the connection after QUIT");
    }

    /** Sends nothing more (FIN), and can still read. */
    public void shutOutput() throws IOException {
        transcript.event(number, "output shut");
        socket.shutdownOutput();
    }

    /** Breaks the connection off (RST). */
    public void reset() throws IOException {
        transcript.event(number, "reset");
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
