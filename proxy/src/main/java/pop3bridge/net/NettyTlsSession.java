package pop3bridge.net;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import pop3bridge.pop3.sasl.TlsSession;

/** A TLS session of Java's or of Netty's own engine. */
final class NettyTlsSession implements TlsSession {
    private static final int EXPORTED_OCTETS = 32;

    private final SSLSession session;

    NettyTlsSession(SSLSession session) {
        this.session = session;
    }

    @Override
    public Optional<byte[]> channelBinding(ChannelBinding kind) {
        return switch (kind) {
            case TLS_EXPORTER -> exported();
            case TLS_SERVER_END_POINT -> hashedCertificate();
        };
    }

    /** RFC 9266 §4.2 allows the exporter in TLS 1.2 only with the extended master secret, which the engine does not tell. */
    private Optional<byte[]> exported() {
        if (!(session instanceof ExtendedSSLSession extended) || !session.getProtocol().equals("TLSv1.3")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    extended.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], EXPORTED_OCTETS));
        } catch (SSLKeyException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    /** RFC 5929 §4.1: by the hash of the certificate's signature; SHA-256 in place of MD5 and SHA-1. */
    private Optional<byte[]> hashedCertificate() {
        Certificate[] chain = session.getLocalCertificates();
        if (chain == null || chain.length == 0 || !(chain[0] instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = signature.indexOf("WITH");
        if (with < 0) {
            return Optional.empty();
        }
        String hash = switch (signature.substring(0, with)) {
            case "MD5", "SHA1" -> "SHA-256";
            case String name when name.matches("SHA\\d{3}") -> name.replace("SHA", "SHA-");
            case String name -> name;
        };
        try {
            return Optional.of(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException _) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<X509Certificate> clientCertificate() {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    @Override
    public String protocol() {
        return session.getProtocol();
    }

    @Override
    public String description() {
        return protocol() + " " + session.getCipherSuite();
    }
}
