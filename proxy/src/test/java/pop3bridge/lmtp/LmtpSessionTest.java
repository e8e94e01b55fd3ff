package pop3bridge.lmtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.lmtp.Deliveries.Recipient;
import pop3bridge.lmtp.LmtpSession.Input;

/** What a mail server says, and what it is answered. */
class LmtpSessionTest {
    private static final int MAX_SIZE = 100_000;

    private final MemoryDeliveries maildrops = new MemoryDeliveries();
    private final MemoryBudget memory = new MemoryBudget(2 * MAX_SIZE);
    private final AtomicLong time = new AtomicLong();
    private final List<String> journal = new ArrayList<>();
    private final StringBuilder replies = new StringBuilder();
    private final LmtpSession session = new LmtpSession(new LmtpSession.Options("mx.example.org", MAX_SIZE, time::get),
            new LmtpSession.Ports(maildrops, memory), new LmtpSession.Journal() {
                @Override
                public void refused(Recipient why) {
                    journal.add(why.getClass().getSimpleName());
                }

                @Override
                public void delivered(String user, Outcome outcome, int octets, long nanos) {
                    journal.add(user + " " + outcome + " " + octets);
                }
            }, reply -> replies.append(new String(reply.octets(), UTF_8)));

    @AfterEach
    void noMemoryIsKept() {
        session.abandon();
        assertTrue(memory.isUnused());
    }

    /** The replies to lines, without their line ends and separated by {@code |}. */
    private String say(String... lines) throws InterruptedException {
        replies.setLength(0);
        for (String line : lines) {
            assertEquals(Input.LINE, session.input(), line);
            session.line(line.getBytes(UTF_8));
        }
        return answered();
    }

    private String octets(String text) {
        replies.setLength(0);
        byte[] octets = text.getBytes(ISO_8859_1);
        assertEquals(octets.length, session.octets(octets, 0, octets.length));
        return answered();
    }

    private String answered() {
        assertTrue(replies.isEmpty() || replies.toString().endsWith("\r\n"), replies.toString());
        return replies.toString().strip().replace("\r\n", "|");
    }

    private void begin(String... recipients) throws InterruptedException {
        say("LHLO mta", "MAIL FROM:<bob@example.org>");
        for (String recipient : recipients) {
            assertEquals("250 2.1.5 ok", say("RCPT TO:<" + recipient + ">"));
        }
    }

    @Test
    void aMessageForTwo() throws Exception {
        assertEquals("250-mx.example.org|250-PIPELINING|250-SIZE 100000|250-8BITMIME|250-SMTPUTF8|"
                + "250-ENHANCEDSTATUSCODES|250 CHUNKING", say("LHLO mta"));
        assertEquals(
                "250 2.1.0 ok|250 2.1.5 ok|550 5.1.1 no such user|451 4.3.0 users cannot be looked up, try again later"
                        + "|250 2.1.5 ok|354 end the message with CRLF.CRLF",
                say("MAIL FROM:<bob@example.org> SIZE=20 BODY=8BITMIME", "RCPT TO:<anna@example.org>",
                        "RCPT TO:<nobody@example.org>", "RCPT TO:<someday@example.org>", "RCPT TO:<bert>", "DATA"));
        assertEquals("250 2.0.0 stored|250 2.0.0 stored", octets("Subject: x\r\n\r\nhi\r\n.\r\n"));
        assertEquals(List.of("bob@example.org>anna@example.org:Subject: x\r\n\r\nhi\r\n"), maildrops.of("anna"));
        assertEquals(List.of("bob@example.org>bert:Subject: x\r\n\r\nhi\r\n"), maildrops.of("bert"));
        assertEquals(List.of("Unknown", "Unavailable", "anna STORED 18", "bert STORED 18"), journal);
        assertEquals("221 2.0.0 bye", say("QUIT"));
        assertEquals(Input.NOTHING, session.input());
    }

    @Test
    void eachRecipientHasItsOwnReply() throws Exception {
        begin("anna", "bert", "carl");
        List<Outcome> answers = new ArrayList<>(List.of(Outcome.UNAVAILABLE, Outcome.STORED, Outcome.REPEATED));
        maildrops.store = answers::removeFirst;
        say("DATA");
        assertEquals("451 4.3.0 store is not available, try again later|250 2.0.0 stored|250 2.0.0 stored already",
                octets("x\r\n.\r\n"));
    }

