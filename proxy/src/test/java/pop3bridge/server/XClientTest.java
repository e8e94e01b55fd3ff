package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.net.Networks;
import pop3bridge.server.ServerConfig.PlaintextLogin;

/** Connections that a proxy passes on with XCLIENT. */
class XClientTest {
    private static TestServer behindAProxy() {
        TestServer server = new TestServer();
        server.trustedProxies = Networks.of(List.of("127.0.0.1"));
        return server;
    }

    private static byte[] octets(String line) {
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({"XCLIENT ADDR=192.0.2.7 PORT=40000,/192.0.2.7:40000",
            "xclient addr=2001:db8::7,/[2001:db8:0:0:0:0:0:7]:0",
            "XCLIENT SESSION=x ADDR=192.0.2.7 TTL=4,/192.0.2.7:0"})
    void theAddressIsRead(String line, String origin) {
        assertEquals(origin, XClient.parse(octets(line)).orElseThrow().origin().orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"XCLIENT ADDR=", "XCLIENT ADDR=example.org", "XCLIENT ADDR=192.0.2.7 PORT=x",
            "XCLIENT ADDR=192.0.2.7 PORT=65536", "XCLIENT ADDR=192.0.2.7 PORT=-1"})
    void whatIsMalformedIsRefused(String line) {
        assertTrue(XClient.isCommand(octets(line)));
        assertTrue(XClient.parse(octets(line)).isEmpty());
    }

    @Test
    void theSessionIsThatOfTheClientBehindTheProxy() throws Exception {
        try (TestServer server = behindAProxy(); PopClient client = server.connect()) {
            assertTrue(client.line().startsWith("+OK [XCLIENT] "));
            assertEquals("-ERR XCLIENT is malformed", client.command("XCLIENT ADDR=nonsense"));
            assertTrue(client.command("USER alice").startsWith("+OK "));
            assertEquals("+OK XCLIENT accepted", client.command("XCLIENT ADDR=192.0.2.7 PORT=40000"));
            assertEquals("-ERR plaintext login needs TLS on this connection", client.command("PASS secret"));
        }
    }

    @Test
    void limitsAreThoseOfTheClientBehindTheProxy() throws Exception {
        try (TestServer server = behindAProxy()) {
            server.connectionsPerAddress = 1;
            server.plaintextLogin = PlaintextLogin.ALWAYS;
            try (PopClient first = server.connect()) {
                first.line();
                assertEquals("+OK XCLIENT accepted", first.command("XCLIENT ADDR=192.0.2.7"));
                try (PopClient second = server.connect()) {
                    second.line();
                    assertEquals("+OK XCLIENT accepted", second.command("XCLIENT ADDR=192.0.2.8"));
                    assertTrue(second.command("USER alice").startsWith("+OK "));
                    assertEquals("+OK 3 messages", second.command("PASS secret"));
                }
                try (PopClient third = server.connect()) {
                    third.line();
                    assertEquals("-ERR [SYS/TEMP] too many connections", third.command("XCLIENT ADDR=192.0.2.7"));
                    assertEquals("", third.rest());
                }
            }
        }
    }

    @Test
    void whoIsNotTrustedIsClosed() throws Exception {
        try (TestServer server = new TestServer(); PopClient client = server.connect()) {
            assertFalse(client.line().contains("XCLIENT"));
            assertEquals("-ERR XCLIENT is not available", client.command("XCLIENT ADDR=192.0.2.7"));
            assertEquals("", client.rest());
        }
    }

    @Test
    void afterLoginItIsAnUnknownCommand() throws Exception {
        try (TestServer server = behindAProxy(); PopClient client = server.connect().login()) {
            assertTrue(client.command("XCLIENT ADDR=192.0.2.7").startsWith("-ERR "));
            assertTrue(client.command("QUIT").startsWith("+OK "));
        }
    }
}
