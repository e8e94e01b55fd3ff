package pop3bridge.ldap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.unboundid.ldap.sdk.AggregatePostConnectProcessor;
import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPBindException;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPoolHealthCheck;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import pop3bridge.ldap.LdapConfig.Servers;
import pop3bridge.ldap.LdapConfig.ServiceAccount;

/**
 * The servers in their order, where one that has failed comes after all others for half a minute. The library's own set would wait for a
 * server that hangs at each new connection. Safe for use by many threads.
 */
final class Failover {
    private static final long PAUSE = Duration.ofSeconds(30).toNanos();
    private static final int MOST_ANSWER_OCTETS = 1 << 20;

    private final LdapConfig config;
    private final SSLContext tls;
    private final Ticker time;
    private final List<Server> servers;
    private final Cache<LDAPConnection, Origin> origins = Caffeine.newBuilder().weakKeys().build();

    /** A server, and when it last failed. */
    private static final class Server {
        private final String host;
        private final int port;
        private final boolean secure;
        private volatile Optional<Long> failed = Optional.empty();

        Server(String host, int port, boolean secure) {
            this.host = host;
            this.port = port;
            this.secure = secure;
        }
    }

    /** Where a connection leads, and since when. */
    private record Origin(Server server, long since) {}

    Failover(LdapConfig config, SSLContext tls, Ticker time) {
        this.config = config;
        this.tls = tls;
        this.time = time;
        this.servers = config.servers().urls().stream()
                .map(url -> new Server(Servers.host(url), Servers.port(url), Servers.secure(url))).toList();
    }

    int size() {
        return servers.size();
    }

    /** The server of this connection has not answered: other servers are tried for a while, and its other connections are closed. */
    void failed(LDAPConnection connection) {
        Origin origin = origins.getIfPresent(connection);
        if (origin != null) {
            origin.server().failed = Optional.of(time.read());
        }
    }

    /** Closes connections to a server that has failed since they were opened. */
    LDAPConnectionPoolHealthCheck health() {
        return new LDAPConnectionPoolHealthCheck() {
            @Override
            public void ensureConnectionValidForCheckout(LDAPConnection connection) throws LDAPException {
                Origin origin = origins.getIfPresent(connection);
                if (origin != null
                        && origin.server().failed.filter(failed -> failed - origin.since() >= 0).isPresent()) {
                    throw new LDAPException(ResultCode.SERVER_DOWN, "the server has failed meanwhile");
                }
            }
        };
    }

    /** Connections that are bound as this account, or as nobody. */
    ServerSet connections(Optional<ServiceAccount> account) {
        return new OrderedServers(account);
    }

    private List<Server> inOrder() {
        List<Server> order = new ArrayList<>(servers);
        long now = time.read();
        List<Server> last = servers.stream()
                .filter(server -> server.failed.filter(failed -> now - failed < PAUSE).isPresent()).toList();
        order.removeAll(last);
        order.addAll(last);
        return order;
    }

    private final class OrderedServers extends ServerSet {
        private final Optional<ServiceAccount> account;

        OrderedServers(Optional<ServiceAccount> account) {
            this.account = account;
        }

        @Override
        public boolean includesAuthentication() {
            return false;
        }

        @Override
        public boolean includesPostConnectProcessing() {
            return true;
        }

        @Override
        public LDAPConnection getConnection() throws LDAPException {
            return getConnection(null);
        }

        @Override
        public LDAPConnection getConnection(@Nullable LDAPConnectionPoolHealthCheck healthCheck) throws LDAPException {
            List<Server> order = inOrder();
            for (int i = 0;; i++) {
                Server server = order.get(i);
                long began = time.read();
                try {
                    LDAPConnection connection = set(server).getConnection(healthCheck);
                    origins.put(connection, new Origin(server, began));
                    return connection;
                } catch (LDAPException e) {
                    boolean works = e instanceof LDAPBindException && e.getResultCode().isConnectionUsable();
                    if (works || Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    server.failed = Optional.of(time.read());
                    if (i == order.size() - 1) {
                        throw e;
                    }
                }
            }
        }

        private ServerSet set(Server server) {
            SocketFactory sockets = server.secure
                    ? new TimedTlsSockets(tls.getSocketFactory(), connectMillis())
                    : SocketFactory.getDefault();
            @Nullable
            BindRequest bind = account.map(who -> new SimpleBindRequest(who.dn(), who.password().octets()))
                    .orElse(null);
            return new SingleServerSet(server.host, server.port, sockets, options(), bind, processor(server));
        }

        private PostConnectProcessor processor(Server server) {
            PostConnectProcessor answers = new AnswerCheck();
            return config.servers().startTls() && !server.secure
                    ? new AggregatePostConnectProcessor(new StartTLSPostConnectProcessor(tls), answers)
                    : answers;
        }
    }

    /**
     * Asks for the root DSE (RFC 4512 §5.1), which any server answers, be it with a refusal: one that takes connections and is silent is
     * found out before a password is sent to it.
     */
    private static final class AnswerCheck implements PostConnectProcessor {
        @Override
        public void processPreAuthenticatedConnection(LDAPConnection connection) throws LDAPException {
            SearchRequest request = new SearchRequest("", SearchScope.BASE, Filter.createPresenceFilter("objectClass"),
                    SearchRequest.NO_ATTRIBUTES);
            request.setDerefPolicy(DereferencePolicy.NEVER);
            try {
                connection.search(request);
            } catch (LDAPException e) {
                if (!e.getResultCode().isConnectionUsable()) {
                    throw e;
                }
            }
        }

        @Override
        public void processPostAuthenticatedConnection(LDAPConnection connection) {}
    }

    private int connectMillis() {
        return Math.toIntExact(config.limits().connect().toMillis());
    }

    private LDAPConnectionOptions options() {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setUseSynchronousMode(true);
        options.setConnectTimeoutMillis(connectMillis());
        options.setResponseTimeoutMillis(config.limits().answer().toMillis());
        options.setFollowReferrals(false);
        options.setBindWithDNRequiresPassword(true);
        options.setMaxMessageSize(MOST_ANSWER_OCTETS);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true, false));
        return options;
    }
}
