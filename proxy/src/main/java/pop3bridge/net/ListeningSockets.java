package pop3bridge.net;

import io.vertx.core.Future;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The sockets that a server listens on. Not thread-safe. */
public final class ListeningSockets {
    private final List<NetServer> sockets = new ArrayList<>();

    /**
     * Listens on an address; port 0 selects a free port.
     *
     * @return the address with the actual port
     * @throws IOException if the address is in use or does not belong to this machine
     */
    public SocketAddress listen(NetServer socket, SocketAddress address) throws IOException {
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
    public Future<?> shutdown(Duration time) {
        return Future.join(sockets.stream().map(socket -> socket.shutdown(time)).toList());
    }

    /**
     * Waits until the connections of a server that stops have ended.
     *
     * @param ended whether they have; asked again and again
     * @return false if they have not ended in time
     */
    public static boolean await(BooleanSupplier ended, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!ended.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(10_000_000);
        }
        return true;
    }
}
