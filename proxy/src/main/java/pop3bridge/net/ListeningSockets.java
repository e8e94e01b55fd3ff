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
    private final List<SocketFile> files = new ArrayList<>();

    /**
     * Listens on an address; port 0 selects a free port.
     *
     * @return the address with the actual port
     * @throws IOException if the address is in use or does not belong to this machine
     */
    public SocketAddress listen(NetServer socket, SocketAddress address) throws IOException {
        bind(socket, address);
        return SocketAddress.inetSocketAddress(socket.actualPort(), address.host());
    }

    /**
     * Listens on a UNIX socket. Its file is there until {@link #shutdown}.
     *
     * @throws IOException if another server listens there, there is a file that is no socket, or the folder does not permit it
     */
    public void listen(NetServer socket, SocketFile file) throws IOException {
        file.listen(path -> bind(socket, SocketAddress.domainSocketAddress(path.toString())));
        files.add(file);
    }

    private void bind(NetServer socket, SocketAddress address) throws IOException {
        try {
            socket.listen(address).await();
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
        sockets.add(socket);
    }

    /**
     * Accepts no new connections. Those that there are go on: Vert.x closes them only after the given time.
     *
     * @return complete when they have all ended
     */
    public Future<?> shutdown(Duration time) {
        files.forEach(SocketFile::remove);
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
