package pop3bridge.moving.mbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.moving.MailSource.Found;
import pop3bridge.moving.MailSource.Mail;
import pop3bridge.moving.MailSource.Unreadable;

class MboxSourceTest {
    private static final String FROM = "From bob@example.org Sun Nov 29 07:08:09 2026\n";
    private static final int MAX = 1 << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private List<Found> found(MboxDialect dialect, byte[] octets, int max) throws IOException {
        Path file = Files.write(folder.resolve("mbox"), octets);
        List<Found> all = new ArrayList<>();
        try (MboxSource source = MboxSource.open(file, dialect, max)) {
            for (Optional<Found> next = source.next(); next.isPresent(); next = source.next()) {
                all.add(next.get());
            }
            assertEquals(1, source.done());
        }
        return all;
    }

    /** The messages; an unreadable one is its reason, after an exclamation mark. */
    private List<String> read(MboxDialect dialect, String text, int max) throws Exception {
        List<String> messages = new ArrayList<>();
        for (Found found : found(dialect, text.getBytes(ISO_8859_1), max)) {
            messages.add(switch (found) {
                case Mail mail -> new String(mail.content().read(), ISO_8859_1);
                case Unreadable unreadable -> "!" + unreadable.reason();
            });
        }
        return messages;
    }

    private List<String> read(MboxDialect dialect, String text) throws Exception {
        return read(dialect, text, MAX);
    }

    @Test
    void messagesAreSeparatedByFromLines() throws Exception {
        assertEquals(List.of("Subject: a\n\nbody\n", "Subject: b\n\n", "Subject: c\n\nlast"),
                read(MboxDialect.AUTO, FROM + "Subject: a\n\nbody\n\n" + FROM + "Subject: b\n\n\n" + FROM
                        + "Subject: c\n\nlast"));
        assertEquals(List.of("Subject: a\r\n\r\nbody\r\n", "Subject: b\r\n"),
                read(MboxDialect.AUTO,
                        (FROM + "Subject: a\n\nbody\n\n" + FROM + "Subject: b\n").replace("\n", "\r\n")));
        assertEquals(List.of(), read(MboxDialect.AUTO, ""));
        assertEquals(List.of(), read(MboxDialect.AUTO, "\n\n"));
        assertEquals(List.of(""), read(MboxDialect.AUTO, FROM));
    }

    @Test
    void aLineInTheHeaderLosesItsQuoteInMboxrd() throws Exception {
        assertEquals(List.of("From a program\nSubject: a\n\nbody\n"),
                read(MboxDialect.RD, FROM + ">From a program\nSubject: a\n\nbody\n\n"));
    }

    @Test
    void aMessageSaysWhereItIsAndWhenItArrived() throws Exception {
        List<Found> all = found(MboxDialect.RD, (FROM + "a: b\n\n" + FROM).getBytes(ISO_8859_1), MAX);
        Mail second = (Mail) all.getLast();
        assertTrue(second.name().endsWith("mbox: message 2 at octet " + (2 * FROM.length() + 6)), second.name());
        assertEquals(Optional.of(Instant.parse("2026-11-29T07:08:09Z")), second.arrival().known());
    }

    /** Writers forget the empty line before a separator, and do not quote each line that looks a bit like one. */
    @Test
    void brokenSeparatorsAreReadAsTheyAreMeant() throws Exception {
        assertEquals(List.of("a: b\n\nbody\n", "c: d\n"),
                read(MboxDialect.RD, FROM + "a: b\n\nbody\n" + FROM + "c: d\n"));
        assertEquals(List.of("a: b\n\nbody\n\nFrom now on\nFrom 10:30 in 2026\n"),
                read(MboxDialect.RD, FROM + "a: b\n\nbody\n\nFrom now on\nFrom 10:30 in 2026\n\n"));
        assertEquals(List.of("a: b\n"), read(MboxDialect.RD, "\n\r\n" + FROM + "a: b\n"));
    }

