package pop3bridge.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.net.TlsProfile;
import pop3bridge.tls.TestFiles.Bundle;

class CertificatesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    private TestFiles files;
    private Path certificate;
    private Path key;

    @BeforeEach
    void make() throws Exception {
        files = new TestFiles(folder);
        Bundle bundle = TestFiles.bundle("mail.example.org");
        certificate = files.certificate("cert.pem", bundle);
        key = files.key("key.pem", bundle);
    }

    private static SslContext modern(Certificates certificates, String host) {
        return certificates.context(Optional.of(host), TlsProfile.MODERN);
    }

    private double gauge(String name) {
        return registry.get("pop3bridge.tls.certificate." + name).gauge().value();
    }

    /** Its time is another one, however coarse the clock of the file system is. */
    private static void touch(Path file) throws Exception {
        Files.setLastModifiedTime(file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 5000));
    }

    @Test
    void aChangedCertificateIsForNewHandshakes() throws Exception {
        try (Certificates certificates = Certificates.load(TestFiles.config(certificate, key), registry)) {
            SslContext before = modern(certificates, "mail.example.org");
            certificates.look();
            assertSame(before, modern(certificates, "mail.example.org"));
            Bundle next = TestFiles.bundle("mail.example.org");
            files.certificate("cert.pem", next);
            files.key("key.pem", next);
            touch(certificate);
            certificates.look();
            assertNotSame(before, modern(certificates, "mail.example.org"));
            assertTrue(certificates.current());
            assertEquals((double) next.certificate().getNotAfter().toInstant().getEpochSecond(),
                    gauge("expiry.timestamp"));
        }
    }

    @Test
    void filesThatSeemUnchangedAreReadAgainWhenAsked() throws Exception {
        try (Certificates certificates = Certificates.load(TestFiles.config(certificate, key), registry)) {
            SslContext before = modern(certificates, "mail.example.org");
            certificates.look();
            assertSame(before, modern(certificates, "mail.example.org"));
            certificates.reload();
            assertNotSame(before, modern(certificates, "mail.example.org"));
        }
    }

    @Test
    void whileTheFilesHaveErrorsTheCertificatesBeforeStayInUse() throws Exception {
        try (Certificates certificates = Certificates.load(TestFiles.config(certificate, key), registry)) {
            SslContext before = modern(certificates, "mail.example.org");
            files.key("key.pem", TestFiles.bundle("mail.example.org"));
            touch(key);
            certificates.look();
            assertSame(before, modern(certificates, "mail.example.org"));
            assertFalse(certificates.current());
            assertEquals(0, gauge("current"));
            Files.delete(key);
            certificates.look();
            assertSame(before, modern(certificates, "mail.example.org"));
        }
    }

    @Test
    void theHostNameSelectsTheCertificate() throws Exception {
        Bundle wildcard = TestFiles.bundle("*.example.net");
        TlsConfig config = new TlsConfig(List.of(certificate, files.certificate("w.pem", wildcard)),
                List.of(key, files.key("w.key", wildcard)), Optional.empty(), Optional.empty(), false);
        try (Certificates certificates = Certificates.load(config, registry)) {
            SslContext first = certificates.context(Optional.empty(), TlsProfile.MODERN);
            assertSame(first, modern(certificates, "MAIL.example.org"));
            assertSame(first, modern(certificates, "unknown.example.com"));
            SslContext second = modern(certificates, "pop.example.net");
            assertNotSame(first, second);
            assertSame(first, modern(certificates, "a.pop.example.net"));
        }
    }

    @Test
    void theLegacyProfileAcceptsOldProtocols() throws Exception {
        TlsConfig config = new TlsConfig(List.of(certificate), List.of(key), Optional.empty(), Optional.empty(), true);
        try (Certificates certificates = Certificates.load(config, registry)) {
            SslContext legacy = certificates.context(Optional.empty(), TlsProfile.LEGACY);
            assertTrue(legacy instanceof OpenSslContext);
            assertTrue(legacy.cipherSuites().contains("TLS_RSA_WITH_AES_128_CBC_SHA"),
                    () -> legacy.cipherSuites().toString());
        }
    }
}