    /** The mail server would not wait for its reply any longer. */
    @Test
    void aSlowStoreIsNotAskedForever() throws Exception {
        begin("anna", "bert");
        maildrops.store = () -> {
            time.addAndGet(LmtpSession.TIME_FOR_ALL.toNanos() + 1);
            return Outcome.STORED;
        };
        say("DATA");
        assertEquals("250 2.0.0 stored|451 4.3.0 store is slow, try again later", octets("x\r\n.\r\n"));
    }

    @Test
    void commandsOutOfOrder() throws Exception {
        String outOfOrder = "503 5.5.1 begin with LHLO, MAIL and RCPT";
        assertEquals(outOfOrder, say("MAIL FROM:<>"));
        assertEquals(outOfOrder, say("DATA"));
        say("LHLO mta");
        assertEquals(outOfOrder, say("RCPT TO:<anna>"));
        say("MAIL FROM:<>");
        assertEquals(outOfOrder, say("MAIL FROM:<>"));
        say("RCPT TO:<nobody>");
        assertEquals(outOfOrder, say("DATA"));
        assertEquals("250 2.0.0 reset", say("RSET"));
        assertEquals(outOfOrder, say("RCPT TO:<anna>"));
        begin("anna");
        say("LHLO again");
        assertEquals(outOfOrder, say("DATA"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"HELO x;500 5.5.1 this is LMTP, use LHLO",
            "EHLO x;500 5.5.1 this is LMTP, use LHLO",
            "LHLO;501 5.5.4 LHLO needs a name", "STARTTLS;500 5.5.1 unknown command", "'';500 5.5.1 unknown command",
            "noop whatever;250 2.0.0 ok", "VRFY anna;252 2.1.5 cannot verify, but will try to deliver",
            "HELP;214 2.0.0 LMTP (RFC 2033): LHLO MAIL RCPT DATA BDAT RSET NOOP QUIT",
            "DATA now;501 5.5.4 command takes no argument", "mail from: <a@b>;250 2.1.0 ok",
            "MAIL FROM:a@b;501 5.1.7 MAIL needs FROM: and an address in angle brackets",
            "MAIL FROM:<a@b>SIZE=1;501 5.5.4 parameters begin after a space",
            "MAIL FROM:<a@b> SIZE=100001;552 5.3.4 message is too large",
            "MAIL FROM:<a@b> SIZE=99999999999999999999;555 5.5.4 a parameter of MAIL is unknown or malformed",
            "MAIL FROM:<a@b> BODY=BINARYMIME;555 5.5.4 a parameter of MAIL is unknown or malformed",
            "MAIL FROM:<ä@b>;553 5.6.7 address needs SMTPUTF8", "MAIL FROM:<ä@b> SMTPUTF8;250 2.1.0 ok"})
    void repliesToOneCommand(String command, String reply) throws Exception {
        say("LHLO mta");
        assertEquals(reply, say(command));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"RCPT TO:<>;501 5.1.3 RCPT needs TO: and an address in angle brackets",
            "RCPT TO:<a b@c>;501 5.1.3 RCPT needs TO: and an address in angle brackets",
            "RCPT TO:<a@>;501 5.1.3 RCPT needs TO: and an address in angle brackets",
            "RCPT TO:<@relay:>;501 5.1.3 RCPT needs TO: and an address in angle brackets",
            "RCPT TO:<a@b> NOTIFY=NEVER;555 5.5.4 RCPT takes no parameter",
            "RCPT TO:<ä@b>;553 5.6.7 address needs SMTPUTF8", "RCPT TO:<@relay,@other:nobody@b>;550 5.1.1 no such user",
            "RCPT TO:<\"nobody\"@b>;550 5.1.1 no such user", "RCPT TO:<\"no\\body\">;550 5.1.1 no such user",
            "RCPT TO:<\"x>y z\"@[192.0.2.1]>;250 2.1.5 ok"})
    void recipients(String command, String reply) throws Exception {
        begin();
        assertEquals(reply, say(command));
    }

    @Test
    void aLineThatIsNotUtf8() throws Exception {
        session.line("RCPT TO:<\u00e4@b>".getBytes(ISO_8859_1));
        assertEquals("501 5.5.2 command is not UTF-8", answered());
    }

    @Test
    void noMoreRecipientsThanTheLimit() throws Exception {
        begin();
        for (int i = 0; i < LmtpSession.MOST_RECIPIENTS; i++) {
            say("RCPT TO:<anna" + i + ">");
        }
        assertEquals("452 4.5.3 too many recipients", say("RCPT TO:<bert>"));
    }

    @Test
    void badCommandsEndTheSession() throws Exception {
        for (int i = 1; i < LmtpSession.MOST_BAD_COMMANDS; i++) {
            say("GET / HTTP/1.1");
        }
        assertEquals("500 5.5.1 unknown command|421 4.7.0 too many bad commands", say("GET / HTTP/1.1"));
        assertEquals(Input.NOTHING, session.input());
    }

