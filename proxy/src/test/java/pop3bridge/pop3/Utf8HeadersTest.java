package pop3bridge.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops;
import pop3bridge.maildrop.MemoryMaildrops.Step;
import pop3bridge.message.Form;
import pop3bridge.message.WireSize;
import pop3bridge.pop3.SessionOptions.Security;
import pop3bridge.pop3.sasl.LoginMethods;

/** Messages with UTF-8 in their header, for clients with and without UTF8 (RFC 6856 §2.1, §5, RFC 6858). */
final class Utf8HeadersTest {
    private static final String UTF8 = "Subject: Gr\u00fc\u00dfe\r\nX-Name: \u00e4\r\n\r\n\u00e4\r\n";
    private static final String SURROGATE = "Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n\r\n\u00e4\r\n";

    private final World world = new World();

    Utf8HeadersTest() {
        world.maildrops().deliver("bob", "utf8", UTF8.getBytes(UTF_8));
        world.maildrops().deliver("bob", "latin", "Subject: Gr\u00fc\u00dfe\r\n\r\nx\r\n".getBytes(ISO_8859_1));
        world.maildrops().deliver("bob", "body", "Subject: plain\r\n\r\n\u00e4\r\n".getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void withUtf8AllIsSentAsItIsStored(Utf8Headers headers) throws IOException {
        Session session = session(headers, "UTF8", "USER bob", "PASS  b  o b ");
        assertEquals(UTF8, message(session.handle(line("RETR 1"))));
        assertEquals(UTF8, message(session.handle(line("TOP 1 1"))));
        assertSizesAgree(session, 1);
    }

    @Test
    void withoutUtf8AsIsSendsWhatIsStored() throws IOException {
        Session session = session(Utf8Headers.AS_IS, "USER bob", "PASS  b  o b ");
        assertEquals(UTF8, message(session.handle(line("RETR 1"))));
        assertSizesAgree(session, 1);
    }

    @Test
    void withoutUtf8SurrogateSendsAsciiHeadersAndTheirSizes() throws IOException {
        Session session = session(Utf8Headers.SURROGATE, "USER bob", "PASS  b  o b ");
        assertEquals(SURROGATE, message(session.handle(line("RETR 1"))));
        assertEquals(SURROGATE, message(session.handle(line("TOP 1 1"))));
        for (int number = 1; number <= 3; number++) {
            assertSizesAgree(session, number);
        }
        long octets = 0;
        for (String line : assertInstanceOf(Reply.Listing.class, session.handle(line("LIST")))
                .lines()) {
            octets += Long.parseLong(line.substring(2));
        }
        assertEquals("+OK 3 " + octets, session.handle(line("STAT")).statusLine());
    }

    @Test
    void withoutUtf8RejectRefusesMessagesWithUtf8InTheirHeaderAlone() throws IOException {
        Session session = session(Utf8Headers.REJECT, "USER bob", "PASS  b  o b ");
        for (String command : List.of("RETR 1", "TOP 1 0")) {
            assertTrue(session.handle(line(command)).statusLine().startsWith("-ERR [UTF8] "), command);
        }
        assertEquals("+OK 0", session.handle(line("LAST")).statusLine());
        assertEquals(0, world.maildrops().openContents());
        assertEquals("Subject: plain\r\n\r\n\u00e4\r\n", message(session.handle(line("RETR 3"))));
        assertInstanceOf(Reply.Message.class, session.handle(line("RETR 2")));
        assertEquals("+OK 1 " + UTF8.getBytes(UTF_8).length, session.handle(line("LIST 1")).statusLine());
    }

    /** What is held of a message before its status line is bounded. */
    @Test
    void ofALongHeaderTheBeginningAloneIsLookedAt() throws IOException {
        String longHeader = "X: 0123456789\r\n".repeat(10_000) + "Subject: \u00e4\r\n\r\nbody\r\n";
        world.maildrops().deliver("bob", "long", longHeader.getBytes(UTF_8));
        Session session = session(Utf8Headers.REJECT, "USER bob", "PASS  b  o b ");
        assertEquals(longHeader, message(session.handle(line("RETR 4"))));
    }

    @Test
    void aHeaderThatCannotBeReadIsAnError() throws IOException {
        Session session = session(Utf8Headers.REJECT, "USER bob", "PASS  b  o b ");
        world.maildrops().before(Step.READ, MemoryMaildrops.failing(Reason.TEMPORARY));
        assertTrue(session.handle(line("RETR 3")).statusLine().startsWith("-ERR [SYS/TEMP] "));
        assertEquals(0, world.maildrops().openContents());
    }

    private void assertSizesAgree(Session session, int number) throws IOException {
        Reply.Message message = assertInstanceOf(Reply.Message.class, session.handle(line("RETR " + number)));
        long size;
        try (Content content = message.content()) {
            size = WireSize.of(content);
        }
        assertEquals("+OK " + number + " " + size, session.handle(line("LIST " + number)).statusLine());
        Reply.Message again = assertInstanceOf(Reply.Message.class, session.handle(line("RETR " + number)));
        again.content().close();
        assertEquals("+OK " + size + " octets", again.statusLine());
        assertFalse(session.ending().isPresent());
    }

    private static String message(Reply reply) throws IOException {
        Reply.Message message = assertInstanceOf(Reply.Message.class, reply);
        try (Content content = message.content()) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            byte[] buffer = new byte[9];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                octets.write(buffer, 0, count);
            }
            return octets.toString(UTF_8);
        }
    }

    private Session session(Utf8Headers headers, String... commands) {
        Session session = new Session("test",
                new SessionOptions(Security.clear(true, false), LoginMethods.ALL.apopIf(false), LoginDelay.none(),
                        new Compatibility(Form.AS_STORED, headers, LastPolicy.AUTO, List.of())),
                world.accounts(), world.maildrops(), () -> false);
        for (String command : commands) {
            assertTrue(session.handle(line(command)).statusLine().startsWith("+OK"), command);
        }
        return session;
    }

    private static byte[] line(String command) {
        return command.getBytes(UTF_8);
    }
}
