package pop3bridge.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import pop3bridge.conformance.mailbox.Kind;
import pop3bridge.conformance.mailbox.Mailbox;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Verdict;

/** What the suite prints, writes and exits with. */
class ReportsTest {
    private static Result result(Verdict verdict, String reason) {
        return new Result(new Case("group", verdict.name(), "RFC 1939 §3", trial -> {}), verdict, reason,
                List.of("1 S: <&\u0001>"), Duration.ofMillis(1500));
    }

    private static final List<Result> RESULTS = List.of(result(Verdict.PASS, ""), result(Verdict.WARN, "lenient"),
            result(Verdict.FAIL, "\"wrong\" <reply>"), result(Verdict.NOT_OFFERED, "unknown"));

    @Test
    void junitXmlHoldsEachVerdict() throws Exception {
        Element suite = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(JUnitReport.xml(RESULTS).getBytes(UTF_8))).getDocumentElement();
        assertEquals("4 1 1 6.000", String.join(" ", suite.getAttribute("tests"), suite.getAttribute("failures"),
                suite.getAttribute("skipped"), suite.getAttribute("time")));
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertEquals("\"wrong\" <reply>", failure.getAttribute("message"));
        assertEquals("1 S: <&?>", failure.getTextContent());
        assertEquals("unknown", ((Element) suite.getElementsByTagName("skipped").item(0)).getAttribute("message"));
        assertEquals(4, suite.getElementsByTagName("testcase").getLength());
    }

    @Test
    void theTableCountsByGroup() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new TextReport(new PrintStream(out, true, UTF_8)).summary(RESULTS);
        assertTrue(out.toString(UTF_8).matches("(?s).*group +1 +1 +1 +1\\s+in all +1 +1 +1 +1\\s+"),
                () -> out.toString(UTF_8));
    }

    private static int main(ByteArrayOutputStream err, String... arguments) {
        return Main.run(List.of(arguments), new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    @Test
    void mistakesOfTheCommandLineAreTold() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(2, main(err, "--hots", "x"));
        assertEquals(2, main(err, "--host"));
        assertEquals(2, main(err, "--host", "localhost", "--port", "0"));
        assertEquals(2, main(err, "--only", "("));
        assertEquals(4,
                err.toString(UTF_8).lines().filter(line -> line.startsWith("pop3bridge-conformance: ")).count());
    }

    @Test
    void theMailboxThatItMakesHasEveryKind(@TempDir Path folder) throws Exception {
        assertEquals(0, main(new ByteArrayOutputStream(), "--make-mailbox", folder.toString()));
        Mailbox mailbox = Mailbox.of(folder);
        for (Kind kind : Kind.values()) {
            assertTrue(!mailbox.numbers(kind).isEmpty(), () -> "no message has " + kind.description());
        }
    }
}
