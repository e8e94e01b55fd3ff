package pop3bridge.lmtp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A reply (RFC 5321 §4.2).
 *
 * @param code its three digits
 * @param lines at least one, without the code
 */
public record LmtpReply(int code, List<String> lines) {
    public LmtpReply {
        lines = List.copyOf(lines);
    }

    /**
     * A reply of one line.
     *
     * @param status the enhanced status code (RFC 3463), such as {@code 5.1.1}
     */
    public static LmtpReply of(int code, String status, String text) {
        return new LmtpReply(code, List.of(status + " " + text));
    }

    /** Whether it tells of a command that is unknown, malformed or out of order. */
    boolean isForABadCommand() {
        return code >= 500 && code <= 504;
    }

    /** The reply as it is sent, with its line ends. */
    public byte[] octets() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i < lines.size() - 1 ? '-' : ' ').append(lines.get(i)).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