    @Test
    void aMessageInChunks() throws Exception {
        begin("anna", "bert");
        say("BDAT 12");
        assertEquals("250 2.0.0 chunk received", octets("Subject: x\r\n"));
        assertEquals("503 5.5.1 begin with LHLO, MAIL and RCPT", say("DATA"));
        assertEquals("503 5.5.1 begin with LHLO, MAIL and RCPT", say("RCPT TO:<carl>"));
        assertEquals("250 2.0.0 chunk received", say("BDAT 0"));
        say("bdat 7 last");
        assertEquals("250 2.0.0 stored|250 2.0.0 stored", octets("\r\n.\r\n.."));
        assertEquals(List.of("bob@example.org>anna:Subject: x\r\n\r\n.\r\n..\r\n"), maildrops.of("anna"));
        begin("anna");
        assertEquals("250 2.0.0 stored", say("BDAT 0 LAST"));
    }

    @Test
    void chunksForNobodyAreNoCommands() throws Exception {
        say("LHLO mta", "MAIL FROM:<>", "RCPT TO:<nobody>");
        say("BDAT 6 LAST");
        assertEquals("503 5.5.1 begin with LHLO, MAIL and RCPT", octets("QUIT\r\n"));
        assertEquals(Input.LINE, session.input());
        assertEquals("501 5.5.4 BDAT needs the number of octets", say("BDAT six"));
        assertEquals(Input.NOTHING, session.input());
    }

    @Test
    void aMessageThatIsTooLarge() throws Exception {
        begin("anna", "bert");
        say("DATA");
        octets("x".repeat(MAX_SIZE + 1));
        assertTrue(memory.isUnused());
        assertEquals("552 5.3.4 message is too large|552 5.3.4 message is too large", octets("\r\n.\r\n"));
        begin("anna");
        say("BDAT " + (MAX_SIZE + 1));
        assertEquals("552 5.3.4 message is too large", octets("x".repeat(MAX_SIZE + 1)));
        say("BDAT 1 LAST");
        assertEquals("552 5.3.4 message is too large", octets("x"));
        begin("anna");
        say("DATA");
        assertEquals("250 2.0.0 stored", octets("x".repeat(MAX_SIZE - 2) + "\r\n.\r\n"));
    }

    /** A message that turns out larger than declared gets more memory only if there is some. */
    @Test
    void aMessageThatThereIsNoMemoryFor() throws Exception {
        begin("anna");
        say("DATA");
        assertTrue(memory.reserve(MAX_SIZE + 50_000));
        octets("x".repeat(60_000));
        assertEquals("452 4.3.1 server is busy, try again later", octets("\r\n.\r\n"));
        memory.release(MAX_SIZE + 50_000);
        begin("anna");
        say("DATA");
        assertEquals("250 2.0.0 stored", octets("x".repeat(60_000) + "\r\n.\r\n"));
    }

    /** Each text with its content as it is stored; CR and LF are written as such. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {".rn|''", "rn.rn|rn", "..rn.rn|.rn", ".xrn.rn|xrn", "arn.brn..rn.rn|arnbrn.rn",
            "an.nbrn.rn|arn.rnbrn", "an.rnbrn.rn|arn.rnbrn", "arn.nbrn.rn|arnrnbrn", "ar.rbrn.rn|ar.rbrn",
            "arn.r.rn.rn|arnr.rn", "arrn.rn|arrn", "arn.rrn.rn|arnrrn", "n.rn.rn|rn.rn"})
    void dotsAndLineEnds(String sent, String stored) throws Exception {
        begin("anna");
        say("DATA");
        String text = sent.replace('r', '\r').replace('n', '\n');
        for (int i = 0; i < text.length() - 1; i++) {
            assertEquals("", octets(text.substring(i, i + 1)), "ended early at " + i);
        }
        assertEquals("250 2.0.0 stored", octets(text.substring(text.length() - 1)));
        assertEquals("bob@example.org>anna:" + stored,
                maildrops.of("anna").getFirst().replace('\r', 'r').replace('\n', 'n'));
    }

    @Test
    void octetsAfterAMessageAreLeft() throws Exception {
        begin("anna");
        say("DATA");
        byte[] octets = "x\r\n.\r\nQUIT\r\n".getBytes(ISO_8859_1);
        assertEquals(6, session.octets(octets, 0, octets.length));
        assertEquals(Input.LINE, session.input());
    }
}
