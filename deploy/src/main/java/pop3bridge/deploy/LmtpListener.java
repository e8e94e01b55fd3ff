package pop3bridge.deploy;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import pop3bridge.config.Address;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.config.Endpoint;
import pop3bridge.delivery.RecipientRules;
import pop3bridge.delivery.StoredDeliveries;
import pop3bridge.lmtp.LmtpSession;
import pop3bridge.lmtp.MemoryBudget;
import pop3bridge.net.SocketFile;
import pop3bridge.server.lmtp.LmtpServer;
import pop3bridge.sources.AccountSource;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.Scope;

/** The LMTP server of {@code serve}. */
final class LmtpListener {
    /** A message is in memory as it came, and once more as it is stored; half of the heap is for everything else. */
    private static final int HEAP_SHARE = 4;
    private static final int ROUNDING = 64 * 1024;

    private final LmtpServer server;
    private final Set<PosixFilePermission> socketMode;
    private final List<Endpoint> endpoints = new ArrayList<>();

    /** What it is made of. */
    record Parts(Vertx vertx, AccountSource accounts, Function<Scope, ObjectStore> stores, MeterRegistry registry) {}

    /**
     * Does not listen yet.
     *
     * @throws ConfigException if there is not enough memory for a message of the largest size
     */
    LmtpListener(Config config, Config.Lmtp lmtp, Parts parts) throws ConfigException {
        int maxSize = lmtp.bounds().maxSize();
        long budget = budget(maxSize, Runtime.getRuntime().maxMemory());
        StoredDeliveries deliveries = new StoredDeliveries(parts.accounts(),
                new StoredDeliveries.Config(config.store().bucket(), config.mail().prefix(),
                        new RecipientRules(config.accounts().guard().names(), lmtp.delimiters(), lmtp.unverified()),
                        lmtp.bounds().quota()),
                parts.stores(), InstantSource.system());
        this.socketMode = lmtp.access().socketMode();
        this.server = new LmtpServer(parts.vertx(),
                new LmtpServer.Config(host(), maxSize, lmtp.bounds().connections(), lmtp.access().networks()),
                new LmtpSession.Ports(deliveries, new MemoryBudget(budget)), parts.registry());
    }

    /**
     * Returns how many octets of messages may be in memory.
     *
     * @param heap the largest size of the heap in octets
     */
    static long budget(int maxSize, long heap) throws ConfigException {
        long budget = heap / HEAP_SHARE;
        if (budget < maxSize + (long) ROUNDING) {
            throw new ConfigException("lmtp.max-size",
                    maxSize + " octets need a Java heap of " + HEAP_SHARE + " times as much, and this one has " + heap
                            + ": lower lmtp.max-size, or set a larger -Xmx in JAVA_OPTS");
        }
        return budget;
    }

    /** Listens at all addresses and UNIX sockets. */
    void listen(List<Endpoint> wanted) throws ConfigException {
        for (Endpoint endpoint : wanted) {
            try {
                endpoints.add(listen(endpoint));
            } catch (IOException e) {
                throw new ConfigException("lmtp.listen", endpoint + ": " + e.getMessage());
            }
        }
    }

    private Endpoint listen(Endpoint wanted) throws IOException {
        return switch (wanted) {
            case Address address -> {
                SocketAddress taken = server.listen(SocketAddress.inetSocketAddress(address.port(), address.host()));
                yield new Address(taken.host(), taken.port());
            }
            case Endpoint.Unix socket -> {
                server.listen(new SocketFile(socket.path(), socketMode));
                yield socket;
            }
        };
    }

    /** Returns the addresses, with the actual ports, and the UNIX sockets. */
    List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    /** Stops; returns the number of sessions that did not end in time. */
    int stop(Duration grace) {
        return server.stop(grace);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }
}
