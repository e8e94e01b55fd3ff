package pop3bridge.tls;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS of a client: whom it trusts, and its own certificate. */
public final class ClientContext {
    private ClientContext() {}

    /** Whom a client trusts. */
    public sealed interface Trusted {
        /** The authorities that Java trusts; the host name is verified. */
        record ByDefault() implements Trusted {}

        /** The CA certificates in a PEM file; the host name is verified. */
        record Authorities(Path file) implements Trusted {}

        /** The server whose certificate is the first in a PEM file, whatever its host name. */
        record Server(Path file) implements Trusted {}
    }

    /**
     * Reads the files.
     *
     * @param certificate the client's own, with its chain; empty for none
     * @param key its private key; empty if it is in the file of the certificate
     * @throws TlsFileException if a file cannot be used
     */
    public static SSLContext of(Trusted trusted, Optional<Path> certificate, Optional<Path> key)
            throws TlsFileException {
        try {
            KeyManager @Nullable [] own = certificate.isPresent() ? own(certificate.get(), key) : null;
            TrustManager @Nullable [] trust = switch (trusted) {
                case Trusted.ByDefault _ -> null;
                case Trusted.Authorities(Path file) ->
                    Stores.trusting(KeyMaterial.authorities(file)).getTrustManagers();
                case Trusted.Server(Path file) ->
                    new TrustManager[]{new Pinned(KeyMaterial.authorities(file).getFirst())};
            };
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManager[] own(Path certificate, Optional<Path> key)
            throws TlsFileException, GeneralSecurityException {
        return Stores.keys(KeyMaterial.read(certificate, key.orElse(certificate), Optional.empty(), Clock.systemUTC()))
                .getKeyManagers();
    }

    /** Trusts one server, which proves that it has the key of this certificate. */
    private static final class Pinned extends X509ExtendedTrustManager {
        private final X509Certificate server;

        Pinned(X509Certificate server) {
            this.server = server;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (chain.length == 0 || !chain[0].equals(server)) {
                throw new CertificateException("the server has another certificate than the file in its settings");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
