package pop3bridge.moving.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import pop3bridge.accounts.Secret;
import pop3bridge.moving.MailSource.BadMailException;
import pop3bridge.moving.MailSource.Mail;
import pop3bridge.moving.pop3.Pop3Source.Protection;
import pop3bridge.moving.pop3.Pop3Source.Server;

/** Other servers, good and bad. */
@Timeout(60)
class Pop3SourceTest {
    /** The octets of UTF-8, as ISO 8859-1 has them. */
    private static final String PASS = "PASS s\u00c3\u00a9cret";

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<String> commands = new CopyOnWriteArrayList<>();

    Pop3SourceTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    /**
     * Starts a server for one session.
     *
     * @param replies to commands; others are answered with +OK. A reply that ends in an exclamation mark is followed by the
     *     end of the connection
     */
    private void serve(Map<String, String> replies) {
        Thread.startVirtualThread(() -> {
            try (Socket socket = listener.accept()) {
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
                socket.getOutputStream().write("+OK ready\r\n".getBytes(ISO_8859_1));
                for (String command = in.readLine(); command != null; command = in.readLine()) {
                    commands.add(command);
                    String reply = replies.getOrDefault(command, "+OK\n").replace("\n", "\r\n");
                    boolean last = reply.endsWith("!");
                    socket.getOutputStream()
                            .write(reply.substring(0, reply.length() - (last ? 1 : 0)).getBytes(ISO_8859_1));
                    if (last) {
                        return;
                    }
                }
            } catch (IOException e) {
                commands.add(e.toString());
            }
        });
    }

    private Pop3Source open(Protection protection) throws Exception {
        return Pop3Source.open(new Server("127.0.0.1", listener.getLocalPort(), protection, SSLContext.getDefault(),
                "bob"), Secret.of("sécret"), 100);
    }

    @Test
    void messagesAreRetrievedWithTheirUniqueIdsAndNoneIsDeleted() throws Exception {
        serve(Map.of("LIST", "+OK\n1 14\n3 8\n.\n", "UIDL", "+OK\n1 id-1\n3 id,3\n.\n", "RETR 1",
                "+OK\na: é\n\n..\n..x\n.\n", "RETR 3", "+OK\nc\n\n.\n"));
        try (Pop3Source source = open(Protection.NONE)) {
            Mail first = (Mail) source.next().orElseThrow();
            assertEquals("a: é\r\n\r\n.\r\n.x\r\n", new String(first.content().read(), ISO_8859_1));
            assertEquals(Optional.of("id-1"), first.identity().uniqueId());
            assertTrue(first.identity().certain());
            assertEquals(0.5, source.done());
            Mail second = (Mail) source.next().orElseThrow();
            assertEquals("127.0.0.1: message 3", second.name());
            assertEquals(Optional.empty(), source.next());
        }
        assertEquals(List.of("USER bob", PASS, "LIST", "UIDL", "RETR 1", "NOOP", "QUIT"), commands);
    }

    @Test
    void aServerWithoutUniqueIdsGivesNone() throws Exception {
        serve(Map.of("LIST", "+OK\n1 8\n.\n", "UIDL", "-ERR no\n", "RETR 1", "+OK\nab: c\n.\n"));
        try (Pop3Source source = open(Protection.NONE)) {
            Mail mail = (Mail) source.next().orElseThrow();
            assertEquals(Optional.empty(), mail.identity().uniqueId());
            assertFalse(mail.identity().certain());
            assertEquals("ab: c\r\n", new String(mail.content().read(), ISO_8859_1));
        }
    }

    @Test
    void aMessageThatIsCutOffIsNotTaken() throws Exception {
        serve(Map.of("LIST", "+OK\n1 50\n.\n", "UIDL", "+OK\n1 a\n.\n", "RETR 1", "+OK\nab: c\n!"));
        Pop3Source source = open(Protection.NONE);
        Mail mail = (Mail) source.next().orElseThrow();
        assertThrows(IOException.class, () -> mail.content().read());
    }

    @Test
    void oneMessageThatIsRefusedOrTooLargeLeavesTheOthers() throws Exception {
        serve(Map.of("LIST", "+OK\n1 5\n2 101\n3 5\n4 5\n.\n", "UIDL", "+OK\n1 a\n2 b\n3 c\n4 d\n.\n", "RETR 1",
                "-ERR broken\n", "RETR 3", "+OK\n" + "x".repeat(200) + "\n.\n", "RETR 4", "+OK\nabc\n.\n"));
        try (Pop3Source source = open(Protection.NONE)) {
            for (String reason : List.of("is refused by the server: -ERR broken",
                    "is larger than 100 octets (--max-size)",
                    "is larger than 100 octets (--max-size)")) {
                Mail mail = (Mail) source.next().orElseThrow();
                assertEquals(reason, assertThrows(BadMailException.class, () -> mail.content().read()).reason());
            }
            assertEquals("abc\r\n", new String(((Mail) source.next().orElseThrow()).content().read(), ISO_8859_1));
        }
    }

    private void assertRefused(String reason, Protection protection, Map<String, String> replies) {
        serve(replies);
        String message = assertThrows(IOException.class, () -> open(protection)).getMessage();
        assertTrue(String.valueOf(message).startsWith("127.0.0.1:" + listener.getLocalPort() + ": "), message);
        assertTrue(String.valueOf(message).contains(reason), message);
    }

    @Test
    void aServerThatCannotBeUsedIsNamed() throws Exception {
        assertRefused("-ERR wrong", Protection.NONE, Map.of(PASS, "-ERR wrong\n"));
        assertRefused("-ERR locked", Protection.NONE, Map.of("LIST", "-ERR locked\n"));
        assertRefused("1 messages and 0 unique-ids", Protection.NONE,
                Map.of("LIST", "+OK\n1 5\n.\n", "UIDL", "+OK\n.\n"));
        assertRefused("does not offer STLS", Protection.STLS, Map.of("STLS", "-ERR what?\n"));
        assertEquals("STLS", commands.getLast());
    }

    /** The password is not sent to whoever answers. */
    @Test
    void withoutAServerThatIsTrustedNoPasswordIsSent() throws Exception {
        serve(Map.of("STLS", "+OK\n!"));
        assertThrows(IOException.class, () -> open(Protection.STLS));
        assertEquals(List.of("STLS"), commands);
    }
}
