package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import pop3bridge.config.Address;

/** A minimal POP3 client on a socket; it has read the greeting. Text is in ISO 8859-1. */
final class Pop3Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int SMALL = 16 * 1024;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;

    Pop3Client(Address address) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        // So that a server cannot be ahead of its reader by much.
        socket.setReceiveBufferSize(SMALL);
        socket.connect(new InetSocketAddress(address.host(), address.port()), PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), SMALL);
        out = socket.getOutputStream();
        String greeting = line();
        if (!greeting.startsWith("+OK")) {
            throw new IOException(greeting);
        }
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /** Sends a command and returns the first line of the reply. */
    String command(String command) throws IOException {
        send((command + "\r\n").getBytes(ISO_8859_1));
        return line();
    }

    /** Sends a command and returns the lines that follow the first, which is +OK, without byte-stuffing. */
    List<String> lines(String command) throws IOException {
        String status = command(command);
        assertTrue(status.startsWith("+OK"), status);
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.equals("."); line = line()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    /** Logs in; returns the reply to PASS. */
    String login(String user, String password) throws IOException {
        command("USER " + user);
        return command("PASS " + password);
    }

    /** The next line, which ends in CRLF, without that. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("closed after " + line.toString(ISO_8859_1));
            }
            line.write(octet);
        }
        String text = line.toString(ISO_8859_1);
        assertTrue(text.endsWith("\r"), text);
        return text.substring(0, text.length() - 1);
    }

    /** All that comes until the server closes. */
    byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
