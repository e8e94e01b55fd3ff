package pop3bridge.conformance.mailbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A mailbox with a message of each {@link Kind}, for those who have none. Line ends are written as LF here. */
public final class Corpus {
    private static final int LARGE = 1_500_000;

    private Corpus() {}

    /** Writes the messages into a folder, which is made if need be; their names say their order. */
    public static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (Map.Entry<String, byte[]> message : messages().entrySet()) {
            Files.write(folder.resolve(String.format("%02d-%s.eml", ++number, message.getKey())), message.getValue());
        }
    }

    static Map<String, byte[]> messages() {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        messages.put("ordinary", crlf(header("ordinary") + "\nHello.\n"));
        messages.put("ten-lines", crlf(header("ten lines")
                + "\none\ntwo\n\nfour\nfive\nsix\nseven\neight\nnine\nten\n"));
        byte[] twin = crlf(header("twins") + "\nThis message is here twice.\n");
        messages.put("twin", twin);
        messages.put("other-twin", twin);
        messages.put("dots", crlf(header("dots") + "\n.\n..\n...\n.dot\n..dots\nno dot\n. \n\n.\n.end\n.\n"));
        messages.put("dot-first", crlf(".Odd-Field: a field name may begin with a dot\n" + header("dot first")
                + "\nbody\n"));
        messages.put("dot-line-first", crlf(".\n" + header("a dot alone is the first line") + "\nbody\n"));
        messages.put("dot-without-line-end", crlf(header("a dot at the end") + "\nbody\n."));
        messages.put("no-final-line-end", crlf(header("no final line end") + "\nThe last line has no end"));
        messages.put("eight-bit", crlf(header("8bit", "Content-Transfer-Encoding: 8bit\n") + "\ngr\u00fc\u00df dich\n"
                + eightBit() + "\n"));
        messages.put("bare-cr", crlf(header("bare CR") + "\nCR\rin a line\rand again\nmore\n"));
        messages.put("nul", crlf(header("NUL") + "\nbefore\0after\n\0\nend\n"));
        messages.put("bare-lf", (header("stored with LF") + "\none\n.two\nthree\n").getBytes(ISO_8859_1));
        messages.put("long-line", crlf(header("long line") + "\n" + "long ".repeat(20_000) + "\nend\n"));
        messages.put("no-blank-line", crlf(header("no blank line")));
        messages.put("no-body", crlf(header("no body") + "\n"));
        messages.put("large", crlf(header("large") + "\n" + large()));
        messages.put("from-lines", crlf(header("From lines") + "\nFrom here on\n>From there\n\nFrom nobody\n"));
        messages.put("blank-lines", crlf(header("blank lines") + "\nend\n\n\n\n"));
        messages.put("spaces", crlf(header("spaces") + "\nspace \ntab\t\n \n\t\nend\n"));
        messages.put("folded", crlf(header("folded", "X-Folded: one\n two\n\tthree\n") + "\nbody\n"));
        messages.put("utf8-header", crlf(new String((header("gr\u00fc\u00dfe", "X-\u00dc: \u65e5\u672c\u8a9e\n")
                + "\nbody\n").getBytes(UTF_8), ISO_8859_1)));
        messages.put("last", crlf(header("last") + "\nThe last message.\n"));
        return messages;
    }

    private static String header(String subject) {
        return header(subject, "");
    }

    private static String header(String subject, String further) {
        return "From: Ann <ann@example.com>\nTo: Bob <bob@example.org>\nSubject: " + subject
                + "\nDate: Mon, 2 Mar 2026 08:00:00 +0000\n" + further;
    }

    private static String eightBit() {
        StringBuilder octets = new StringBuilder();
        for (char octet = 0x80; octet <= 0xff; octet++) {
            octets.append(octet);
        }
        return octets.toString();
    }

    /** Lines with dots, of lengths that put them at every place of a buffer sooner or later. */
    private static String large() {
        StringBuilder lines = new StringBuilder(LARGE + 100);
        for (int i = 0; lines.length() < LARGE; i++) {
            lines.append(".".repeat(i % 3)).append("x".repeat(i % 71)).append('\n');
        }
        return lines.toString();
    }

    private static byte[] crlf(String text) {
        return text.replace("\n", "\r\n").getBytes(ISO_8859_1);
    }
}
