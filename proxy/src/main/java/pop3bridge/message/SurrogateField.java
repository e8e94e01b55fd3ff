package pop3bridge.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Converts header fields for clients that do not support UTF-8 in headers (RFC 6858 §2). */
public final class SurrogateField {
    /** The maximum size of a converted field in octets, which stays in memory while a slow client reads it. */
    static final int MAX_SURROGATE = 128 * 1024;

    private static final Set<String> OF_ADDRESSES = Set.of("bcc", "cc", "from", "reply-to", "resent-bcc", "resent-cc",
            "resent-from", "resent-sender", "resent-to", "return-path", "sender", "to");
    private static final Set<String> WITH_PARAMETERS = Set.of("content-type", "content-disposition");

    private static final Pattern LAST_LINE_END = Pattern.compile("\r?\n\\z");

    private SurrogateField() {}

    /** Returns whether a field is well-formed UTF-8 and not ASCII. */
    public static boolean isUtf8(byte[] field) {
        return decoded(field).isPresent();
    }

    private static Optional<String> decoded(byte[] field) {
        if (Ascii.is(field)) {
            return Optional.empty();
        }
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(field)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the field in ASCII, or an empty array if it cannot be converted. Returns the field itself if it is not
     * {@link #isUtf8 in UTF-8}, or if its ASCII form would exceed {@link #MAX_SURROGATE} octets.
     *
     * @param field the field with its name, continuation lines and line endings
     */
    public static byte[] of(byte[] field) {
        return decoded(field).map(text -> surrogate(text).getBytes(US_ASCII))
                .filter(surrogate -> surrogate.length <= MAX_SURROGATE).orElse(field);
    }

    private static String surrogate(String field) {
        int value = field.indexOf(':') + 1;
        String name = field.substring(0, value - 1).strip().toLowerCase(Locale.ROOT);
        String text = LAST_LINE_END.matcher(field.substring(value)).replaceFirst("");
        return surrogate(name, text).map(ascii -> field.substring(0, value) + ascii + "\r\n").orElse("");
    }

    private static Optional<String> surrogate(String name, String value) {
        if (OF_ADDRESSES.contains(name)) {
            return Optional.of(SurrogateAddresses.of(value));
        }
        if (WITH_PARAMETERS.contains(name)) {
            return SurrogateParameters.of(value);
        }
        return name.equals("subject") ? Optional.of(EncodedWords.text(value)) : Optional.empty();
    }
}
