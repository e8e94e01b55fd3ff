package pop3bridge.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its chain and private key, checked: they belong together, and the certificate is valid now.
 *
 * @param chain the server's certificate first
 */
record KeyMaterial(List<X509Certificate> chain, PrivateKey key) {
    /** Java's own providers lack the paddings and key derivations of PEM files. */
    private static final Provider PROVIDER = new BouncyCastleProvider();

    /** More than any chain with its key has. */
    private static final long MAX_FILE_OCTETS = 1 << 20;

    /**
     * Reads the files.
     *
     * @param keyFile may be the file of the certificates
     * @param password of encrypted keys
     */
    static KeyMaterial read(Path certificateFile, Path keyFile, Optional<char[]> password, Clock clock)
            throws TlsFileException {
        byte[] octets = octets(certificateFile);
        KeyMaterial material;
        if (isDer(octets)) {
            material = pkcs12(certificateFile, octets, password);
        } else {
            List<X509Certificate> chain = new ArrayList<>();
            for (Object object : pem(certificateFile, octets)) {
                if (object instanceof X509CertificateHolder holder) {
                    chain.add(certificate(certificateFile, holder));
                }
            }
            if (chain.isEmpty()) {
                throw new TlsFileException(certificateFile, "contains no certificate (PEM block CERTIFICATE)");
            }
            material = new KeyMaterial(List.copyOf(chain), key(keyFile, password));
        }
        material.check(certificateFile, keyFile, clock.instant());
        return material;
    }

    /** The certificates of a PEM file. */
    static List<X509Certificate> authorities(Path file) throws TlsFileException {
        List<X509Certificate> authorities = new ArrayList<>();
        for (Object object : pem(file, octets(file))) {
            if (object instanceof X509CertificateHolder holder) {
                authorities.add(certificate(file, holder));
            }
        }
        if (authorities.isEmpty()) {
            throw new TlsFileException(file, "contains no certificate (PEM block CERTIFICATE)");
        }
        return authorities;
    }

    /** When the certificate, or the first of its chain to do so, expires. */
    Instant expiry() {
        return chain.stream().map(certificate -> certificate.getNotAfter().toInstant()).min(Instant::compareTo)
                .orElseThrow();
    }

    /** The host names that the certificate is for, in small letters; a name may begin with {@code *.}. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            for (List<?> name : Optional.ofNullable(chain.getFirst().getSubjectAlternativeNames()).orElse(List.of())) {
                if (name.getFirst().equals(2)) {
                    names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that could be parsed", e);
        }
        return names;
    }

    private void check(Path certificateFile, Path keyFile, Instant now) throws TlsFileException {
        X509Certificate certificate = chain.getFirst();
        if (now.isAfter(expiry())) {
            throw new TlsFileException(certificateFile, "expired at " + expiry());
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw new TlsFileException(certificateFile,
                    "is not valid before " + certificate.getNotBefore().toInstant());
        }
        try {
            String algorithm = switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                case String other -> other;
            };
            byte[] text = {1, 2, 3};
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(text);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate);
            verifying.update(text);
            if (!verifying.verify(signing.sign())) {
                throw doesNotMatch(certificateFile, keyFile);
            }
        } catch (GeneralSecurityException _) {
            throw doesNotMatch(certificateFile, keyFile);
        }
    }

    private static TlsFileException doesNotMatch(Path certificateFile, Path keyFile) {
        return new TlsFileException(keyFile,
                "the private key does not match the first certificate of " + certificateFile);
    }

    private static byte[] octets(Path file) throws TlsFileException {
        try {
            if (Files.size(file) > MAX_FILE_OCTETS) {
                throw new TlsFileException(file, "larger than 1 MiB");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            throw new TlsFileException(file, "no such file");
        } catch (IOException e) {
            throw new TlsFileException(file, "cannot be read: " + e.getMessage());
        }
    }

    private static boolean isDer(byte[] octets) {
        return octets.length > 1 && octets[0] == 0x30 && (octets[1] & 0x80) != 0;
    }

    private static KeyMaterial pkcs12(Path file, byte[] octets, Optional<char[]> password) throws TlsFileException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(octets), password.orElse(new char[0]));
            for (String alias : Collections.list(store.aliases())) {
                Certificate @Nullable [] chain = store.getCertificateChain(alias);
                if (chain != null && store.getKey(alias, password.orElse(new char[0])) instanceof PrivateKey key) {
                    return new KeyMaterial(Arrays.stream(chain).map(X509Certificate.class::cast).toList(), key);
                }
            }
            throw new TlsFileException(file, "contains no private key with its certificate");
        } catch (IOException | GeneralSecurityException e) {
            throw new TlsFileException(file, "not PKCS#12, or the password in tls.key-password-file is wrong: "
                    + e.getMessage());
        }
    }

    private static PrivateKey key(Path file, Optional<char[]> password) throws TlsFileException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try {
            for (Object object : pem(file, octets(file))) {
                switch (object) {
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PrivateKeyInfo info -> {
                        return converter.getPrivateKey(info);
                    }
                    case PKCS8EncryptedPrivateKeyInfo encrypted -> {
                        return converter.getPrivateKey(encrypted.decryptPrivateKeyInfo(
                                new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(PROVIDER)
                                        .build(password(file, password))));
                    }
                    case PEMEncryptedKeyPair encrypted -> {
                        return converter.getPrivateKey(encrypted.decryptKeyPair(
                                new JcePEMDecryptorProviderBuilder().setProvider(PROVIDER)
                                        .build(password(file, password)))
                                .getPrivateKeyInfo());
                    }
                    default -> {
                    }
                }
            }
            throw new TlsFileException(file, "contains no private key (PEM block PRIVATE KEY)");
        } catch (IOException | OperatorCreationException | PKCSException e) {
            throw new TlsFileException(file, password.isPresent()
                    ? "the private key cannot be decrypted: check the password in tls.key-password-file"
                    : "the private key cannot be read: " + e.getMessage());
        }
    }

    private static char[] password(Path file, Optional<char[]> password) throws TlsFileException {
        return password.orElseThrow(
                () -> new TlsFileException(file, "the private key is encrypted: set tls.key-password-file"));
    }

    private static X509Certificate certificate(Path file, X509CertificateHolder holder) throws TlsFileException {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (GeneralSecurityException e) {
            throw new TlsFileException(file, "a certificate cannot be read: " + e.getMessage());
        }
    }

    private static List<Object> pem(Path file, byte[] octets) throws TlsFileException {
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(new String(octets, StandardCharsets.ISO_8859_1)))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
        } catch (PEMException e) {
            throw new TlsFileException(file, "not PEM: " + e.getMessage());
        } catch (IOException e) {
            throw new TlsFileException(file, "cannot be read: " + e.getMessage());
        }
        return objects;
    }

    @Override
    public String toString() {
        return "certificate " + chain.getFirst().getSubjectX500Principal();
    }
}
