package pop3bridge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.server.ServerConfig.Apop;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.trace.Trace;
import pop3bridge.trace.TraceLine;

/** What a trace shows of connections. */
final class TraceTest {
    private static final String SECRET = "hunter2";

    private final TestServer server = new TestServer();
    private final Trace trace = server.traces.start("alice").orElseThrow();
    private final List<TraceLine> seen = new ArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    /** Returns all lines once so many sessions have ended. */
    private List<String> lines(int sessions) {
        TestServer.await(() -> {
            seen.addAll(trace.take(Integer.MAX_VALUE).lines());
            return seen.stream().filter(line -> line.text().startsWith("session ended")).count() == sessions;
        }, seen::toString);
        return seen.stream().map(line -> switch (line.from()) {
            case CLIENT -> "C: " + line.text();
            case SERVER -> "S: " + line.text();
            case NOTE -> "-- " + line.text();
        }).toList();
    }

    @Test
    void aSessionIsShownFromTheGreetingToItsEnd() throws IOException {
        try (PopClient client = server.connect().login()) {
            client.command("RETR 2");
            client.message();
            client.command("TOP 1 0");
            client.message();
            client.command("UIDL");
            client.message();
            client.command("DELE 9");
            client.command("QUIT");
        }
        assertEquals(List.of("-- connected from 127.0.0.1", "S: +OK pop3bridge ready", "C: USER alice",
                "S: +OK send PASS", "C: PASS ***", "S: +OK 3 messages", "C: RETR 2", "S: +OK message follows",
                "S: ... 25 octets", "S: .", "C: TOP 1 0", "S: +OK top of message follows", "S: ... 14 octets", "S: .",
                "C: UIDL", "S: +OK 3 messages", "S: 1 a1", "S: 2 a2", "S: 3 a3", "S: .", "C: DELE 9",
                "S: -ERR no such message", "C: QUIT", "S: +OK bye, 0 messages deleted", "-- session ended: quit"),
                lines(1));
        assertEquals(1, seen.stream().map(TraceLine::session).distinct().count());
    }

    @Test
    void aFailedLoginIsShownAndOtherSessionsAreNot() throws IOException {
        try (PopClient client = server.connect(); PopClient bob = server.connect()) {
            bob.line();
            bob.command("USER bob");
            assertEquals("+OK 0 messages", bob.command("PASS  b  o b "));
            client.line();
            client.command("AUTH PLAIN " + base64("\0alice\0" + SECRET));
            client.command("QUIT");
            bob.command("QUIT");
        }
        assertEquals(List.of("-- connected from 127.0.0.1", "S: +OK pop3bridge ready", "C: AUTH PLAIN ***",
                "S: -ERR [AUTH] wrong user name or password", "C: QUIT", "S: +OK bye", "-- session ended: quit"),
                lines(1));
    }

