package pop3bridge.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.tls.TestFiles.Bundle;

class KeyMaterialTest {
    private static final Optional<char[]> PASSWORD = Optional.of(TestFiles.PASSWORD.toCharArray());

    @TempDir
    Path folder;

    private TestFiles files;
    private Bundle bundle;

    @BeforeEach
    void make() throws Exception {
        files = new TestFiles(folder);
        bundle = TestFiles.bundle("mail.example.org");
    }

    private static KeyMaterial read(Path certificate, Path key, Optional<char[]> password) throws TlsFileException {
        return KeyMaterial.read(certificate, key, password, Clock.systemUTC());
    }

    private void isRead(Path certificate, Path key, Optional<char[]> password) throws TlsFileException {
        KeyMaterial material = read(certificate, key, password);
        assertEquals(bundle.certificate(), material.chain().getFirst());
        assertEquals(bundle.key(), material.key());
        assertEquals(List.of("mail.example.org"), material.names());
    }

    private static void isRefused(String why, Path certificate, Path key, Optional<char[]> password) {
        String message = assertThrows(TlsFileException.class, () -> read(certificate, key, password)).getMessage();
        assertTrue(String.valueOf(message).contains(why), message);
    }

    @Test
    void everyFormIsRead() throws Exception {
        Path certificate = files.certificate("cert.pem", bundle);
        isRead(certificate, files.key("key.pem", bundle), Optional.empty());
        isRead(certificate, files.encryptedKey("encrypted.pem", bundle), PASSWORD);
        Path pkcs12 = files.pkcs12("both.p12", bundle);
        isRead(pkcs12, pkcs12, PASSWORD);
        Path both = files.text("both.pem", Files.readString(certificate) + Files.readString(folder.resolve("key.pem")));
        isRead(both, both, Optional.empty());
    }

    @Test
    void theFormOfOlderOpensslIsRead() throws Exception {
        bundle = TestFiles.rsa("mail.example.org");
        isRead(files.certificate("rsa.pem", bundle), files.traditionalEncryptedKey("traditional.pem", bundle),
                PASSWORD);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        isRefused("does not match", files.certificate("cert.pem", bundle),
                files.key("other.pem", TestFiles.bundle("mail.example.org")), Optional.empty());
    }

    @Test
    void whatIsNotValidNowIsRefused() throws Exception {
        Instant now = Instant.now();
        Bundle expired = TestFiles.bundle("a", now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)));
        Bundle future = TestFiles.bundle("a", now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)));
        isRefused("expired", files.certificate("a.pem", expired), files.key("a.key", expired), Optional.empty());
        isRefused("is not valid before", files.certificate("b.pem", future), files.key("b.key", future),
                Optional.empty());
    }

    @Test
    void whatCannotBeReadIsRefusedByItsName() throws Exception {
        Path certificate = files.certificate("cert.pem", bundle);
        Path key = files.key("key.pem", bundle);
        isRefused("absent.pem: no such file", folder.resolve("absent.pem"), key, Optional.empty());
        isRefused("contains no certificate", key, key, Optional.empty());
        isRefused("contains no private key", certificate, certificate, Optional.empty());
        isRefused("set tls.key-password-file", certificate, files.encryptedKey("e.pem", bundle), Optional.empty());
        isRefused("check the password in tls.key-password-file", certificate, files.encryptedKey("e.pem", bundle),
                Optional.of("wrong".toCharArray()));
        Path pkcs12 = files.pkcs12("both.p12", bundle);
        isRefused("both.p12: not PKCS#12, or", pkcs12, pkcs12, Optional.of("wrong".toCharArray()));
        isRefused("larger than 1 MiB", files.text("large.pem", "x".repeat(1 << 21)), key, Optional.empty());
        isRefused("bad.pem", files.text("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
                key,
                Optional.empty());
    }

    @Test
    void aSelfSignedCertificateIsMadeOnceAndValid() throws Exception {
        Path file = folder.resolve("self.pem");
        SelfSigned.write(file);
        KeyMaterial made = read(file, file, Optional.empty());
        assertEquals(List.of("localhost"), made.names());
        SelfSigned.write(file);
        assertEquals(made.chain(), read(file, file, Optional.empty()).chain());
    }
}
