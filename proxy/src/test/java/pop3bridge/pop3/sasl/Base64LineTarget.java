package pop3bridge.pop3.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pop3bridge.fuzz.Input;

/**
 * Fuzzes {@link Base64Line} with any line, held to a decoder of its own after RFC 4648 §4 that takes one form of each text alone: padded
 * (§3.2), of the alphabet alone (§3.3), and with no bits behind the last octet (§3.5). In one input of two each octet stands for a
 * character that base64 knows, or nearly.
 */
public final class Base64LineTarget {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final String CHARACTERS = ALPHABET + "=-";
    private static final int[] VALUES = new int[256];

    static {
        Arrays.fill(VALUES, -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = i;
        }
    }

    private Base64LineTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Input choices = new Input(input);
        boolean characters = choices.choice() % 2 == 0;
        byte[] line = choices.rest();
        for (int i = 0; characters && i < line.length; i++) {
            line[i] = (byte) CHARACTERS.charAt((line[i] & 0xFF) % CHARACTERS.length());
        }
        byte[] expected = decoded(line);
        assertSame(expected, Base64Line.decode(line));
        boolean equalsSign = line.length == 1 && line[0] == '=';
        byte[] initial = equalsSign ? new byte[0] : line.length == 0 ? null : expected;
        assertSame(initial, Base64Line.initial(new String(line, ISO_8859_1)));
        byte[] encoded = Base64Line.encode(line).getBytes(ISO_8859_1);
        assertEquals((line.length + 2) / 3 * 4, encoded.length);
        assertArrayEquals(line, decoded(encoded));
    }

    private static byte @Nullable [] decoded(byte[] line) {
        if (line.length % 4 != 0) {
            return null;
        }
        int padding = line.length == 0 || line[line.length - 1] != '=' ? 0 : line[line.length - 2] != '=' ? 1 : 2;
        byte[] octets = new byte[line.length / 4 * 3 - padding];
        int bits = 0;
        for (int i = 0; i < line.length; i++) {
            int value = i < line.length - padding ? VALUES[line[i] & 0xFF] : 0;
            if (value < 0) {
                return null;
            }
            bits = (bits << 6) | value;
            if (i % 4 == 3) {
                for (int j = 0; j < 3; j++) {
                    int octet = (bits >> (16 - 8 * j)) & 0xFF;
                    int position = i / 4 * 3 + j;
                    if (position < octets.length) {
                        octets[position] = (byte) octet;
                    } else if (octet != 0) {
                        return null;
                    }
                }
                bits = 0;
            }
        }
        return octets;
    }

    private static void assertSame(byte @Nullable [] expected, Optional<byte[]> actual) {
        assertArrayEquals(expected, actual.orElse(null));
    }
}