    /** In each, S is the secret. They are sent after USER, so that everything is traced, at once and octet by octet. */
    @ParameterizedTest
    @ValueSource(strings = {"PASS S", "PASS  S ", "pass\tS", "PASSS", "PASS\0S", "\0S", "PASS wrong\r\nS", "S",
            "S\r\nS",
            "USER S", "USER S\r\nPASS S", "USER alice S", "APOP alice S", "APOP S S", "APOP S", "APOP alice S S",
            "AUTH S", "AUTH S S", "AUTH PLAIN B", "AUTH PLAIN S", "AUTH PLAIN S S", "AUTH PLAIN\r\nB",
            "AUTH PLAIN\r\nS", "AUTH PLAIN\r\n*\r\nS", "AUTH PLAIN\r\nUSER S\r\nS", "AUTH PLAIN =\r\nS",
            "AUTH LOGIN\r\nYWxpY2U=\r\nB", "AUTH LOGIN\r\nS\r\nS", "AUTH LOGIN\r\nB\r\nB", "AUTH LOGIN YWxpY2U=\r\nB",
            "AUTH LOGIN\r\nYWxpY2U=\r\n*\r\nB", "AUTH CRAM-MD5\r\nB", "AUTH CRAM-MD5 B", "AUTH SCRAM-SHA-256 B",
            "AUTH SCRAM-SHA-256\r\nB\r\nS", "AUTH SCRAM-SHA-1 biwsbj1hbGljZSxyPWFiYw==\r\nB\r\nB",
            "AUTH OAUTHBEARER B", "AUTH OAUTHBEARER B\r\nB", "AUTH XOAUTH2 B\r\nS", "AUTH XOAUTH2\r\nB\r\n\r\nS",
            "AUTH EXTERNAL B", "AUTH GSSAPI B", "AUTH PLAIN-CLIENTTOKEN B\r\nS", "CAPA S", "STLS S", "NOOP S",
            "RETR S", "QUIT S", "LANG S", "XCLIENT LOGIN=S", "RPOP S", "XTND S", "STAT\r\nS", "PASS secret\r\nS",
            "PASS secret\r\nPASS S", "PASS secret\r\nRETR S", "PASS secret\r\nTOP 1 S", "PASS secret\r\nAUTH PLAIN B"})
    void noSecretIsShown(String input) throws IOException {
        server.world.accounts().accept("alice", "abc");
        server.apop = Apop.ON;
        String encoded = base64("n,a=alice,\1auth=Bearer " + SECRET + "\1\1");
        String sent = "USER alice\r\n" + input.replaceAll("\\bS\\b|(?<=PASS)S$", SECRET).replaceAll("\\bB\\b", encoded)
                + "\r\n";
        try (PopClient client = server.connect()) {
            client.send(sent);
            client.shutOutput();
            client.drain();
        }
        try (PopClient client = server.connect()) {
            for (int i = 0; i < sent.length(); i++) {
                client.send(sent.substring(i, i + 1));
            }
            client.shutOutput();
            client.drain();
        }
        String all = lines(2).stream().collect(Collectors.joining("\n"));
        assertTrue(all.contains("C: USER alice\n"), all);
        assertTrue(all.contains("***"), all);
        String lower = all.toLowerCase(Locale.ROOT);
        assertFalse(lower.contains(SECRET) || lower.contains(encoded.substring(0, 8).toLowerCase(Locale.ROOT)), all);
    }

    @Test
    void aLineThatIsTooLongIsHidden() throws IOException {
        try (PopClient client = server.connect()) {
            client.send("USER alice\r\nPASS " + SECRET.repeat(1000) + "\r\n");
            client.drain();
        }
        assertEquals(List.of("C: ***", "S: -ERR command line is longer than 1024 octets",
                "-- session ended: line_too_long"), lines(1).subList(4, 7));
    }

    @Test
    void whatIsSentBeforeTlsIsHiddenToo() throws Exception {
        TestTls certificates = new TestTls();
        server.tls = Listener.Tls.STARTTLS;
        server.plaintextLogin = PlaintextLogin.NEVER;
        server.tlsContexts = Optional.of(certificates);
        try (PopClient client = server.connect()) {
            client.line();
            client.command("USER alice");
            client.command("PASS " + SECRET);
            client.send("STLS\r\nPASS " + SECRET + "\r\n");
            assertEquals("+OK begin TLS", client.line());
            client.startTls(certificates.trusting(false), "localhost");
            client.command("USER alice");
            client.command("PASS secret");
            client.command("QUIT");
        }
        List<String> lines = lines(1);
        assertEquals(List.of("-- connected from 127.0.0.1", "S: +OK pop3bridge ready", "C: USER alice",
                "S: -ERR plaintext login needs TLS on this connection", "C: PASS ***",
                "S: -ERR plaintext login needs TLS on this connection", "C: STLS", "S: +OK begin TLS"),
                lines.subList(0, 8));
        assertTrue(lines.get(8).startsWith("-- TLS began: TLSv1.3 "), lines::toString);
        assertEquals(List.of("C: USER alice", "S: +OK send PASS", "C: PASS ***", "S: +OK 3 messages", "C: QUIT"),
                lines.subList(9, 14));
    }

    /** Its QUIT is carried out, although it does not wait for the replies. */
    @Test
    void theQuitOfAClientThatHasLeftIsShown() throws IOException {
        server.world.maildrops().deliver("alice", "large", new byte[8 * 1024 * 1024]);
        try (PopClient client = new PopClient(server.port(), 4096).login()) {
            client.send("NOOP\r\nQUIT\r\n");
        }
        List<String> lines = lines(1);
        assertTrue(lines.contains("C: QUIT"), lines::toString);
        assertEquals("-- session ended: quit", lines.getLast());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
    }
}
