package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.accounts.ScramHash;
import pop3bridge.net.TlsHandshake;
import pop3bridge.pop3.sasl.ScramClient;
import pop3bridge.server.Listener.Tls;
import pop3bridge.server.ServerConfig.PlaintextLogin;

/** TLS from the first octet (RFC 8314 §3.2) and after STLS (RFC 2595 §4). */
class TlsTest {
    private final TestTls certificates = new TestTls();
    private final SSLContext trusting = certificates.trusting(false);

    TlsTest() throws Exception {}

    private TestServer server(Tls tls) {
        TestServer server = new TestServer();
        server.tls = tls;
        server.tlsContexts = Optional.of(certificates);
        server.plaintextLogin = PlaintextLogin.NEVER;
        return server;
    }

    private static List<String> capabilities(PopClient client) throws IOException {
        assertTrue(client.command("CAPA").startsWith("+OK "));
        List<String> lines = new ArrayList<>();
        for (String line = client.line(); !line.equals("."); line = client.line()) {
            lines.add(line);
        }
        return lines;
    }

    @Test
    void aPortWithImplicitTlsServesAWholeSession() throws Exception {
        try (TestServer server = server(Tls.IMPLICIT); PopClient client = server.connect()) {
            String version = client.startTls(trusting, "localhost").getProtocol();
            client.login();
            assertFalse(capabilities(client).contains("STLS"));
            assertTrue(client.command("QUIT").startsWith("+OK "));
            assertEquals("", client.rest());
            server.awaitCount(1, "pop3bridge.tls.handshakes", "outcome", "ok", "version", version);
        }
    }

    @Test
    void stlsEncryptsAndAllowsPasswords() throws Exception {
        try (TestServer server = server(Tls.STARTTLS); PopClient client = server.connect()) {
            assertTrue(client.line().startsWith("+OK "));
            assertTrue(client.command("USER alice").startsWith("-ERR "));
            assertTrue(capabilities(client).contains("STLS"));
            assertTrue(client.command("STLS").startsWith("+OK "));
            client.startTls(trusting, "localhost");
            List<String> under = capabilities(client);
            assertFalse(under.contains("STLS"));
            assertTrue(under.contains("USER"));
            assertEquals("-ERR TLS is already on", client.command("STLS"));
            assertTrue(client.command("USER alice").startsWith("+OK "));
            assertTrue(client.command("PASS secret").startsWith("+OK "));
            assertTrue(client.command("STLS").startsWith("-ERR "));
            assertTrue(client.command("QUIT").startsWith("+OK "));
        }
    }

