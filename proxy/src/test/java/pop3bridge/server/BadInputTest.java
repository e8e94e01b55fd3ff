package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.pop3.Script;
import pop3bridge.pop3.Session;

/** Input that is not POP3. */
final class BadInputTest {
    private static final int MEBIBYTE = 1024 * 1024;

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theLongestLineIsAnswered() throws IOException {
        try (PopClient client = server.connect()) {
            client.line();
            assertEquals("-ERR unknown command", client.command("x".repeat(1022)));
            assertTrue(client.command("USER " + "x".repeat(1017)).startsWith("+OK"));
        }
    }

    @Test
    void aResponseToAChallengeMayBeLongerThanACommand() throws IOException {
        try (PopClient client = server.connect()) {
            client.line();
            assertEquals("+ ", client.command("AUTH PLAIN"));
            assertEquals("-ERR response is not base64", client.command("x".repeat(Session.MAX_RESPONSE - 2)));
            assertEquals("+ ", client.command("AUTH PLAIN"));
            client.send("x".repeat(Session.MAX_RESPONSE + 1));
            assertEquals("-ERR command line is longer than 16384 octets\r\n", client.rest());
        }
    }

    /** Clients send long tokens with AUTH, although RFC 5034 §4 limits that to 255 octets. */
    @ParameterizedTest
    @ValueSource(strings = {"AUTH XOAUTH2 ", "auth oauthbearer "})
    void anInitialResponseMayBeAsLongAsAnyOther(String auth) throws IOException {
        String token = "t".repeat(8_000);
        server.world.accounts().accept("alice", token);
        String response = Base64.getEncoder().encodeToString(((auth.contains("X") ? "user=alice" : "n,a=alice,")
                + "\1auth=Bearer " + token + "\1\1").getBytes(StandardCharsets.US_ASCII));
        try (PopClient client = server.connect()) {
            client.line();
            assertEquals("+OK 3 messages", client.command(auth + response));
        }
    }

    @Test
    void aLongAuthHasAnEnd() throws IOException {
        try (PopClient client = server.connect()) {
            client.line();
            client.send("AUTH PLAIN " + "x".repeat(2_000_000));
            assertEquals("-ERR command line is longer than 16384 octets\r\n", client.rest());
        }
        try (PopClient client = server.connect().login()) {
            client.send("AUTH PLAIN " + "x".repeat(2_000) + "\r\n");
            assertEquals("-ERR command line is longer than 1024 octets\r\n", client.rest());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MEBIBYTE, 16_384, 512, 64})
    void anOverlongLineIsAnsweredThoughTheClientGoesOn(int piece) throws IOException {
        for (int i = 0; i < 5; i++) {
            try (PopClient client = server.connect().login()) {
                client.command("DELE 1");
                for (int sent = 0; sent < MEBIBYTE; sent += piece) {
                    client.send("x".repeat(piece));
                }
                assertEquals("-ERR command line is longer than 1024 octets\r\n", client.rest());
            }
            server.awaitCount(i + 1, "pop3bridge.sessions", "end", "line_too_long");
        }
        assertEquals(List.of("a1", "a2", "a3"), server.world.maildrops().uniqueIds("alice"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOO\r\n", "\r\n", "\0\n", "\n\0\u00ff\r\u0001"})
    void tooManyBadCommandsAreAnsweredThoughTheClientGoesOn(String bad) throws IOException {
        try (PopClient client = server.connect()) {
            client.send(bad.repeat(MEBIBYTE / bad.length()));
            List<String> answers = Script.lines(client.rest());
            assertEquals(5, answers.size(), answers::toString);
            assertEquals("-ERR too many bad commands", answers.getLast());
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "bad_commands");
    }

    @Test
    void octetsAtRandomAreAnsweredByErrorsOrAClose() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            StringBuilder octets = new StringBuilder();
            for (int count = random.nextInt(5_000); count > 0; count--) {
                octets.append((char) (random.nextInt(20) == 0 ? '\n' : random.nextInt(256)));
            }
            try (PopClient client = server.connect()) {
                client.send(octets.toString());
                client.shutOutput();
                List<String> answers = Script.lines(client.rest());
                assertTrue(answers.stream().skip(1).allMatch(line -> line.matches("-ERR [ -~]{1,500}")),
                        answers::toString);
            }
        }
    }
}
