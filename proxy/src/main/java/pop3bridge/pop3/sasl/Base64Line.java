package pop3bridge.pop3.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Base64 as used in AUTH (RFC 5034 §4, RFC 4648 §4): with padding, and nothing else on the line. */
public final class Base64Line {
    private Base64Line() {}

    /** Returns the decoded initial response; {@code =} is an empty response. Empty if it is not base64. */
    public static Optional<byte[]> initial(String word) {
        return word.equals("=")
                ? Optional.of(new byte[0])
                : decode(word.getBytes(StandardCharsets.ISO_8859_1)).filter(octets -> octets.length > 0);
    }

    /** Returns the decoded line; empty if it is not base64. */
    public static Optional<byte[]> decode(byte[] line) {
        try {
            byte[] octets = Base64.getDecoder().decode(line);
            return Arrays.equals(line, Base64.getEncoder().encode(octets)) ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Returns an encoded challenge. */
    public static String encode(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