    /** RFC 9266 in TLS 1.3, RFC 5929 §4 in both versions. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3,tls-exporter", "TLSv1.3,tls-server-end-point", "TLSv1.2,tls-server-end-point"})
    void scramIsBoundToTheTlsSession(String version, String kind) throws Exception {
        try (TestServer server = server(Tls.IMPLICIT)) {
            for (boolean same : new boolean[]{true, false}) {
                try (PopClient client = server.connect(); PopClient other = server.connect()) {
                    SSLSession session = client.startTls(trusting, "localhost", version);
                    SSLSession seen = same ? session : other.startTls(trusting, "other.example", version);
                    assertTrue(client.line().startsWith("+OK "));
                    assertTrue(capabilities(client).contains("SASL SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 "
                            + "SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN"));
                    ScramClient scram = new ScramClient(ScramHash.SHA_256, "alice", "secret", "p=" + kind + ",,",
                            binding(seen, kind));
                    String first = client.command("AUTH SCRAM-SHA-256-PLUS " + base64(scram.first()));
                    String last = client.command(base64(scram.last(challenge(first))));
                    if (same) {
                        assertEquals(scram.serverSignature(), challenge(last));
                        assertEquals("+OK 3 messages", client.command(""));
                        assertTrue(client.command("QUIT").startsWith("+OK "));
                    } else {
                        assertEquals("-ERR channel binding does not match this connection", last);
                    }
                }
            }
        }
    }

    @Test
    void theExporterIsForTls13Alone() throws Exception {
        try (TestServer server = server(Tls.IMPLICIT); PopClient client = server.connect()) {
            client.startTls(trusting, "localhost", "TLSv1.2");
            assertTrue(client.line().startsWith("+OK "));
            assertEquals("-ERR channel binding does not match this connection",
                    client.command("AUTH SCRAM-SHA-256-PLUS " + base64("p=tls-exporter,,n=alice,r=abc")));
        }
    }

    private static byte[] binding(SSLSession session, String kind) throws Exception {
        return kind.equals("tls-exporter")
                ? ((ExtendedSSLSession) session).exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32)
                : MessageDigest.getInstance("SHA-256").digest(session.getPeerCertificates()[0].getEncoded());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String challenge(String line) {
        assertTrue(line.startsWith("+ "), line);
        return new String(Base64.getDecoder().decode(line.substring(2)), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"true,+OK 3 messages", "false,-ERR mechanism is not available"})
    void aClientCertificateLogsIn(boolean withCertificate, String expected) throws Exception {
        try (TestServer server = server(Tls.STARTTLS); PopClient client = server.connect()) {
            server.world.accounts().accept("alice", certificates.clientCertificate());
            assertTrue(client.line().startsWith("+OK "));
            assertEquals("-ERR mechanism is not available", client.command("AUTH EXTERNAL ="));
            assertTrue(client.command("STLS").startsWith("+OK "));
            client.startTls(certificates.trusting(withCertificate), "localhost");
            assertEquals(expected, client.command("AUTH EXTERNAL ="));
        }
    }

    /** What an attacker slips in before the handshake must not be taken for the client's. */
    @Test
    void whatFollowsStlsInTheClearIsForgotten() throws Exception {
        try (TestServer server = server(Tls.STARTTLS); PopClient client = server.connect()) {
            server.plaintextLogin = PlaintextLogin.ALWAYS;
            assertTrue(client.line().startsWith("+OK "));
            client.send("STLS\r\nUSER mallory\r\nUTF8\r\nCA");
            assertTrue(client.line().startsWith("+OK "));
            client.startTls(trusting, "localhost");
            assertTrue(client.command("NOOP").startsWith("-ERR "),
                    "the first reply under TLS is the one to its first command");
            assertTrue(client.command("PASS secret").startsWith("-ERR "));
        }
    }

    @Test
    void aNameThatWasGivenBeforeStlsIsForgotten() throws Exception {
        try (TestServer server = server(Tls.STARTTLS)) {
            server.plaintextLogin = PlaintextLogin.ALWAYS;
            try (PopClient client = server.connect()) {
                assertTrue(client.line().startsWith("+OK "));
                assertTrue(client.command("USER alice").startsWith("+OK "));
                assertTrue(client.command("STLS").startsWith("+OK "));
                client.startTls(trusting, "localhost");
                assertTrue(client.command("PASS secret").startsWith("-ERR "));
            }
        }
    }

    @Test
    void theCertificateIsThatOfTheNameAskedFor() throws Exception {
        try (TestServer server = server(Tls.IMPLICIT);
                PopClient client = server.connect();
                PopClient second = server.connect()) {
            assertEquals("CN=localhost", client.startTls(trusting, "localhost").getPeerPrincipal().getName());
            assertEquals("CN=other.example", second.startTls(trusting, "other.example").getPeerPrincipal().getName());
        }
    }

    @Test
    void clearTextOnAnImplicitPortIsClosed() throws Exception {
        try (TestServer server = server(Tls.IMPLICIT); PopClient client = server.connect()) {
            client.send("USER alice\r\n");
            assertEquals("", client.rest());
            server.awaitCount(1, "pop3bridge.tls.handshakes", "outcome", "not_tls");
        }
    }

