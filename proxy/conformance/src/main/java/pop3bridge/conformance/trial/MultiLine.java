package pop3bridge.conformance.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static pop3bridge.conformance.trial.Finding.must;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What stands between the status line of a multi-line reply and its end (RFC 1939 §3). */
final class MultiLine {
    private MultiLine() {}

    /** Removes byte-stuffing. */
    static byte[] unstuffed(byte[] stuffed) {
        ByteArrayOutputStream message = new ByteArrayOutputStream(stuffed.length);
        boolean lineStart = true;
        for (int i = 0; i < stuffed.length; i++) {
            if (!lineStart || stuffed[i] != '.') {
                message.write(stuffed[i]);
            }
            lineStart = stuffed[i] == '\n' && i > 0 && stuffed[i - 1] == '\r';
        }
        return message.toByteArray();
    }

    /** The lines without their line ends. */
    static List<String> lines(byte[] body) throws Finding {
        List<String> lines = new ArrayList<>();
        String text = new String(body, ISO_8859_1);
        int begin = 0;
        for (int end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n", begin)) {
            lines.add(text.substring(begin, end));
            begin = end + 2;
        }
        must(begin == text.length(), "the last line of the listing has no CRLF");
        return lines;
    }
}
