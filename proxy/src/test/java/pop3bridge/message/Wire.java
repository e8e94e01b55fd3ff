package pop3bridge.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

/** The wire format as seen by a client, implemented independently of the server; text is in ISO 8859-1. */
public final class Wire {
    private static final String TERMINATOR = ".\r\n";

    private Wire() {}

    /** A stored message with CRLF line ends, the last line's included. */
    public static String normalised(String stored) {
        String lines = stored.replaceAll("(?<!\r)\n", "\r\n");
        return lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\r\n";
    }

    /** What a client makes of a multi-line reply without its status line; fails where the reply does not end at its end alone. */
    public static String unstuffed(String reply) {
        int end = reply.startsWith(TERMINATOR) ? 0 : reply.indexOf("\r\n" + TERMINATOR) + 2;
        assertTrue(end != 1, () -> "no terminator: " + reply);
        assertEquals(reply.length(), end + TERMINATOR.length(), () -> "ends early: " + reply);
        return reply.substring(0, end).replaceAll("(^|\n)\\.", "$1");
    }

    /** A message of the octets that matter, up to so many. */
    public static String random(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(length + 1); i > 0; i--) {
            text.append(".\r\na".charAt(random.nextInt(4)));
        }
        return text.toString();
    }
}
