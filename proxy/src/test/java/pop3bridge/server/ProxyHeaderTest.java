package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.net.Networks;
import pop3bridge.server.Listener.Tls;
import pop3bridge.server.ServerConfig.PlaintextLogin;

/** Connections that a load balancer passes on, with the header of the PROXY protocol before them. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static TestServer server(String... trusted) {
        TestServer server = new TestServer();
        server.proxyProtocol = true;
        server.trustedProxies = Networks.of(List.of(trusted));
        return server;
    }

    private static String octets(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theClientIsTheOneThatTheHeaderNames() throws Exception {
        try (TestServer server = server("127.0.0.0/8"); PopClient client = server.connect()) {
            client.send("PROXY TCP4 192.0.2.7 192.0.2.1 40000 110\r\n");
            assertTrue(client.line().startsWith("+OK "));
            assertTrue(client.command("USER alice").startsWith("-ERR "), "the client is on another machine");
        }
    }

    @Test
    void versionTwoIsUnderstoodAndMayBeFollowedByACommandAtOnce() throws Exception {
        try (TestServer server = server("127.0.0.1"); PopClient client = server.connect()) {
            client.send(octets(SIGNATURE + "2111000c" + "7f000001" + "7f000001" + "9c40006e") + "USER alice\r\n");
            assertTrue(client.line().startsWith("+OK "));
            assertTrue(client.line().startsWith("+OK "));
        }
    }

    /** PP2_TYPE_SSL with PP2_CLIENT_SSL: the proxy has the TLS session. */
    @Test
    void aClientThatSpeaksTlsWithTheProxyMaySendAPassword() throws Exception {
        try (TestServer server = server("127.0.0.1"); PopClient client = server.connect()) {
            server.plaintextLogin = PlaintextLogin.NEVER;
            client.send(
                    octets(SIGNATURE + "21110014" + "c0000207" + "c0000201" + "9c40006e" + "200005" + "0100000000"));
            client.login();
        }
    }

    @Test
    void limitsByAddressAreThoseOfTheClients() throws Exception {
        try (TestServer server = server("127.0.0.1")) {
            server.connectionsPerAddress = 1;
            try (PopClient first = server.connect();
                    PopClient second = server.connect();
                    PopClient third = server.connect()) {
                first.send("PROXY TCP4 192.0.2.7 192.0.2.1 40000 110\r\n");
                assertTrue(first.line().startsWith("+OK "));
                second.send("PROXY TCP4 192.0.2.8 192.0.2.1 40000 110\r\n");
                assertTrue(second.line().startsWith("+OK "));
                third.send("PROXY TCP4 192.0.2.8 192.0.2.1 40001 110\r\n");
                assertTrue(third.line().startsWith("-ERR [SYS/TEMP] "));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tlsMayFollowTheHeader(boolean inOneSegment) throws Exception {
        String header = "PROXY TCP6 2001:db8::7 2001:db8::1 40000 995\r\n";
        TestTls certificates = new TestTls();
        try (TestServer server = server("::1", "127.0.0.1")) {
            server.tls = Tls.IMPLICIT;
            server.tlsContexts = Optional.of(certificates);
            try (PopClient client = server.connect()) {
                if (inOneSegment) {
                    client.sendWithTheNext(header);
                } else {
                    client.send(header);
                }
                client.startTls(certificates.trusting(false), "localhost");
                client.login();
            }
        }
    }

    @Test
    void whoIsNotTrustedIsClosed() throws Exception {
        try (TestServer server = server("192.0.2.0/24"); PopClient client = server.connect()) {
            assertEquals("", client.rest());
            server.awaitCount(1, "pop3bridge.connections.refused", "reason", "no_proxy_header");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER alice\r\n", "PROXY nonsense\r\n", "PROXY TCP4 1.2.3.4.5 1.2.3.4 1 1\r\n",
            "PROXY TCP4 192.0.2.7 192.0.2.1 99999 110\r\n"})
    void whatIsNoHeaderIsClosed(String instead) throws Exception {
        try (TestServer server = server("127.0.0.1"); PopClient client = server.connect()) {
            client.send(instead);
            assertEquals("", client.rest());
            server.awaitCount(1, "pop3bridge.connections.refused", "reason", "no_proxy_header");
        }
    }

    @Test
    void aHeaderOnAPortWithoutTheProtocolIsABadCommand() throws Exception {
        try (TestServer server = new TestServer(); PopClient client = server.connect()) {
            assertTrue(client.line().startsWith("+OK "));
            assertTrue(client.command("PROXY TCP4 192.0.2.7 192.0.2.1 40000 110").startsWith("-ERR "));
        }
    }
}
