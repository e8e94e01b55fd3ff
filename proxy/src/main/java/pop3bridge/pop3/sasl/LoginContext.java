package pop3bridge.pop3.sasl;

import java.util.Arrays;
import java.util.Optional;
import pop3bridge.accounts.Accounts;
import pop3bridge.pop3.sasl.TlsSession.ChannelBinding;

/**
 * Where a login takes place.
 *
 * @param plaintextLogin whether passwords and tokens may be sent on this connection
 * @param tls the connection's TLS session; empty without TLS, and where a proxy has the TLS session
 */
public record LoginContext(Accounts accounts, LoginMethods methods, boolean plaintextLogin, Optional<TlsSession> tls) {
    /** Whether a login can be bound to the TLS session. */
    boolean binds() {
        return tls.filter(session -> Arrays.stream(ChannelBinding.values())
                .anyMatch(kind -> session.channelBinding(kind).isPresent())).isPresent();
    }

    /** Whether a client can log in by sending its password. */
    public boolean sendsPasswords() {
        return plaintextLogin && accounts.takesPasswords();
    }

    /** Whether a client certificate can log in. */
    boolean certificateLogin() {
        return accounts.takesCertificates() && tls.flatMap(TlsSession::clientCertificate).isPresent();
    }
}
