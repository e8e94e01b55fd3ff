package pop3bridge.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.conformance.cases.Suite;
import pop3bridge.conformance.mailbox.KnownMessage;
import pop3bridge.conformance.mailbox.Mailbox;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Target;
import pop3bridge.conformance.trial.Verdict;

/** A server that breaks a rule fails the case for it, and one that keeps it passes. */
class SuiteTest {
    private static final List<String> MAILBOX = List.of("Subject: one\r\n\r\n1\r\n", "Subject: two\r\n\r\n.\r\n..2\r\n",
            "Subject: three\r\n\r\n3\r\n");

    private static List<Result> run(String only, Map<String, String> faults) throws IOException, CannotRunException {
        List<Case> cases = Suite.cases().stream()
                .filter(tested -> tested.id().equals(only) || tested.id().startsWith("replies.")).toList();
        try (ScriptedServer server = new ScriptedServer(MAILBOX, faults)) {
            Target target = new Target("127.0.0.1", server.port(), "ann", "secret", Target.Tls.NONE,
                    Duration.ofSeconds(2), Duration.ofMillis(10));
            Mailbox mailbox = new Mailbox(
                    MAILBOX.stream().map(text -> KnownMessage.of("a.eml", text.getBytes(ISO_8859_1))).toList());
            return new Runner(target, mailbox, server::reset).run(cases, result -> {});
        }
    }

    private static Verdict verdict(String id, Map<String, String> faults) throws IOException, CannotRunException {
        return run(id, faults).stream().filter(result -> result.tested().id().equals(id)).findFirst().orElseThrow()
                .verdict();
    }

    private static String octets(String text) {
        return text.replace("(empty)", "").replace("(long)", "x".repeat(510)).replace("\\r", "\r").replace("\\n", "\n")
                .replace("\\0", "\0");
    }

    /** The case, the line that is answered wrongly, and the answer. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            commands.unknown-xyzz; XYZZ; +OK\\r\\n
            commands.empty-line; (empty); +OK\\r\\n
            commands.nul-in-keyword; NOOP\\0; +OK\\r\\n
            states.stat-before-login; STAT; +OK 3 60\\r\\n
            login.wrong-password; PASS wrong; +OK\\r\\n
            listings.stat-has-its-format; STAT; +OK 3 messages\\r\\n
            listings.stat-is-the-sum-of-list; STAT; +OK 3 1\\r\\n
            listings.list-has-each-message-once; LIST; +OK\\r\\n1 19\\r\\n1 19\\r\\n3 21\\r\\n.\\r\\n
            listings.size-is-what-retr-sends-ordinary; RETR 1; +OK\\r\\nSubject: one\\r\\n.\\r\\n
            numbers.retr-of-a-huge-number; RETR 4294967297; +OK\\r\\n.\\r\\n
            retrieval.message-with-dots; RETR 2; +OK\\r\\nSubject: two\\r\\n\\r\\n.\\r\\n..2\\r\\n.\\r\\n
            retrieval.message-with-ordinary; RETR 3; +OK\\r\\nSubject: three\\n\\n3\\n\\r\\n.\\r\\n
            deletion.dele-of-a-marked-message; DELE 2; +OK\\r\\n
            update.quit-removes-what-is-marked; DELE 2; +OK\\r\\n
            replies.lines-end-in-crlf; LAST; -ERR\\n
            replies.status-indicators-in-upper-case; LAST; -err\\r\\n
            replies.no-control-characters; LAST; -ERR \\0\\r\\n
            replies.at-most-512-octets; LAST; -ERR (long)\\r\\n
            """)
    void aServerThatBreaksARuleFails(String id, String line, String reply) throws IOException, CannotRunException {
        assertEquals(Verdict.PASS, verdict(id, Map.of()));
        assertEquals(Verdict.FAIL, verdict(id, Map.of(octets(line), octets(reply))));
    }

    @Test
    void everyCaseHasANameOfItsOwn() {
        Set<String> ids = new HashSet<>();
        for (Case tested : Suite.cases()) {
            assertTrue(ids.add(tested.id()), () -> "twice: " + tested.id());
            assertTrue(tested.rule().contains("RFC"), () -> "without a rule: " + tested.id());
        }
        assertTrue(ids.size() > 150, () -> ids.size() + " cases");
    }

    @Test
    void aMaildropThatIsNotTheMailboxIsNoReasonToJudge() {
        assertThrows(CannotRunException.class, () -> run("listings.noop", Map.of("STAT", "+OK 2 9\r\n")));
        assertThrows(CannotRunException.class, () -> run("listings.noop", Map.of("PASS secret", "-ERR\r\n")));
    }
}
