package pop3bridge.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * Replies on their way to the client, written in few, full pieces. A full buffer is written only when more follows, so that a
 * terminator never travels alone: some clients miss one that is split. A write waits until the octets have left, or the client has
 * read nothing for too long. For use by one thread.
 */
final class ClientOutput extends OutputStream {
    private static final int CAPACITY = 32 * 1024;

    /** What stays back when a full buffer is written: more than the terminator and the line end before it. */
    private static final int HELD_BACK = 8;

    private final NetSocket socket;
    private final Duration timeout;
    private final IntConsumer sent;
    private final byte[] buffer = new byte[CAPACITY];
    private int length;

    ClientOutput(NetSocket socket, Duration timeout, IntConsumer sent) {
        this.socket = socket;
        this.timeout = timeout;
        this.sent = sent;
    }

    @Override
    public void write(int octet) throws ClientGoneException {
        write(new byte[]{(byte) octet}, 0, 1);
    }

    /**
     * A piece ends inside a long call, or {@value #HELD_BACK} octets before the end of the call before this: so the terminator, which
     * a status line of more octets follows, is neither split nor the beginning of a piece.
     */
    @Override
    public void write(byte[] octets, int offset, int count) throws ClientGoneException {
        int from = offset;
        int left = count;
        while (length + left > CAPACITY) {
            int space = CAPACITY - length;
            int room = Math.min(left, space) <= HELD_BACK ? 0 : space;
            append(octets, from, room);
            from += room;
            left -= room;
            send(length - HELD_BACK);
        }
        append(octets, from, left);
    }

    @Override
    public void flush() throws ClientGoneException {
        send(length);
    }

    private void append(byte[] octets, int offset, int count) {
        System.arraycopy(octets, offset, buffer, length, count);
        length += count;
    }

    private void send(int count) throws ClientGoneException {
        if (count == 0) {
            return;
        }
        Buffer piece = Buffer.buffer(count).appendBytes(buffer, 0, count);
        System.arraycopy(buffer, count, buffer, 0, length - count);
        length -= count;
        try {
            socket.write(piece).await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            sent.accept(count);
        } catch (TimeoutException e) {
            throw new ClientGoneException(SessionEnd.STALLED, e);
        } catch (Exception e) {
            throw new ClientGoneException(SessionEnd.CLIENT_GONE, e);
        }
    }
}
