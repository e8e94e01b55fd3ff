package pop3bridge.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.MaildropContract;
import pop3bridge.message.Wire;

/** Messages and listings as a client reads them. */
final class RetrievalTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private PopClient login(List<byte[]> mail) throws IOException {
        for (int i = 0; i < mail.size(); i++) {
            server.world.maildrops().deliver("bob", "b" + (i + 1), mail.get(i));
        }
        PopClient client = server.connect();
        client.line();
        client.command("USER bob");
        assertEquals("+OK " + mail.size() + " messages", client.command("PASS  b  o b "));
        return client;
    }

    @Test
    void everyMessageArrivesWithTheSizeThatListNames() throws IOException {
        List<byte[]> mail = MaildropContract.mail();
        long sum = 0;
        try (PopClient client = login(mail)) {
            for (int number = 1; number <= mail.size(); number++) {
                String expected = Wire.normalised(new String(mail.get(number - 1), ISO_8859_1));
                sum += expected.length();
                assertEquals("+OK message follows", client.command("RETR " + number));
                assertEquals(expected, client.message());
                assertEquals("+OK " + number + " " + expected.length(), client.command("LIST " + number));
                assertEquals("+OK " + expected.length() + " octets", client.command("RETR " + number));
                assertEquals(expected, client.message());
            }
            assertEquals("+OK " + mail.size() + " " + sum, client.command("STAT"));
        }
    }

    @Test
    void aTopIsTheBeginningOfTheMessage() throws IOException {
        List<byte[]> mail = MaildropContract.mail();
        try (PopClient client = login(mail)) {
            for (int number = 1; number <= mail.size(); number++) {
                client.command("RETR " + number);
                String message = client.message();
                int header = message.startsWith("\r\n") ? 2 : message.indexOf("\r\n\r\n") + 4;
                client.command("TOP " + number + " 0");
                assertEquals(header == 3 ? message : message.substring(0, header), client.message());
                client.command("TOP " + number + " 1000000");
                assertEquals(message, client.message());
            }
        }
    }

    @Test
    void aTopReadsNoMoreThanItNeeds() throws IOException {
        byte[] message = ("Subject: long\r\n\r\n" + "x".repeat(10_000_000)).getBytes(ISO_8859_1);
        try (PopClient client = login(List.of(message))) {
            client.command("TOP 1 0");
            assertEquals("Subject: long\r\n\r\n", client.message());
            assertTrue(server.world.maildrops().octetsRead() < 100_000, "the whole message was read");
        }
    }

    @Test
    void aHundredThousandMessagesAreListed() throws IOException {
        int count = 100_000;
        List<byte[]> mail = Collections.nCopies(count, "x\r\n".getBytes(ISO_8859_1));
        try (PopClient client = login(mail)) {
            assertEquals("+OK " + count + " " + 3 * count, client.command("STAT"));
            client.send("LIST\r\nUIDL\r\n");
            assertEquals("+OK " + count + " messages", client.line());
            for (int number = 1; number <= count; number++) {
                assertEquals(number + " 3", client.line());
            }
            assertEquals(".", client.line());
            assertEquals("+OK " + count + " messages", client.line());
            for (int number = 1; number <= count; number++) {
                assertEquals(number + " b" + number, client.line());
            }
            assertEquals(".", client.line());
        }
    }

    @Test
    void repliesAndOctetsAreCounted() throws IOException {
        try (PopClient client = server.connect().login()) {
            client.command("RETR 1");
            client.message();
            client.command("RETR 4");
            client.command("FOO");
            client.command("LIST x");
            client.command("QUIT");
            client.rest();
        }
        server.awaitCount(1, "pop3bridge.sessions", "end", "quit");
        for (String verb : List.of("USER", "PASS", "RETR", "QUIT")) {
            server.awaitCount(1, "pop3bridge.commands", "verb", verb, "outcome", "ok");
        }
        server.awaitCount(1, "pop3bridge.commands", "verb", "RETR", "outcome", "err");
        server.awaitCount(1, "pop3bridge.commands", "verb", "OTHER", "outcome", "err");
        server.awaitCount(1, "pop3bridge.commands", "verb", "LIST", "outcome", "err");
        server.awaitCount(2, "pop3bridge.command.duration", "verb", "RETR");
        server.awaitCount(12 + 13 + 8 + 8 + 5 + 8 + 6, "pop3bridge.client", "direction", "received");
        assertTrue(server.count("pop3bridge.client", "direction", "sent") > 100);
    }
}
