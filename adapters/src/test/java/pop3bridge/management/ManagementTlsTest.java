package pop3bridge.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.management.ManagementServer.Protection;
import pop3bridge.tls.ClientContext;
import pop3bridge.tls.ClientContext.Trusted;
import pop3bridge.tls.SelfSigned;
import pop3bridge.tls.TlsConfig;
import pop3bridge.tls.TlsFileException;

/** The management port over TLS, and client certificates. */
@Timeout(60)
class ManagementTlsTest {
    private static final String HOST = "Host: localhost";
    private static final String TOKEN = "Authorization: Bearer 0123456789abcdef";

    private final Path server;
    private final Path client;
    private final Path stranger;
    private final Path token;
    private Optional<TestManagement> open = Optional.empty();

    ManagementTlsTest(@TempDir Path folder) throws IOException {
        server = selfSigned(folder.resolve("server.pem"));
        client = selfSigned(folder.resolve("client.pem"));
        stranger = selfSigned(folder.resolve("stranger.pem"));
        token = Files.writeString(folder.resolve("token"), "0123456789abcdef");
    }

    private static Path selfSigned(Path file) throws IOException {
        SelfSigned.write(file);
        return file;
    }

    @AfterEach
    void close() {
        open.ifPresent(TestManagement::close);
    }

    private TestManagement start(Optional<Path> tokenFile, Optional<Path> clientCa) throws IOException {
        TestManagement started = new TestManagement("127.0.0.1", new Protection(tokenFile,
                Optional.of(new TlsConfig(List.of(server), List.of(), Optional.empty(), clientCa, false))));
        open = Optional.of(started);
        started.sessions.add("aaaaaaaaaaaa", "anna", 10);
        return started;
    }

    private static SSLContext tls(Trusted trusted, Optional<Path> certificate) throws TlsFileException {
        return ClientContext.of(trusted, certificate, Optional.empty());
    }

    private SSLContext trusting(Optional<Path> certificate) throws TlsFileException {
        return tls(new Trusted.Authorities(server), certificate);
    }

    @Test
    void withACertificateEverythingIsServed() throws Exception {
        TestManagement management = start(Optional.empty(), Optional.of(client));
        management.use(trusting(Optional.of(client)));
        for (String path : List.of("/livez", "/metrics", "/", "/status", "/sessions")) {
            assertEquals(200, management.send("GET", path, "Host: mail1.example.org").status(), path);
        }
        assertEquals(202, management.send("DELETE", "/sessions?user=anna", HOST).status());
    }

    @Test
    void withoutACertificateOnlyHealthChecksAreServed() throws Exception {
        TestManagement management = start(Optional.empty(), Optional.of(client));
        management.use(trusting(Optional.empty()));
        assertEquals(200, management.send("GET", "/livez", HOST).status());
        assertEquals(200, management.send("GET", "/readyz", HOST).status());
        for (String path : List.of("/metrics", "/", "/status", "/sessions", "/readyz?verbose")) {
            TestManagement.Reply refused = management.send("GET", path, HOST, TOKEN);
            assertEquals(403, refused.status(), path);
            assertTrue(refused.body().contains("management.tls-client-ca"), refused.body());
        }
        assertEquals(403, management.send("DELETE", "/sessions?user=anna", HOST).status());
        assertEquals(1, management.sessions.all().size());
    }

    @Test
    void eitherTheTokenOrACertificateIsEnough() throws Exception {
        TestManagement management = start(Optional.of(token), Optional.of(client));
        management.use(trusting(Optional.empty()));
        assertEquals(401, management.send("GET", "/sessions", HOST).status());
        assertEquals(200, management.send("GET", "/sessions", HOST, TOKEN).status());
        management.use(trusting(Optional.of(client)));
        assertEquals(200, management.send("GET", "/sessions", HOST).status());
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        TestManagement management = start(Optional.empty(), Optional.of(client));
        management.use(trusting(Optional.of(stranger)));
        assertThrows(Exception.class, () -> management.send("GET", "/sessions", HOST));
        assertEquals(1, management.sessions.all().size());
    }

    @Test
    void aBrowserWithACertificateThatActsForAnotherPageIsRefused() throws Exception {
        TestManagement management = start(Optional.empty(), Optional.of(client));
        management.use(trusting(Optional.of(client)));
        for (String line : List.of("Origin: https://evil.example", "Origin: http://localhost",
                "Sec-Fetch-Site: cross-site")) {
            assertEquals(403, management.send("DELETE", "/sessions?user=anna", HOST, line).status(), line);
            assertEquals(403, management.send("POST", "/trace?user=anna", HOST, line).status(), line);
        }
        assertEquals(202,
                management.send("DELETE", "/sessions?user=anna", HOST, "Origin: https://localhost").status());
    }

    /** On loopback, as without TLS. */
    @Test
    void tlsWithoutClientCertificatesChangesNothingElse() throws Exception {
        TestManagement management = start(Optional.empty(), Optional.empty());
        management.use(trusting(Optional.of(client)));
        assertEquals(200, management.send("GET", "/sessions", HOST).status());
        assertEquals(403, management.send("GET", "/sessions", "Host: evil.example").status());
    }

    @Test
    void requestsWithoutTlsAreNotAnswered() throws Exception {
        TestManagement management = start(Optional.empty(), Optional.empty());
        assertThrows(Exception.class, () -> management.send("GET", "/livez", HOST));
    }

    @Test
    void theCertificateInTheSettingsIsTheOnlyOneThatIsTrusted() throws Exception {
        TestManagement management = start(Optional.empty(), Optional.empty());
        management.use(tls(new Trusted.Server(server), Optional.empty()));
        assertEquals(200, management.send("GET", "/livez", HOST).status());
        for (Trusted other : List.of(new Trusted.Server(stranger), new Trusted.Authorities(stranger),
                new Trusted.ByDefault())) {
            management.use(tls(other, Optional.empty()));
            assertThrows(IOException.class, () -> management.send("GET", "/livez", HOST), other::toString);
        }
    }

    @Test
    void changedFilesAreUsedAfterAReload() throws Exception {
        TestManagement management = start(Optional.empty(), Optional.of(client));
        byte[] first = Files.readAllBytes(server);
        Files.copy(stranger, server, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        management.use(tls(new Trusted.Server(stranger), Optional.of(client)));
        assertThrows(IOException.class, () -> management.send("GET", "/sessions", HOST));
        management.reload();
        assertEquals(200, management.send("GET", "/sessions", HOST).status());
        Files.writeString(server, "nonsense");
        management.reload();
        assertEquals(200, management.send("GET", "/sessions", HOST).status());
        Files.write(server, first);
        management.reload();
        management.use(tls(new Trusted.Server(server), Optional.of(client)));
        assertEquals(200, management.send("GET", "/sessions", HOST).status());
    }

    @Test
    void filesThatCannotBeUsedEndTheStart() throws Exception {
        Files.writeString(server, "nonsense");
        IOException refused = assertThrows(IOException.class, () -> start(Optional.empty(), Optional.empty()));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(server.toString()), refused.getMessage());
    }
}
