package pop3bridge.message;

import java.io.IOException;

/** Replaces each NUL with 0x80, as in Dovecot. */
record WithoutNuls(Octets octets) implements Octets {
    private static final byte REPLACEMENT = (byte) 0x80;

    @Override
    public int read(byte[] buffer) throws IOException {
        int count = octets.read(buffer);
        for (int i = 0; i < count; i++) {
            if (buffer[i] == 0) {
                buffer[i] = REPLACEMENT;
            }
        }
        return count;
    }
}
