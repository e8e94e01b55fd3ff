package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code deliver}, as a mail server uses it, and a client that fetches the message. */
@Timeout(60)
class DeliverIT {
    private final Path folder;
    private final Site site;
    private final Bridge bridge;

    DeliverIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
        bridge = site.bridge();
    }

    @AfterEach
    void close() {
        bridge.stop();
        site.close();
    }

    private CommandRun deliver(Map<String, String> settings, String message, String... arguments) throws Exception {
        InputStream in = System.in;
        System.setIn(new ByteArrayInputStream(message.getBytes(US_ASCII)));
        try {
            return CommandRun.withConfig(folder, settings, arguments);
        } finally {
            System.setIn(in);
        }
    }

    private void assertDelivered(String message, String... arguments) throws Exception {
        CommandRun run = deliver(site.settings(), message, arguments);
        assertEquals("", run.err());
        assertEquals(0, run.status());
    }

    private void assertRefused(int status, String problem, CommandRun run) {
        assertEquals(problem, run.err().strip());
        assertEquals(status, run.status());
    }

    private String login(Pop3Client client) throws Exception {
        return client.login("anna", Site.PASSWORD);
    }

    @Test
    void aClientGetsTheMessageWithTheHeadersOfItsDelivery() throws Exception {
        assertDelivered("From bob Sun Nov 29 2026\nSubject: hello\n\nHi", "deliver", "--sender", "bob@example.org",
                "anna");
        assertDelivered("Subject: bounce\r\n\r\n.\r\n", "deliver", "anna");
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            assertEquals("+OK 2 messages", login(client));
            assertEquals(List.of("Return-Path: <bob@example.org>", "Delivered-To: anna", "Subject: hello", "", "Hi"),
                    client.lines("RETR 1"));
            assertEquals(List.of("Return-Path: <>", "Delivered-To: anna", "Subject: bounce", "", "."),
                    client.lines("RETR 2"));
        }
    }

    @Test
    void whatIsDeliveredAgainIsStoredOnce() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertDelivered("Subject: once\n", "deliver", "--id", "4XyZ", "anna");
        }
        assertDelivered("Subject: another\n", "deliver", "--id", "4XyZ", "anna");
        assertDelivered("Subject: once\n", "deliver", "anna");
        assertDelivered("Subject: once\n", "deliver", "anna");
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            assertEquals("+OK 4 messages", login(client));
        }
    }

    /** Also with an ID, and with the fields that Exim puts on top at each attempt. */
    @Test
    void namesBeginWithTheTimeAtWhichTheMailServerReceivedTheMessage() throws Exception {
        String received = "Received: by mx.example.org id 4XyZ; Sun, 29 Nov 2026 20:53:45 +0100\nSubject: once\n";
        for (String top : List.of("", "Delivery-date: Sun, 29 Nov 2026 21:00:00 +0100\n")) {
            assertDelivered(top + received, "deliver", "--id", "4XyZ", "anna");
        }
        assertDelivered(received, "deliver", "--id", "other", "anna");
        List<String> names = site.mail();
        assertEquals(2, names.size());
        assertTrue(names.stream().allMatch(name -> name.matches("20261129T195345\\.000Z-[0-9a-f]{32}\\.eml")),
                names.toString());
    }

    /** OpenSMTPD has no ID to pass, but its Received field has one. */
    @Test
    void aReceivedFieldTakesThePlaceOfTheId() throws Exception {
        String received = "Received: by mx.example.org id 4XyZ; Sun, 29 Nov 2026 20:53:45 +0100\nSubject: once\n";
        for (String top : List.of("", "Delivered-To: anna@example.org\n")) {
            assertDelivered(top + received, "deliver", "anna");
        }
        assertEquals(1, site.mail().size());
        assertDelivered(received, "deliver", "bert");
        assertDelivered(received.replace("4XyZ", "4XyY"), "deliver", "anna");
        assertEquals(2, site.mail().size());
    }

    @Test
    void aSenderBeginsNoHeaderOfItsOwn() throws Exception {
        assertDelivered("Subject: one\n", "deliver", "--sender", "a\r\nX-Evil: yes", "anna");
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            login(client);
            assertEquals(List.of("Return-Path: <aX-Evil: yes>", "Delivered-To: anna", "Subject: one"),
                    client.lines("RETR 1"));
        }
    }

    @Test
    void whatNoMaildropCanTakeIsReturnedToItsSender() throws Exception {
        assertRefused(67, "5.1.1 no such user: nobody", deliver(site.settings(), "x", "deliver", "nobody"));
        assertRefused(65, "5.6.0 message is empty", deliver(site.settings(), "", "deliver", "anna"));
        assertRefused(65, "5.6.0 message is empty", deliver(site.settings(), "From bob\n", "deliver", "anna"));
        assertRefused(65, "5.3.4 message is larger than 65536 octets",
                deliver(site.settings(), "x".repeat(65_537), "deliver", "--max-size", "64KiB", "anna"));
    }

    @Test
    void aMaildropThatIsFullTakesNothingButARepeat() throws Exception {
        String[] limits = {"deliver", "--id", "1", "--quota-messages", "1", "--quota", "1MiB", "anna"};
        assertRefused(77, "5.2.2 maildrop of anna is full",
                deliver(site.settings(), "x".repeat(1 << 20), limits));
        assertDelivered("Subject: one\n", limits);
        assertDelivered("Subject: one\n", limits);
        assertRefused(77, "5.2.2 maildrop of anna is full",
                deliver(site.settings(), "Subject: two\n", limits));
        assertDelivered("Subject: two\n", "deliver", "anna");
        assertEquals(2, site.mail().size());
    }

    /** A limit of nothing, or in another unit, would return all mail to its senders. */
    @Test
    void aLimitThatNoSettingCouldHaveIsTriedAgain() throws Exception {
        for (String limit : List.of("--max-size=0", "--max-size=50", "--quota=500", "--quota=500MB",
                "--quota-messages=0", "--quota-messages=-1")) {
            CommandRun run = deliver(site.settings(), "Subject: later\n", "deliver", limit, "anna");
            assertEquals(75, run.status(), limit);
            assertTrue(run.err().startsWith("Invalid value for option '" + limit.substring(0, limit.indexOf('='))),
                    run.err());
        }
        assertEquals(List.of(), site.mail());
    }

    /** The mail server keeps the message. */
    @Test
    void whatWillPassIsTriedAgain() throws Exception {
        assertEquals(75, deliver(site.settings(), "Subject: later\n", "deliver").status());
        Map<String, String> settings = site.settings();
        site.stopStore();
        CommandRun run = deliver(settings, "Subject: later\n", "deliver", "anna");
        assertEquals(75, run.status());
        assertTrue(run.err().startsWith("pop3bridge: store.endpoint: "), run.err());
        assertEquals(75, deliver(settings, "Subject: later\n", "deliver", "--quota", "1MiB", "anna").status());
        assertEquals(75, deliver(Map.of(), "Subject: later\n", "deliver", "anna").status());
    }
}
