package pop3bridge.message;

/** Ends the lines of a whole message with CRLF. */
public final class CrlfLines {
    private CrlfLines() {}

    /**
     * Returns the octets from {@code begin} on with CRLF in the place of each bare LF, and at the end. A CR without LF stays.
     * No octets stay none.
     */
    public static byte[] of(byte[] octets, int begin) {
        if (begin == octets.length) {
            return new byte[0];
        }
        byte[] lines = new byte[octets.length - begin + missing(octets, begin)];
        int length = 0;
        for (int i = begin; i < octets.length; i++) {
            if (isBareLf(octets, begin, i)) {
                lines[length++] = '\r';
            }
            lines[length++] = octets[i];
        }
        if (octets[octets.length - 1] != '\n') {
            lines[length++] = '\r';
            lines[length] = '\n';
        }
        return lines;
    }

    private static int missing(byte[] octets, int begin) {
        int missing = octets[octets.length - 1] == '\n' ? 0 : 2;
        for (int i = LineFeeds.next(octets, begin, octets.length); i < octets.length; i = LineFeeds.next(octets, i + 1,
                octets.length)) {
            if (isBareLf(octets, begin, i)) {
                missing++;
            }
        }
        return missing;
    }

    private static boolean isBareLf(byte[] octets, int begin, int i) {
        return octets[i] == '\n' && (i == begin || octets[i - 1] != '\r');
    }
}
