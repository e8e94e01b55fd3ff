package pop3bridge.conformance.mailbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A message that the maildrop holds.
 *
 * @param octets its octets as they must travel, each line end CRLF and one at the end, before byte-stuffing
 * @param kind what is special about it
 */
public record KnownMessage(String file, byte[] octets, Kind kind) {
    /** A message from the octets of its file. */
    public static KnownMessage of(String file, byte[] stored) {
        return new KnownMessage(file, onTheWire(stored), Kind.of(new String(stored, ISO_8859_1)));
    }

    private static byte[] onTheWire(byte[] stored) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream(stored.length + 2);
        byte last = '\n';
        boolean ended = true;
        for (byte octet : stored) {
            if (octet == '\n' && last != '\r') {
                wire.write('\r');
            }
            wire.write(octet);
            last = octet;
            ended = octet == '\n';
        }
        if (!ended) {
            wire.writeBytes("\r\n".getBytes(ISO_8859_1));
        }
        return wire.toByteArray();
    }

    /** The number of octets of the header and the blank line behind it; all of them if there is no blank line. */
    int header() {
        String text = text();
        if (text.startsWith("\r\n")) {
            return 2;
        }
        int blank = text.indexOf("\r\n\r\n");
        return blank < 0 ? octets.length : blank + 4;
    }

    /** Whether a blank line ends its header. */
    public boolean hasBlankLine() {
        return text().startsWith("\r\n") || text().contains("\r\n\r\n");
    }

    /** The number of lines of the body. */
    public int bodyLines() {
        return (int) text().substring(header()).chars().filter(c -> c == '\n').count();
    }

    /** What TOP sends for so many lines (RFC 1939 §7). */
    public byte[] top(int lines) {
        String text = text();
        int end = header();
        for (int i = 0; i < lines && end < octets.length; i++) {
            end = text.indexOf("\r\n", end) + 2;
        }
        return Arrays.copyOf(octets, end);
    }

    /** The octets as characters. */
    public String text() {
        return new String(octets, ISO_8859_1);
    }
}
