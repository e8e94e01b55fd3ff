package pop3bridge.conformance.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines that a case has exchanged with the server, over all its connections. */
public final class Transcript {
    private static final int LINES = 30;
    private static final int WIDTH = 160;

    private final Deque<String> lines = new ArrayDeque<>();
    private int connections;

    /** The number of a new connection. */
    int connection() {
        return ++connections;
    }

    void sent(int connection, String text) {
        add(connection, "C: ", text);
    }

    void received(int connection, String text) {
        add(connection, "S: ", text);
    }

    void event(int connection, String what) {
        add(connection, "-- ", what);
    }

    /** The lines so far, the oldest first. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    private void add(int connection, String direction, String text) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(connection + " " + direction + shortened(text));
    }

    /** A text as it can be printed: what is not printable ASCII is escaped, and a long one is cut. */
    public static String shortened(String text) {
        return shortened(text, WIDTH);
    }

    /** The same, cut to this number of octets. */
    public static String shortened(String text, int width) {
        StringBuilder printable = new StringBuilder();
        for (byte octet : text.substring(0, Math.min(width, text.length())).getBytes(ISO_8859_1)) {
            switch (octet) {
                case '\r' -> printable.append("\\r");
                case '\n' -> printable.append("\\n");
                default -> printable.append(octet >= ' ' && octet < 0x7f
                        ? String.valueOf((char) octet)
                        : String.format("\\x%02x", octet));
            }
        }
        return text.length() <= width ? printable.toString() : printable + "… (" + text.length() + " octets)";
    }
}
