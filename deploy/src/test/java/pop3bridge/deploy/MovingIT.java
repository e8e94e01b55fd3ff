package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.Address;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.tls.SelfSigned;

/** {@code import} and {@code export}, and a client that fetches the mail. */
@Timeout(120)
class MovingIT {
    private final Path folder;
    private final Site site;
    private final Bridge bridge;

    MovingIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
        bridge = site.bridge();
    }

    @AfterEach
    void close() {
        bridge.stop();
        site.close();
    }

    private CommandRun run(String... arguments) throws Exception {
        return CommandRun.withConfig(folder, site.settings(), arguments);
    }

    private void assertRun(String summary, String... arguments) throws Exception {
        CommandRun run = run(arguments);
        assertEquals("", run.err());
        assertTrue(run.out().startsWith(summary), run.out());
        assertEquals(0, run.status());
    }

    private Path put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, text.getBytes(ISO_8859_1));
    }

    /** The messages of anna, each with its unique-id in front of it. */
    private List<String> fetch() throws Exception {
        List<String> messages = new ArrayList<>();
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            client.login("anna", Site.PASSWORD);
            for (String line : client.lines("UIDL")) {
                String[] parts = line.split(" ", -1);
                messages.add(parts[1] + ": " + String.join("|", client.lines("RETR " + parts[0])));
            }
            client.command("QUIT");
        }
        return messages;
    }

    private static ObjectStore deletingNoMail(ObjectStore store) {
        FaultyStore faulty = new FaultyStore(store);
        for (Operation operation : List.of(Operation.DELETE, Operation.DELETE_BATCH)) {
            faulty.always(operation, key -> key.startsWith(Site.PREFIX), new Fault.Refuse(Reason.UNAVAILABLE));
        }
        return faulty;
    }

    private Path maildir() throws IOException {
        put("Maildir/cur/1700000001.M1.host,S=9:2,S", "Subject: one\n\n.\n");
        put("Maildir/new/1700000002.M1.host", "Subject: two\r\n\r\nFrom me\r\n");
        put("Maildir/cur/1700000003.M1.host:2,T", "Subject: trashed\n");
        put("Maildir/dovecot-uidlist", "3 V1700000000 N9\n3 :1700000001.M1.host,S=9\n5 Pown/id :1700000002.M1.host\n");
        return folder.resolve("Maildir");
    }

    @Test
    void aClientGetsTheMailOfAMaildirUnderTheUniqueIdsOfDovecot() throws Exception {
        String maildir = maildir().toString();
        assertRun("Would import 2 messages", "import", "--dry-run", "anna", maildir);
        assertEquals(List.of(), site.mail());
        assertRun("Imported 2 messages of 44 octets, 2 of them with the unique-id that they had; 0 were there already;"
                + " 0 failed; ", "import", "--parallel", "1", "anna", maildir);
        List<String> mail = List.of("000000036553f100: Subject: one||.", "own/id: Subject: two||From me");
        assertEquals(mail, fetch());
        assertRun("Imported 0 messages of 0 octets, 0 of them with the unique-id that they had; 2 were there already",
                "import", "anna", maildir);
        assertEquals(mail, fetch());
    }

    @Test
    void mailGoesRoundTheWorldAndComesBack() throws Exception {
        assertRun("Imported 2 messages", "import", "anna", maildir().toString());
        String out = folder.resolve("out").toString();
        assertRun("Exported 2 messages of 38 octets; 0 were there already; 0 failed; ", "export", "anna", out);
        assertRun("Exported 0 messages of 0 octets; 2 were there already", "export", "anna", out);
        assertRun("Imported 2 messages", "import", "bert", out);
        List<String> names = site.keys("mail/bert/").stream().map(key -> key.replaceAll(".*\\.uidl=", "")).toList();
        assertEquals(List.of("000000036553f100.eml", "own%2Fid.eml"), names);
        String mbox = folder.resolve("mbox").toString();
        assertRun("Exported 2 messages", "export", "--format", "mbox", "anna", mbox);
        assertEquals(2, run("export", "--format", "mbox", "anna", mbox).status());
        assertTrue(Files.readString(Path.of(mbox)).contains("\n>From me\n"));
    }

    @Test
    void uniqueIdsInTheHeaderThatAreNotUsedAreMentionedOnce() throws Exception {
        String mail = put("mbox", """
                From a Sun Nov 29 07:08:09 2026
                X-UIDL: one

                From a Sun Nov 29 07:08:10 2026
                X-UIDL: two

                """).toString();
        String rest = " another unique-id: if POP3 clients know them by that field, ";
        CommandRun dry = run("import", "--dry-run", "anna", mail);
        assertEquals("pop3bridge: 2 of the messages have an X-UIDL field and would get" + rest
                + "use --uidl x-uidl, otherwise --uidl none\n", dry.err());
        assertEquals(0, dry.status());
        assertRun("Would import 2 messages", "import", "--dry-run", "--uidl", "none", "anna", mail);
        assertEquals("pop3bridge: 2 of the messages have an X-UIDL field and got" + rest
                + "remove what has been imported, and import again with --uidl x-uidl\n",
                run("import", "anna", mail).err());
    }

    @Test
    void whatAClientHasDeletedIsNotExported() throws Exception {
        site.deliver("1", "one\r\n");
        site.deliver("2", "two\r\n");
        Bridge failing = site.bridge(site.settings(), MovingIT::deletingNoMail);
        try (Pop3Client client = new Pop3Client(failing.pop3().getFirst())) {
            client.login("anna", Site.PASSWORD);
            client.command("DELE 1");
            assertTrue(client.command("QUIT").startsWith("+OK"));
        } finally {
            failing.stop();
        }
        assertEquals(List.of("1", "2"), site.mail());
        String out = folder.resolve("out").toString();
        assertRun("Exported 1 messages of 4 octets; ", "export", "anna", out);
        String lock = site.keys(".pop3bridge/locks/").getFirst();
        site.put(lock, "{}");
        CommandRun run = run("export", "anna", out);
        assertEquals(2, run.status());
        assertTrue(run.err().contains("the lock " + lock + " cannot be read"), run.err());
    }

    @Test
    void filesOfAllKindsAreRecognised() throws Exception {
        Path mbox = put("mbox", "From bob Sun Nov 29 07:08:09 2020\nSubject: mbox\n\n>From\n>From me\n\n");
        put("mail/b.eml", "Date: 1 Jan 2021 00:00:00 +0000\nX-UIDL: from-header\nSubject: eml\n");
        assertRun("Imported 2 messages", "import", "--uidl", "x-uidl", "anna", mbox.toString(),
                folder.resolve("mail").toString());
        assertEquals(List.of("20201129T070809.000Z-", "20210101T000000.000Z-"),
                site.mail().stream().map(name -> name.substring(0, 21)).toList());
        assertTrue(fetch().contains("from-header: Date: 1 Jan 2021 00:00:00 +0000|X-UIDL: from-header|Subject: eml"));
        Path list = put("ids.csv", "c.eml,id-c\n");
        put("c.eml", "Subject: c\n");
        assertRun("Imported 1 messages", "import", "--uidl-csv", list.toString(), "anna",
                folder.resolve("c.eml").toString());
        assertTrue(fetch().contains("id-c: Subject: c"));
    }

    @Test
    void foldersOfAMaildirComeIfTheyAreAskedFor() throws Exception {
        String maildir = maildir().toString();
        put("Maildir/.Archive/cur/1700000009.M1.host:2,S", "Subject: old\n");
        assertRun("Would import 1 messages", "import", "--dry-run", "--folder", "Archive", "anna", maildir);
        assertRun("Would import 4 messages", "import", "--dry-run", "--folder", "Archive", "--folder", "INBOX",
                "--with-trashed", "anna", maildir);
    }

    @Test
    void mailComesFromAnotherServer() throws Exception {
        assertRun("Imported 2 messages", "import", "anna", maildir().toString());
        Address server = bridge.pop3().getFirst();
        Path password = put("password", Site.PASSWORD + "\n");
        String source = "pop3://anna@" + server.host() + ":" + server.port();
        assertRun("Imported 2 messages of 44 octets, 2 of them", "import", "--plaintext", "--password-file",
                password.toString(), "bert", source);
        assertRun("Imported 0 messages of 0 octets, 0 of them with the unique-id that they had; 2 were there", "import",
                "--plaintext", "--password-file", password.toString(), "bert", source);
        CommandRun refused = run("import", "--password-file", password.toString(), "bert", source);
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("does not offer STLS"), refused.err());
        put("password", "wrong");
        assertTrue(run("import", "--plaintext", "--password-file", password.toString(), "bert", source).err()
                .contains("refuses the login: -ERR"));
        assertEquals(2, run("import", "--plaintext", "bert", source).status());
    }

    /** From the first octet and by STLS; a certificate of nobody that is trusted ends it before the password. */
    @Test
    void mailComesFromAnotherServerOverTls() throws Exception {
        assertRun("Imported 2 messages", "import", "anna", maildir().toString());
        Path certificate = folder.resolve("certificate.pem");
        SelfSigned.write(certificate);
        Map<String, String> settings = site.settings();
        settings.put("POP3BRIDGE_TLS_CERTIFICATE", certificate.toString());
        settings.put("POP3BRIDGE_POP3S_LISTEN", "127.0.0.1:0");
        String password = put("password", Site.PASSWORD).toString();
        Bridge other = site.bridge(settings);
        try {
            List<Address> ports = other.pop3();
            List<String> sources = List.of("pop3://anna@localhost:" + ports.getFirst().port(),
                    "pop3s://anna@localhost:" + ports.getLast().port());
            for (String source : sources) {
                CommandRun distrusted = run("import", "--password-file", password, "bert", source);
                assertEquals(2, distrusted.status());
                assertTrue(distrusted.err().contains("localhost:"), distrusted.err());
                assertRun("Would import 2 messages of 44 octets, 2 of them", "import", "--dry-run", "--ca-file",
                        certificate.toString(), "--password-file", password, "bert", source);
            }
        } finally {
            other.stop();
        }
    }

    @Test
    void whatCannotBeImportedIsNamed() throws Exception {
        Path mbox = put("mbox", "From bob Sun Nov 29 07:08:09 2020\nSubject: long\n\n" + "x".repeat(100)
                + "\n\nFrom bob Sun Nov 29 07:08:09 2020\nSubject: short\n\n");
        CommandRun run = run("import", "--max-size", "50", "anna", mbox.toString());
        assertEquals("pop3bridge: " + mbox + ": message 1 at octet 34: is larger than 50 octets (--max-size)",
                run.err().strip());
        assertEquals(1, run.status());
        assertTrue(run.out().contains("1 failed"), run.out());
        assertEquals(1, site.mail().size());
    }

    @Test
    void whatIsNoSourceIsRefusedBeforeAnythingIsImported() throws Exception {
        Path good = put("good.eml", "Subject: good\n");
        Path outlook = put("x.pst", "!BDN");
        for (List<String> words : List.of(List.of("anna", good.toString(), outlook.toString()),
                List.of("nobody", good.toString()), List.of("anna", folder.resolve("missing").toString()),
                List.of("--uidl", "nonsense", "anna", good.toString()),
                List.of("--mbox-dialect", "nonsense", "anna", good.toString()),
                List.of("--uidl-format", "%m", "anna", good.toString()), List.of("anna"),
                List.of("anna", "pop3://anna:secret@127.0.0.1"), List.of("anna", "pop3s://127.0.0.1"),
                List.of("--parallel", "0", "anna", good.toString()))) {
            CommandRun run = run(Stream.concat(Stream.of("import"), words.stream()).toArray(String[]::new));
            assertEquals(2, run.status(), words.toString());
            assertTrue(!run.err().isBlank(), words.toString());
        }
        assertEquals(List.of(), site.mail());
        assertEquals(2, run("export", "nobody", folder.resolve("out").toString()).status());
    }

    @Test
    void aStoreThatIsAwayIsNamed() throws Exception {
        Map<String, String> settings = site.settings();
        site.stopStore();
        CommandRun run = CommandRun.withConfig(folder, settings, "import", "anna", maildir().toString());
        assertEquals(2, run.status());
        assertTrue(run.err().startsWith("pop3bridge: store.endpoint: "), run.err());
    }
}
