package pop3bridge.pop3.sasl;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** The TLS session of a client's connection, as far as logins need it. */
public interface TlsSession {
    /** Data that binds an authentication exchange to a TLS session (RFC 5056). */
    enum ChannelBinding {
        /** RFC 9266; in TLS 1.3 only. */
        TLS_EXPORTER("tls-exporter"),
        /** RFC 5929 §4. */
        TLS_SERVER_END_POINT("tls-server-end-point");

        private final String wire;

        ChannelBinding(String wire) {
            this.wire = wire;
        }

        /** Its registered name. */
        public String wire() {
            return wire;
        }
    }

    /** The data of this kind; empty if this TLS session has none. */
    Optional<byte[]> channelBinding(ChannelBinding kind);

    /** The client's certificate; empty if it presented none. It was verified against the trusted authorities. */
    Optional<X509Certificate> clientCertificate();

    /** The protocol version, such as {@code TLSv1.3}. */
    String protocol();

    /** Protocol version and cipher suite, such as {@code TLSv1.3 TLS_AES_128_GCM_SHA256}, for the log. */
    String description();
}
