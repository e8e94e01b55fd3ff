package pop3bridge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import pop3bridge.message.Wire;

/** A client on a plain socket; text is in ISO 8859-1. Operations time out after 20 seconds. */
public final class PopClient implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 20_000;

    private final HoldingSocket plain = new HoldingSocket();
    private Socket socket = plain;
    private InputStream in;
    private OutputStream out;

    /** Connects to the loopback interface and leaves the greeting unread. */
    public PopClient(int port) throws IOException {
        this(port, 64 * 1024);
    }

    /** The same, with a buffer of so many octets for what has not been read. */
    public PopClient(int port, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEADLINE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1024);
        out = socket.getOutputStream();
    }

    /** Encrypts the connection from here on. */
    public SSLSession startTls(SSLContext tls, String host) throws IOException {
        return startTls(tls, host, "TLSv1.3", "TLSv1.2");
    }

    /** The same, with one of these versions. */
    public SSLSession startTls(SSLContext tls, String host, String... versions) throws IOException {
        SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
        encrypted.setEnabledProtocols(versions);
        encrypted.startHandshake();
        socket = encrypted;
        in = new BufferedInputStream(encrypted.getInputStream(), 1024);
        out = encrypted.getOutputStream();
        return encrypted.getSession();
    }

    /** Sends this and no line end. */
    public void send(String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
    }

    /** Sends this in one segment with what is sent next. */
    void sendWithTheNext(String text) {
        plain.hold(text.getBytes(ISO_8859_1));
    }

    /** The next line, without its CRLF. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (!line.toString().endsWith("\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the server closed after: " + line);
            }
            line.append((char) octet);
        }
        line.setLength(line.length() - 2);
        return line.toString();
    }

    /** Sends a command and reads the status line. */
    public String command(String command) throws IOException {
        send(command + "\r\n");
        return line();
    }

    /** Reads the rest of a multi-line reply, and gives it as the message that it holds. */
    public String message() throws IOException {
        StringBuilder reply = new StringBuilder();
        for (String line = line(); !line.equals("."); line = line()) {
            reply.append(line).append("\r\n");
        }
        return Wire.unstuffed(reply + ".\r\n");
    }

    /** Reads the greeting and logs in as alice. */
    public PopClient login() throws IOException {
        assertTrue(line().startsWith("+OK "));
        assertTrue(command("USER alice").startsWith("+OK "));
        assertTrue(command("PASS secret").startsWith("+OK "));
        return this;
    }

    /** Whatever the server sends until it closes. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    /** Reads until the server closes, in order or by a reset, as it does where it has not read all that was sent. */
    public void drain() {
        try {
            while (in.read(new byte[8192]) >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException _) {
            // The reset.
        }
    }

    /** Sends nothing more (FIN), and can still read. */
    public void shutOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks the connection off (RST). */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
