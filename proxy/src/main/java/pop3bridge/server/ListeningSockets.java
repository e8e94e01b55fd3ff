package pop3bridge.server;

import io.vertx.core.Future;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The sockets that a server listens on. Not thread-safe. */
final class ListeningSockets {
    private final List<NetServer> sockets = new ArrayList<>();

    /**
     * Listens on an address; port 0 selects a free port.
     *
     * @return the address with the actual port
     * @throws IOException if the address is in use or does not belong to this machine
     */
    SocketAddress listen(NetServer socket, SocketAddress address) throws IOException {
        try {
            socket.listen(address).await();
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
        sockets.add(socket);
        return SocketAddress.inetSocketAddress(socket.actualPort(), address.host());
    }

    /**
     * Accepts no new connections. Those that there are go on: Vert.x closes them only after the given time.
     *
     * @return complete when they have all ended
     */
    Future<?> shutdown(Duration time) {
        return Future.join(sockets.stream().map(socket -> socket.shutdown(time)).toList());
    }
}
