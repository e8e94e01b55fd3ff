package pop3bridge.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes connections and says nothing more than it is given to say after the first octets that come. */
final class SilentServer implements AutoCloseable {
    /** That a StartTLS with the message id 1 has succeeded. */
    static final byte[] TLS_STARTED = {0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04,
            0x00};

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final byte[] first;

    SilentServer(byte... first) throws IOException {
        this.first = first.clone();
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (!socket.isClosed()) {
                Socket connection = socket.accept();
                connections.add(connection);
                if (first.length > 0) {
                    connection.getInputStream().readNBytes(8);
                    connection.getOutputStream().write(first);
                }
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** How many connections there have been. */
    int connections() {
        return connections.size();
    }

    URI url(String scheme) {
        return URI.create(scheme + "://localhost:" + socket.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