    @ParameterizedTest
    @CsvSource({"AUTO,'From |>From |>>From |>From', false", "RD,'From |>From |>>From |>From', false",
            "CL,'From |>From |>>From |>From', true",
            "O,'From |>>From |>>>From |>From', false", "CL2,'>From |>>From |>>>From |>From', true"})
    void linesLoseTheirQuotes(MboxDialect dialect, String lines, boolean counted) throws Exception {
        String body = ">From \n>>From \n>>>From \n>From\n";
        String header = counted ? "Content-Length: " + body.length() + "\n\n" : "a: b\n\n";
        assertEquals(List.of(header + lines.replace("|", "\n") + "\n"),
                read(dialect, FROM + header + body + "\n"));
        assertEquals(
                List.of((dialect == MboxDialect.RD ? "From uucp\n" : ">From uucp\n") + header + lines.replace("|", "\n")
                        + "\n"),
                read(dialect, FROM + ">From uucp\n" + header + body + "\n"));
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "CL", "CL2"})
    void contentLengthCounts(MboxDialect dialect) throws Exception {
        String body = "one\n\n" + FROM + "no header\n\n\n\n";
        String message = "content-length:  " + body.length() + "\nx: y\n\n" + body;
        for (String end : List.of("", "\n", "\r\n", "\n\n")) {
            assertEquals(List.of(message, message), read(dialect, FROM + message + end + FROM + message + end), end);
        }
    }

    @Test
    void contentLengthThatDoesNotFitDoesNotCount() throws Exception {
        for (String length : List.of("3", "99", "-1", "x", "", "99999999999999999999", "999999999999999999")) {
            String header = "Content-Length: " + length + "\n\n";
            assertEquals(List.of(header + "body\n", "c: d\n"),
                    read(MboxDialect.AUTO, FROM + header + "body\n\n" + FROM + "c: d\n"));
            List<String> strict = read(MboxDialect.CL, FROM + header + "body\n\n" + FROM + "c: d\n");
            assertTrue(strict.getFirst().matches("!(has no Content-Length|does not end where its Content-Length says)"),
                    strict.getFirst());
        }
    }

    @Test
    void aBrokenMessageDoesNotHideTheNext() throws Exception {
        String good = "Content-Length: 3\n\nabc";
        assertEquals(List.of("!does not end where its Content-Length says", good),
                read(MboxDialect.CL2, FROM + "Content-Length: 7\n\nabc\n\n" + FROM + good));
    }

    @Test
    void aMessageThatIsTooLargeDoesNotHideTheNext() throws Exception {
        String message = "a: b\n\n" + "x".repeat(1000) + "\n";
        String counted = "Content-Length: 1000000\n\n" + "y".repeat(1_000_000);
        assertEquals(List.of("c: d\n", "!is larger than 100 octets (--max-size)",
                "!is larger than 100 octets (--max-size)", "e: f\n"),
                read(MboxDialect.AUTO,
                        FROM + "c: d\n" + FROM + message + "\n" + FROM + counted + "\n" + FROM + "e: f\n", 100));
        assertEquals(1, read(MboxDialect.AUTO, FROM + "a: b\n\n" + "x".repeat(94), 100).size());
    }

    /** A line of any length is read in pieces, wherever it is. */
    @Test
    void longLinesAreRead() throws Exception {
        for (int length : List.of(65_535, 65_536, 65_537, 200_000)) {
            String line = "x".repeat(length);
            assertEquals(List.of("s: " + line + "\n\n" + line + "\n\nFrom " + line + "\n", "c: d\n"),
                    read(MboxDialect.RD, FROM + "s: " + line + "\n\n" + line + "\n\nFrom " + line + "\n\n"
                            + FROM.strip() + " " + line + "\nc: d\n"));
        }
    }

    @Test
    void whatIsNoMboxIsRefused() throws Exception {
        for (String text : List.of("Subject: a\n", "From the start\n", "From bob\nSubject: a\n", "\0\0\0\0")) {
            String message = assertThrows(IOException.class, () -> read(MboxDialect.AUTO, text)).getMessage();
            assertTrue(String.valueOf(message).contains("is not an mbox"), message);
        }
    }

    /** Whatever the messages are, a reader of the dialect gets them back. */
    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(MboxDialect dialect) throws Exception {
        Random random = new Random(822);
        MboxDialect writer = dialect == MboxDialect.AUTO ? MboxDialect.RD : dialect;
        for (int round = 0; round < 300; round++) {
            List<String> messages = new ArrayList<>();
            StringBuilder file = new StringBuilder();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                String body = body(random, writer == MboxDialect.O);
                String quoted = quoted(writer, body);
                boolean counted = writer == MboxDialect.CL || writer == MboxDialect.CL2;
                String header = "n: " + i + "\n" + (counted ? "Content-Length: " + quoted.length() + "\n" : "") + "\n";
                messages.add(header + body);
                file.append(FROM).append(header).append(quoted).append('\n');
            }
            assertEquals(messages, read(dialect, file.toString()), file::toString);
        }
    }

    private static String quoted(MboxDialect dialect, String body) {
        return switch (dialect) {
            case O -> body.replaceAll("(?m)^From ", ">From ");
            case RD, CL, AUTO -> body.replaceAll("(?m)^(>*From )", ">$1");
            case CL2 -> body;
        };
    }

    private static String body(Random random, boolean noQuotes) {
        List<String> lines = new ArrayList<>(List.of("", "text", FROM.strip(), "From here", "Content-Length: 3"));
        if (!noQuotes) {
            lines.addAll(List.of(">From a", ">>From", ">" + FROM.strip()));
        }
        StringBuilder body = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            body.append(lines.get(random.nextInt(lines.size()))).append('\n');
        }
        return body.toString();
    }

    /** No octets make the reader fail in another way than it says, or lose count. */
    @ParameterizedTest
    @EnumSource
    void anyOctetsAreRead(MboxDialect dialect) throws Exception {
        Random random = new Random(4155);
        List<String> parts = List.of(FROM, "\n", "\r\n", "Content-Length: ", "3", "0", "-", ">From ", "From ", "\0",
                "é",
                "a: b\n", "\n\n", " ", "x".repeat(70_000));
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder(FROM);
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(parts.get(random.nextInt(parts.size() - (round % 10 == 0 ? 0 : 1))));
            }
            List<String> messages = read(dialect, text.toString(), 1000);
            assertTrue(!messages.isEmpty() && messages.size() <= text.length() / FROM.length(), text::toString);
            assertTrue(messages.stream().allMatch(message -> message.length() <= 1000));
        }
    }
}
