package pop3bridge.message;

import java.io.IOException;
import java.util.Arrays;

/** A message with CRLF in the place of each CR that has no LF after it. For use by one thread. */
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

    /** What follows a CR decides about it, so an LF may come with the next octets. */
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
