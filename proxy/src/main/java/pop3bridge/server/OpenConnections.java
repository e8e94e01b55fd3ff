package pop3bridge.server;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pop3bridge.net.ClientAddress;
import pop3bridge.server.ServerConfig.Limits;
import pop3bridge.server.ServerMetrics.Refusal;

/** Counts connections against their limits: in all and by address, at any time and before login. Safe for use by many threads. */
final class OpenConnections {
    private final Limits limits;
    private final Counts all = new Counts();
    private final Map<String, Counts> byAddress = new HashMap<>();

    private static final class Counts {
        private int open;
        private int beforeLogin;
    }

    OpenConnections(Limits limits) {
        this.limits = limits;
    }

    synchronized int beforeLogin() {
        return all.beforeLogin;
    }

    synchronized int loggedIn() {
        return all.open - all.beforeLogin;
    }

    /** A new connection, whose client may not be known yet. It is counted in any case, until it closes. */
    Place enter() {
        return new Place();
    }

    /** A connection as it is counted. */
    final class Place {
        private @Nullable String client;
        private boolean hasSession;
        private boolean loggedIn;
        private boolean closed;

        private Place() {
            synchronized (OpenConnections.this) {
                all.open++;
                all.beforeLogin++;
            }
        }

        /** The limit in all that it is over, if any. */
        Optional<Refusal> refusal() {
            synchronized (OpenConnections.this) {
                if (all.open > limits.connections()) {
                    return Optional.of(Refusal.TOO_MANY);
                }
                return all.beforeLogin > limits.beforeLogin()
                        ? Optional.of(Refusal.TOO_MANY_BEFORE_LOGIN)
                        : Optional.empty();
            }
        }

        /** Counts it for its client's address, and no longer for another; returns the limit of that address that it is over, if any. */
        Optional<Refusal> from(InetAddress address) {
            synchronized (OpenConnections.this) {
                ofClient(loggedIn ? 0 : -1, -1);
                client = ClientAddress.of(address);
                Counts counts = byAddress.computeIfAbsent(client, _ -> new Counts());
                counts.open++;
                counts.beforeLogin++;
                if (counts.open > limits.connectionsPerAddress()) {
                    return Optional.of(Refusal.TOO_MANY_FROM_ADDRESS);
                }
                return counts.beforeLogin > limits.beforeLoginPerAddress()
                        ? Optional.of(Refusal.TOO_MANY_BEFORE_LOGIN_FROM_ADDRESS)
                        : Optional.empty();
            }
        }

        /** Its client has logged in. */
        void loggedIn() {
            synchronized (OpenConnections.this) {
                if (!loggedIn && !closed) {
                    loggedIn = true;
                    all.beforeLogin--;
                    ofClient(-1, 0);
                }
            }
        }

        /** It has a session from now on, and is counted until that ends, even if the client closes it before. */
        void hasSession() {
            synchronized (OpenConnections.this) {
                hasSession = true;
            }
        }

        /** The client or the server has closed it. */
        void channelClosed() {
            synchronized (OpenConnections.this) {
                if (!hasSession) {
                    close();
                }
            }
        }

        /** It is over; more than once does no harm. */
        void close() {
            synchronized (OpenConnections.this) {
                if (!closed) {
                    closed = true;
                    all.open--;
                    all.beforeLogin -= loggedIn ? 0 : 1;
                    ofClient(loggedIn ? 0 : -1, -1);
                }
            }
        }

        private void ofClient(int beforeLogin, int open) {
            Counts counts = client == null ? null : byAddress.get(client);
            if (counts != null) {
                counts.beforeLogin += beforeLogin;
                counts.open += open;
                if (counts.open == 0) {
                    byAddress.remove(client);
                }
            }
        }
    }
}
