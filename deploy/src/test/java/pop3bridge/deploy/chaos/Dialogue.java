package pop3bridge.deploy.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client's connection, line by line. May be closed by any thread. */
final class Dialogue implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final Socket socket = new Socket();
    private final InputStream in;

    /**
     * @param patience how long one read may take
     */
    Dialogue(InetSocketAddress address, Duration patience) throws IOException {
        try {
            patience(patience);
            socket.setReceiveBufferSize(BUFFER);
            socket.connect(address, (int) patience.toMillis());
            in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Changes how long one read may take. */
    void patience(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
    }

    /** Sends commands in one piece. */
    void send(List<String> commands) throws IOException {
        socket.getOutputStream().write((String.join("\r\n", commands) + "\r\n").getBytes(ISO_8859_1));
    }

    /** The next line, without its end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("closed after " + line.toString(ISO_8859_1));
            }
            line.write(octet);
        }
        String text = line.toString(ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new IOException("a line ends without CR: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    /** The lines after the first of a reply, without byte-stuffing. */
    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.equals("."); line = line()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    /** Ends it by a reset, with whatever is under way. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
