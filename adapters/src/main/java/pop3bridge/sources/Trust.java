package pop3bridge.sources;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The trust store for the certificate of an authentication backend. */
public final class Trust {
    private Trust() {}

    /**
     * A context that trusts the CA certificates in a PEM file, or the default trust store.
     *
     * @param setting the key of the setting that names the file
     * @throws IllegalArgumentException that names the setting, if the file cannot be used
     */
    public static SSLContext context(Optional<Path> caFile, String setting) {
        try {
            TrustManager @Nullable [] managers = caFile.isPresent() ? managers(caFile.get(), setting) : null;
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    setting + ": cannot be read as certificates in PEM form: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] managers(Path file, String setting)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates(file)) {
            store.setCertificateEntry(Integer.toString(number++), certificate);
        }
        if (number == 0) {
            throw new IllegalArgumentException(setting + ": has no certificate: " + file);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }
}
