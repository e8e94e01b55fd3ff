package pop3bridge.store.s3;

import java.io.InputStream;

/**
 * A request body that runs a callback before it provides its second half. The first half is larger than
 * any buffer: the request headers have been sent by then.
 */
final class HeldBody extends InputStream {
    private final byte[] octets;
    private final Runnable halfway;
    private int position;
    private boolean held;

    HeldBody(byte[] octets, Runnable halfway) {
        this.octets = octets;
        this.halfway = halfway;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (position == octets.length) {
            return -1;
        }
        int half = octets.length / 2;
        if (position >= half && !held) {
            held = true;
            halfway.run();
        }
        int end = Math.min(position + length, held ? octets.length : half);
        int count = end - position;
        System.arraycopy(octets, position, buffer, offset, count);
        position = end;
        return count;
    }
}
