package pop3bridge.pop3.sasl;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Accounts;
import pop3bridge.pop3.sasl.TlsSession.ChannelBinding;

/**
 * What a connection offers to mechanisms.
 *
 * @param plaintextLogin whether passwords may be sent on this connection
 * @param tls the connection's TLS session; empty without TLS
 */
public record LoginContext(Accounts accounts, boolean plaintextLogin, Optional<TlsSession> tls) {
    /** The kinds of channel binding that this connection has data for. */
    List<ChannelBinding> channelBindings() {
        return Arrays.stream(ChannelBinding.values())
                .filter(kind -> tls.flatMap(session -> session.channelBinding(kind)).isPresent()).toList();
    }

    /** The certificate that the client has presented. */
    Optional<X509Certificate> clientCertificate() {
        return tls.flatMap(TlsSession::clientCertificate);
    }

    /** The data of the kind of this registered name; empty if there is none. */
    Optional<byte[]> channelBinding(String name) {
        return Arrays.stream(ChannelBinding.values()).filter(kind -> kind.wire().equals(name)).findFirst()
                .flatMap(kind -> tls.flatMap(session -> session.channelBinding(kind)));
    }
}
