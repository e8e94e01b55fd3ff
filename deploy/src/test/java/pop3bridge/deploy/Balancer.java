package pop3bridge.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import pop3bridge.config.Address;

/** A load balancer for TCP: gives each client to the next process that is ready, or closes its connection. */
final class Balancer implements AutoCloseable {
    private final AtomicReferenceArray<@Nullable Serve> processes;
    private final ServerSocket port = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final AtomicInteger turn = new AtomicInteger();

    Balancer(List<Serve> processes) throws IOException {
        this.processes = new AtomicReferenceArray<>(processes.toArray(Serve[]::new));
        Thread.ofVirtual().start(() -> {
            while (!port.isClosed()) {
                try {
                    Socket client = port.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException _) {
                    // closed
                }
            }
        });
    }

    Address address() {
        return new Address("127.0.0.1", port.getLocalPort());
    }

    /** Another process takes this place. */
    void replace(int place, Serve process) {
        processes.set(place, process);
    }

    private void serve(Socket client) {
        try (client) {
            Optional<Socket> behind = connect();
            if (behind.isPresent()) {
                try (Socket server = behind.get()) {
                    Thread up = Thread.ofVirtual().start(() -> pass(client, server));
                    pass(server, client);
                    up.interrupt();
                }
            }
        } catch (IOException _) {
            // one of them has gone
        }
    }

    private Optional<Socket> connect() {
        for (int tries = 0; tries < processes.length(); tries++) {
            Serve process = processes.get(Math.floorMod(turn.getAndIncrement(), processes.length()));
            if (process != null && ready(process)) {
                try {
                    return Optional.of(new Socket(process.pop3().host(), process.pop3().port()));
                } catch (IOException _) {
                    // it refuses
                }
            }
        }
        return Optional.empty();
    }

    private static boolean ready(Serve process) {
        try {
            return process.management(HttpRequest.newBuilder(), "/readyz").statusCode() == 200;
        } catch (Exception _) {
            return false;
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // one of them has gone
        }
    }

    @Override
    public void close() throws IOException {
        port.close();
    }
}
