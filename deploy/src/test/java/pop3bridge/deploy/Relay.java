package pop3bridge.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A local port that forwards to a store while the relay is open; otherwise nothing listens there. */
final class Relay implements AutoCloseable {
    private final int port;
    private final int store;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket server;

    /** Takes a port and leaves it closed. */
    Relay(int store) throws IOException {
        this.store = store;
        this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        this.port = server.getLocalPort();
        server.close();
    }

    int port() {
        return port;
    }

    void open() throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server = opened;
        Thread.ofVirtual().start(() -> {
            while (!opened.isClosed()) {
                try {
                    Socket client = opened.accept();
                    Socket behind = new Socket(InetAddress.getLoopbackAddress(), store);
                    pass(client, behind);
                    pass(behind, client);
                } catch (IOException _) {
                    // closed
                }
            }
        });
    }

    private void pass(Socket from, Socket to) {
        sockets.add(from);
        Thread.ofVirtual().start(() -> {
            try (from; to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException _) {
                // one of them has gone
            }
        });
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
