package pop3bridge.store;

import java.io.InputStream;

/** A request's body whose second half is handed out only after a call. The first half is larger than any buffer, so that the head is out. */
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
