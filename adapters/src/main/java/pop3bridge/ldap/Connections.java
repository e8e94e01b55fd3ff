package pop3bridge.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.util.Optional;
import pop3bridge.ldap.LdapConfig.ServiceAccount;

/** Connections that are kept for the next request. Safe for use by many threads. */
final class Connections implements AutoCloseable {
    /** After this time a connection is made anew, by which those to a later server return to the first. */
    private static final Duration OLDEST = Duration.ofMinutes(5);

    private final Failover failover;
    private final LDAPConnectionPool pool;

    /** What to ask; may be asked again of another server. */
    interface Request<T> {
        T on(LDAPConnection connection) throws LDAPException;
    }

    /** Connects to nothing yet. */
    Connections(Failover failover, Optional<ServiceAccount> account, int most) {
        this.failover = failover;
        try {
            pool = new LDAPConnectionPool(failover.connections(account), null, 0, most, 1, null, false,
                    failover.health());
        } catch (LDAPException e) {
            throw new IllegalStateException(e);
        }
        pool.setConnectionPoolName(account.isPresent() ? "service" : "users");
        pool.setMaxConnectionAgeMillis(OLDEST.toMillis());
        pool.setTrySynchronousReadDuringHealthCheck(true);
    }

    /**
     * Asks, and asks again on a new connection where the old one is broken or silent: an idle one may have been closed by the server, and a
     * server that fails is followed by the next.
     *
     * @throws LdapFailure if there is no connection
     * @throws LDAPException if the request fails
     */
    <T> T ask(Request<T> request) throws LdapFailure, LDAPException {
        LDAPConnection connection = connection();
        for (int more = failover.size();; more--) {
            LDAPException failure;
            try {
                T answer = request.on(connection);
                pool.releaseConnection(connection);
                return answer;
            } catch (LDAPException e) {
                failure = e;
            } catch (RuntimeException e) {
                pool.discardConnection(connection);
                throw e;
            }
            if (failure.getResultCode().isConnectionUsable()) {
                pool.releaseConnection(connection);
                throw failure;
            }
            if (!failure.getResultCode().equals(ResultCode.SERVER_DOWN)) {
                failover.failed(connection);
            }
            if (more == 0 || Thread.currentThread().isInterrupted()) {
                pool.discardConnection(connection);
                throw failure;
            }
            connection = another(connection);
        }
    }

    private LDAPConnection connection() throws LdapFailure {
        try {
            return pool.getConnection();
        } catch (LDAPException e) {
            throw LdapFailure.connecting(e);
        }
    }

    /** A new one: others that are kept may be broken like this one. */
    private LDAPConnection another(LDAPConnection broken) throws LdapFailure {
        try {
            return pool.replaceDefunctConnection(broken);
        } catch (LDAPException e) {
            throw LdapFailure.connecting(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
