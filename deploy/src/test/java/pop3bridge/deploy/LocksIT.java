package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.store.lock.MaildropLocks;

/** {@code locks} and {@code unlock}, used by an operator while pop3bridge is running. */
@Timeout(60)
class LocksIT {
    private static final String LOST = "-ERR [SYS/TEMP] maildrop lock was lost, nothing was deleted, log in again";

    private final Path folder;
    private final Site site;
    private final Bridge bridge;

    LocksIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
        bridge = site.bridge();
        site.deliver("m1", "one\n");
    }

    @AfterEach
    void close() {
        bridge.stop();
        site.close();
    }

    private CommandRun run(String... arguments) throws Exception {
        return CommandRun.withConfig(folder, site.settings(), arguments);
    }

    private CommandRun answering(String answer, String... arguments) throws Exception {
        InputStream in = System.in;
        System.setIn(new ByteArrayInputStream(answer.getBytes(US_ASCII)));
        try {
            return run(arguments);
        } finally {
            System.setIn(in);
        }
    }

    private Pop3Client login() throws Exception {
        Pop3Client client = new Pop3Client(bridge.pop3().getFirst());
        assertEquals("+OK 1 messages", client.login("anna", Site.PASSWORD));
        return client;
    }

    private static void assertRun(int status, String pattern, CommandRun run) {
        assertEquals("", run.err());
        assertTrue(run.out().matches("(?s)" + pattern + "\\R"), run.out());
        assertEquals(status, run.status());
    }

    @Test
    void whereNobodyIsNothingIsLocked() throws Exception {
        assertRun(0, "No maildrop is locked\\.", run("locks"));
        assertRun(0, "The maildrop of anna is not locked\\.", run("unlock", "anna"));
    }

    @Test
    void whoHasAMaildropIsListedAndCanBeCutOff() throws Exception {
        String lock = "s3://post/mail/anna/\\R  held by \\S+ since \\S+, last written \\d+ s ago, lease 90 s\\R  \\S+/locks/\\S+";
        try (Pop3Client client = login()) {
            client.command("DELE 1");
            assertRun(0, lock + "\\RLocks: 1", run("locks"));
            assertRun(1, lock + "\\RRelease it\\? \\[y/N] Nothing was changed\\.", answering("n\n", "unlock", "anna"));
            assertRun(1, lock + "\\RRelease it\\? \\[y/N] Nothing was changed\\.", answering("", "unlock", "anna"));
            assertRun(0, lock + "\\RRelease it\\? \\[y/N] The maildrop is free\\.", answering("y\n", "unlock", "anna"));
            assertRun(0, "No maildrop is locked\\.", run("locks"));
            try (Pop3Client next = login()) {
                assertEquals(LOST, client.command("QUIT"));
                assertEquals("+OK 1 5", next.command("STAT"));
            }
        }
    }

    @Test
    void whatIsNoLockIsReplacedOnlyWhenThatIsAskedFor() throws Exception {
        String key = MaildropLocks.key(".pop3bridge/", Site.BUCKET, Site.PREFIX);
        site.put(key, "no lock");
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            assertEquals("-ERR [SYS/PERM] maildrop cannot be locked", client.login("anna", Site.PASSWORD));
        }
        String shown = key.replace(".", "\\.") + "\\R  not a valid lock: .*";
        assertRun(0, shown + "\\RLocks: 1", run("locks"));
        assertRun(1, shown + "The pending deletions .* are lost .*--discard\\.", run("unlock", "--yes", "anna"));
        assertRun(0, shown + "The maildrop is free\\.", run("unlock", "--yes", "--discard", "anna"));
        login().close();
    }

    @Test
    void whoIsUnknownHasNoLock() throws Exception {
        CommandRun run = run("unlock", "nobody");
        assertEquals(2, run.status());
        assertEquals("pop3bridge: users.file: no such user: nobody", run.err().strip());
    }

    @Test
    void aStoreThatIsGoneIsTold() throws Exception {
        Map<String, String> settings = site.settings();
        site.stopStore();
        CommandRun run = CommandRun.withConfig(folder, settings, "locks");
        assertEquals(2, run.status());
        assertTrue(run.err().startsWith("pop3bridge: store.endpoint: "), run.err());
    }
}
