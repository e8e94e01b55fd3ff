package pop3bridge.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates and writes them in the forms that operators have. */
final class TestFiles {
    static final String PASSWORD = "pass word";

    private final Path folder;

    /** A certificate that signs itself, and its key. */
    record Bundle(X509Certificate certificate, PrivateKey key) {}

    TestFiles(Path folder) {
        this.folder = folder;
    }

    static Bundle bundle(String host) throws Exception {
        return bundle(host, Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(90)));
    }

    static Bundle bundle(String host, Instant from, Instant until) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return bundle(host, from, until, generator.generateKeyPair(), "SHA256withECDSA");
    }

    static Bundle rsa(String host) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return bundle(host, Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(90)),
                generator.generateKeyPair(), "SHA256withRSA");
    }

    private static Bundle bundle(String host, Instant from, Instant until, KeyPair pair, String algorithm)
            throws Exception {
        X500Name name = new X500Name("CN=" + host);
        X509CertificateHolder holder = new JcaX509v3CertificateBuilder(name, BigInteger.TEN, Date.from(from),
                Date.from(until), name, pair.getPublic())
                .addExtension(Extension.subjectAlternativeName, false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, host)))
                .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()));
        return new Bundle(new JcaX509CertificateConverter().getCertificate(holder), pair.getPrivate());
    }

    Path pem(String name, Object... objects) throws Exception {
        Path file = folder.resolve(name);
        try (Writer out = Files.newBufferedWriter(file); JcaPEMWriter pem = new JcaPEMWriter(out)) {
            for (Object object : objects) {
                pem.writeObject(object);
            }
        }
        return file;
    }

    Path certificate(String name, Bundle bundle) throws Exception {
        return pem(name, bundle.certificate());
    }

    Path key(String name, Bundle bundle) throws Exception {
        return pem(name, new JcaPKCS8Generator(bundle.key(), null));
    }

    Path encryptedKey(String name, Bundle bundle) throws Exception {
        return pem(name, new JcaPKCS8Generator(bundle.key(),
                new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC).setProvider(new BouncyCastleProvider())
                        .setPassword(PASSWORD.toCharArray())
                        .build()));
    }

    /** As {@code openssl genrsa -traditional} writes it, encrypted. */
    Path traditionalEncryptedKey(String name, Bundle bundle) throws Exception {
        Path file = folder.resolve(name);
        try (Writer out = Files.newBufferedWriter(file); JcaPEMWriter pem = new JcaPEMWriter(out)) {
            pem.writeObject(PrivateKeyInfo.getInstance(bundle.key().getEncoded()),
                    new JcePEMEncryptorBuilder("AES-256-CBC").setProvider(new BouncyCastleProvider())
                            .setSecureRandom(new SecureRandom())
                            .build(PASSWORD.toCharArray()));
        }
        return file;
    }

    Path pkcs12(String name, Bundle bundle) throws Exception {
        PrivateKey key = bundle.key();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, PASSWORD.toCharArray(), new Certificate[]{bundle.certificate()});
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    Path text(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    static TlsConfig config(Path certificate, Path key) {
        return new TlsConfig(List.of(certificate), List.of(key), Optional.empty(), Optional.empty(),
                false);
    }
}
