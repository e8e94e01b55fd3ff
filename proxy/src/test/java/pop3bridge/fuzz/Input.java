package pop3bridge.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A fuzzer input: a few octets that select the circumstances, then the data under test. Missing octets are 0. Not
 * thread-safe.
 */
public final class Input {
    private final byte[] octets;
    private int position;

    public Input(byte[] octets) {
        this.octets = octets;
    }

    /** The next octet, which chooses something: 0 to 255. */
    public int choice() {
        return position < octets.length ? octets[position++] & 0xFF : 0;
    }

    /** All octets that are left. */
    public byte[] rest() {
        return Arrays.copyOfRange(octets, position, octets.length);
    }

    /** The octets in pieces as a network would hand them over. 0 leaves them whole, each other choice splits them otherwise. */
    public static List<byte[]> split(byte[] octets, int choice) {
        if (choice == 0) {
            return List.of(octets);
        }
        List<byte[]> pieces = new ArrayList<>();
        int longest = 1 + choice % 16;
        int state = choice;
        for (int position = 0; position < octets.length;) {
            state = state * 1_103_515_245 + 12_345;
            int end = Math.min(octets.length, position + 1 + (state >>> 16) % longest);
            pieces.add(Arrays.copyOfRange(octets, position, end));
            position = end;
        }
        return pieces;
    }
}
