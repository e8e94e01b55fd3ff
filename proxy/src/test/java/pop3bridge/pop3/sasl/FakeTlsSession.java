package pop3bridge.pop3.sasl;

import io.netty.pkitesting.CertificateBuilder;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;

/** A TLS session of no connection. */
public record FakeTlsSession(Map<ChannelBinding, byte[]> bindings, Optional<X509Certificate> clientCertificate)
        implements
            TlsSession {
    /** A session without channel binding. */
    public static FakeTlsSession of(X509Certificate clientCertificate) {
        return new FakeTlsSession(Map.of(), Optional.of(clientCertificate));
    }

    /** A certificate that nobody has seen before. */
    public static X509Certificate certificate() {
        try {
            return new CertificateBuilder().ecp256().subject("CN=client").setIsCertificateAuthority(true)
                    .buildSelfSigned().getCertificate();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Optional<byte[]> channelBinding(ChannelBinding kind) {
        return Optional.ofNullable(bindings.get(kind));
    }

    @Override
    public String protocol() {
        return "TLSv1.3";
    }

    @Override
    public String description() {
        return "TLSv1.3 of a test";
    }
}
