package pop3bridge.server.lmtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.regex.Pattern;
import pop3bridge.fuzz.Input;
import pop3bridge.lmtp.Deliveries.Outcome;
import pop3bridge.lmtp.Deliveries.Recipient;
import pop3bridge.lmtp.LmtpSession;
import pop3bridge.lmtp.MemoryBudget;
import pop3bridge.lmtp.MemoryDeliveries;

/**
 * However its input is split, a session sends the same well-formed replies, stores the same messages and keeps no memory; and a
 * message is stored as a scan of the whole input says.
 */
public final class LmtpTarget {
    private static final int MAX_SIZE = 400;
    private static final Pattern REPLY = Pattern.compile("(?:[245]\\d\\d[ -]\\P{Cntrl}+\r\n|354 \\P{Cntrl}+\r\n)*");
    private static final String BEGIN = "LHLO x\r\nMAIL FROM:<s>\r\nRCPT TO:<anna>\r\n";

    /** What a session has said and stored. */
    private record Result(String replies, List<String> mail) {}

    private LmtpTarget() {}

    public static void fuzzerTestOneInput(byte[] octets) throws InterruptedException {
        Input input = new Input(octets);
        int kind = input.choice() % 3;
        int split = input.choice();
        String rest = new String(input.rest(), ISO_8859_1);
        if (kind == 0) {
            same(run(rest, 0), run(rest, split));
        } else if (kind == 1) {
            String text = upToTheEnd(rest + "\r\n.\r\n");
            same(stored(dotted(text)), run(BEGIN + "DATA\r\n" + text, split).mail());
        } else {
            same(stored(rest), run(BEGIN + "BDAT " + rest.length() + " LAST\r\n" + rest, split).mail());
        }
    }

    private static void same(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + ", and not " + actual);
        }
    }

    /** The text up to the first CRLF.CRLF; the line before it has begun after a CRLF. */
    private static String upToTheEnd(String text) {
        return text.substring(0, ("\r\n" + text).indexOf("\r\n.\r\n") + 3);
    }

    /** The message that such a text contains, without the dots of dot-stuffing. */
    private static String dotted(String text) {
        String lines = "\r\n" + text.substring(0, text.length() - 3);
        return lines.replace("\r\n.", "\r\n").substring(2);
    }

    private static List<String> stored(String content) {
        String lines = content.replaceAll("(?<!\r)\n", "\r\n");
        String whole = lines.isEmpty() || lines.endsWith("\r\n")
                ? lines
                : lines.endsWith("\r") ? lines + "\n" : lines + "\r\n";
        return whole.length() > MAX_SIZE ? List.of() : List.of("s>anna:" + whole);
    }

    private static Result run(String text, int split) throws InterruptedException {
        MemoryDeliveries maildrops = new MemoryDeliveries();
        MemoryBudget memory = new MemoryBudget(100_000);
        StringBuilder replies = new StringBuilder();
        LmtpSession session = new LmtpSession(new LmtpSession.Options("mx", MAX_SIZE, () -> 0),
                new LmtpSession.Ports(maildrops, memory), new Unheard(),
                reply -> replies.append(new String(reply.octets(), UTF_8)));
        LmtpFeed feed = new LmtpFeed(session);
        for (byte[] piece : Input.split(text.getBytes(ISO_8859_1), split)) {
            if (session.input() != LmtpSession.Input.NOTHING) {
                feed.feed(piece);
                boolean more = true;
                while (more) {
                    more = session.input() != LmtpSession.Input.NOTHING && feed.step();
                }
            }
        }
        session.abandon();
        if (!memory.isUnused() || !REPLY.matcher(replies).matches()) {
            throw new AssertionError("memory is kept, or a reply is malformed: " + replies);
        }
        return new Result(replies.toString(), maildrops.of("anna"));
    }

    private record Unheard() implements LmtpSession.Journal {
        @Override
        public void refused(Recipient why) {}

        @Override
        public void delivered(String user, Outcome outcome, int octets, long nanos) {}
    }
}
