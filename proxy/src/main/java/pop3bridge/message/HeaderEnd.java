package pop3bridge.message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Adds the empty line after the header to a message that ends without it. */
final class HeaderEnd implements Octets {
    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END_AND_EMPTY_LINE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Octets message;
    private final TopLimiter header = new TopLimiter(0);
    private byte last = '\n';
    private final PendingOctets missing = new PendingOctets();
    private boolean ended;

    HeaderEnd(Octets message) {
        this.message = message;
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        if (!ended) {
            int count = message.read(buffer);
            if (count >= 0) {
                header.accept(buffer, count);
                last = buffer[count - 1];
                return count;
            }
            ended = true;
            if (!header.done()) {
                missing.set(last == '\n' ? LINE_END : LINE_END_AND_EMPTY_LINE);
            }
        }
        return missing.isEmpty() ? -1 : missing.read(buffer);
    }
}
