package pop3bridge.message;

import java.io.IOException;
import java.util.Arrays;

/** Replaces each bare CR in a message with CRLF. Not thread-safe. */
final class CrlfForCr implements Octets {
    private final Octets message;
    private final PendingOctets converted = new PendingOctets();
    private boolean afterCr;
    private boolean ended;

    CrlfForCr(Octets message) {
        this.message = message;
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        if (converted.isEmpty() && !ended) {
            fill(buffer);
        }
        return converted.isEmpty() ? -1 : converted.read(buffer);
    }

    /** Fills the buffer. The octet after a CR decides how to send it, and may arrive only with the next read. */
    private void fill(byte[] buffer) throws IOException {
        int count = message.read(buffer);
        ended = count < 0;
        byte[] octets = new byte[2 * Math.max(count, 0) + 1];
        int length = 0;
        for (int i = 0; i < count; i++) {
            if (afterCr && buffer[i] != '\n') {
                octets[length++] = '\n';
            }
            octets[length++] = buffer[i];
            afterCr = buffer[i] == '\r';
        }
        if (ended && afterCr) {
            octets[length++] = '\n';
        }
        converted.set(Arrays.copyOf(octets, length));
    }
}
