package pop3bridge.tls;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a server of HTTP needs for TLS, as the files have it at the moment.
 *
 * @param own its certificate and key
 * @param clients verifies client certificates; empty if clients are not asked for one
 */
public record ServerKeys(KeyManagerFactory own, Optional<TrustManagerFactory> clients) {
    /**
     * Reads the files.
     *
     * @param config with one certificate
     * @throws TlsFileException if a file cannot be used
     */
    public static ServerKeys read(TlsConfig config) throws TlsFileException {
        KeyMaterial material = KeyMaterial.read(config.certificates().getFirst(),
                config.keys().isEmpty() ? config.certificates().getFirst() : config.keys().getFirst(),
                Certificates.password(config), Clock.systemUTC());
        try {
            Optional<TrustManagerFactory> clients = config.clientCa().isPresent()
                    ? Optional.of(Stores.trusting(KeyMaterial.authorities(config.clientCa().get())))
                    : Optional.empty();
            return new ServerKeys(Stores.keys(material), clients);
        } catch (GeneralSecurityException e) {
            throw new TlsFileException(config.certificates().getFirst(), "cannot be used: " + e.getMessage());
        }
    }

    /** The versions of TLS that are accepted. */
    public static List<String> versions() {
        return Certificates.MODERN_VERSIONS;
    }

    /** The cipher suites that are accepted. */
    public static List<String> suites() {
        return Certificates.MODERN_SUITES;
    }
}