    @Test
    void aHandshakeOnAClearPortIsClosed() throws Exception {
        try (TestServer server = server(Tls.OFF); PopClient client = server.connect()) {
            assertTrue(client.line().startsWith("+OK "));
            assertThrows(IOException.class, () -> client.startTls(trusting, "localhost"));
            server.awaitCount(1, "pop3bridge.sessions", "end", "unexpected_tls");
        }
    }

    @Test
    void aClientThatRefusesTheCertificateIsCounted() throws Exception {
        try (TestServer server = server(Tls.STARTTLS); PopClient client = server.connect()) {
            assertTrue(client.line().startsWith("+OK "));
            assertTrue(client.command("STLS").startsWith("+OK "));
            assertThrows(SSLHandshakeException.class, () -> client.startTls(SSLContext.getDefault(), "localhost"));
            server.awaitCount(1, "pop3bridge.sessions", "end", "tls_failed");
        }
    }

    @Test
    void aClientThatGoesDuringTheHandshakeLeavesNothingBehind() throws Exception {
        try (TestServer server = server(Tls.IMPLICIT)) {
            try (PopClient client = server.connect()) {
                client.send("\u0016\u0003\u0001");
            }
            server.awaitCount(1, "pop3bridge.tls.handshakes", "outcome", "client_gone");
            server.awaitCount(0, "pop3bridge.connections");
        }
    }

    /** RFC 4422 appendix A. */
    @Test
    void aClientLogsInByItsCertificate() throws Exception {
        try (TestServer server = server(Tls.STARTTLS)) {
            server.world.accounts().accept("alice", certificates.clientCertificate());
            try (PopClient with = server.connect(); PopClient without = server.connect()) {
                for (PopClient client : List.of(with, without)) {
                    assertTrue(client.line().startsWith("+OK "));
                    assertTrue(client.command("STLS").startsWith("+OK "));
                    client.startTls(certificates.trusting(client == with), "localhost");
                }
                assertFalse(sasl(without).contains("EXTERNAL"));
                assertTrue(without.command("AUTH EXTERNAL =").startsWith("-ERR "));
                assertTrue(sasl(with).contains("EXTERNAL"));
                assertEquals("-ERR [AUTH] client certificate is not accepted", with.command("AUTH EXTERNAL Ym9i"));
                assertEquals("+ ", with.command("AUTH EXTERNAL"));
                assertTrue(with.command("").startsWith("+OK "));
            }
        }
    }

    private static String sasl(PopClient client) throws IOException {
        return capabilities(client).stream().filter(line -> line.startsWith("SASL ")).findFirst().orElse("");
    }

    /** Its session waits no longer than the client does. */
    @Test
    void aClientThatGoesDuringTheHandshakeAfterStlsLeavesNothingBehind() throws Exception {
        try (TestServer server = server(Tls.STARTTLS)) {
            try (PopClient client = server.connect()) {
                assertTrue(client.line().startsWith("+OK "));
                assertTrue(client.command("STLS").startsWith("+OK "));
            }
            long begin = System.nanoTime();
            server.awaitCount(1, "pop3bridge.sessions", "end", "tls_failed");
            assertTrue(System.nanoTime() - begin < TlsHandshake.PATIENCE.dividedBy(2).toNanos(),
                    "waited for the time-out");
        }
    }

    @Test
    void aLargeMessageArrivesWhole() throws Exception {
        try (TestServer server = server(Tls.IMPLICIT)) {
            String message = "Subject: large\r\n\r\n" + "0123456789abcdef\r\n".repeat(60_000);
            server.world.maildrops().deliver("alice", "large", message.getBytes(StandardCharsets.US_ASCII));
            try (PopClient client = server.connect()) {
                client.startTls(trusting, "localhost");
                client.login();
                String number = client.command("STAT").replaceFirst("\\+OK (\\d+) .*", "$1");
                assertEquals("+OK", client.command("RETR " + number).substring(0, 3));
                assertEquals(message, client.message());
                assertTrue(client.command("QUIT").startsWith("+OK "));
            }
        }
    }
}
