package pop3bridge.moving;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes lines that end in CRLF with LF, as files on Unix have them. Not thread-safe. */
public final class LfLines extends FilterOutputStream {
    private boolean afterCr;
    private long written;
    private int last = '\n';

    public LfLines(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int octet) throws IOException {
        if (afterCr && octet != '\n') {
            put('\r');
        }
        afterCr = octet == '\r';
        if (!afterCr) {
            put(octet);
        }
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(octets[i]);
        }
    }

    /** Ends the last line. */
    public void end() throws IOException {
        if (afterCr) {
            put('\r');
            afterCr = false;
        }
        if (last != '\n') {
            put('\n');
        }
    }

    /** Returns how many octets have been written. */
    public long written() {
        return written;
    }

    private void put(int octet) throws IOException {
        out.write(octet);
        last = octet;
        written++;
    }
}
