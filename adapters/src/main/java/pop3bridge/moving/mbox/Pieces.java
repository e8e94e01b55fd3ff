package pop3bridge.moving.mbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads a file in pieces: each is a line, or a part of a line that is longer than the buffer. Not thread-safe. */
final class Pieces implements Closeable {
    private static final int BUFFER = 64 * 1024;

    private final FileChannel file;
    private final byte[] buffer = new byte[BUFFER];
    private int begin;
    private int end;
    private long offset;
    private boolean atLineStart = true;

    /**
     * Octets of a file; the buffer changes with the next piece.
     *
     * @param starts whether a line begins here
     * @param ends whether a line ends here, with LF
     */
    record Piece(byte[] buffer, int begin, int end, boolean starts, boolean ends) {
        int length() {
            return end - begin;
        }

        /** Returns whether this is an empty line. */
        boolean isEmptyLine() {
            return starts && ends && (length() == 1 || (length() == 2 && buffer[begin] == '\r'));
        }
    }

    Pieces(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.READ);
    }

    /** Returns the size of the file in octets. */
    long size() throws IOException {
        return file.size();
    }

    /** Returns how many octets are before the next piece. */
    long offset() {
        return offset;
    }

    /** Returns the next piece; empty at the end of the file. */
    Optional<Piece> next() throws IOException {
        return next(Long.MAX_VALUE);
    }

    /**
     * Returns the next piece, which does not have more octets than this.
     *
     * @param most at least 1
     */
    Optional<Piece> next(long most) throws IOException {
        int lineEnd = lineEnd(begin);
        while (lineEnd < 0 && end - begin < BUFFER) {
            int searched = end - begin;
            if (!fill()) {
                break;
            }
            lineEnd = lineEnd(begin + searched);
        }
        int pieceEnd = begin + (int) Math.min((lineEnd < 0 ? end : lineEnd + 1) - begin, most);
        if (pieceEnd == begin) {
            return Optional.empty();
        }
        boolean ends = buffer[pieceEnd - 1] == '\n';
        Piece piece = new Piece(buffer, begin, pieceEnd, atLineStart, ends);
        offset += piece.length();
        begin = pieceEnd;
        atLineStart = ends;
        return Optional.of(piece);
    }

    private int lineEnd(int from) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean fill() throws IOException {
        System.arraycopy(buffer, begin, buffer, 0, end - begin);
        end -= begin;
        begin = 0;
        int read = file.read(ByteBuffer.wrap(buffer, end, BUFFER - end));
        end += Math.max(0, read);
        return read > 0;
    }

    /** Returns up to so many octets from another place of the file. */
    byte[] at(long place, int most) throws IOException {
        ByteBuffer found = ByteBuffer.allocate(most);
        while (found.hasRemaining() && file.read(found, place + found.position()) > 0) {
            // until there is no more
        }
        byte[] octets = new byte[found.position()];
        found.flip().get(octets);
        return octets;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
