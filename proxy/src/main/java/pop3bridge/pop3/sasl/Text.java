package pop3bridge.pop3.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Converts between octets and text. */
final class Text {
    private static final Pattern NO_ESCAPE = Pattern.compile("=(?!2C|3D)");

    private Text() {}

    /** Returns these octets decoded as UTF-8; empty if they are not valid UTF-8. */
    static Optional<String> utf8(byte[] octets) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /** The name that this saslname stands for (RFC 5801 §4, RFC 5802 §5.1); empty if it is malformed. */
    static Optional<String> saslName(String name) {
        return NO_ESCAPE.matcher(name).find()
                ? Optional.empty()
                : Optional.of(name.replace("=2C", ",").replace("=3D", "="));
    }

    /** Decodes base64, with or without padding; empty if it is malformed. */
    static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
