package pop3bridge.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundInvoker;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Sends replies to the client in few, full pieces. A full buffer is written only when more data follows: a terminator
 * is never sent alone, since some clients miss one that is split. A write waits until the data has been sent, or until
 * the client has read nothing for too long. It writes to the channel instead of {@code NetSocket.write}, whose future
 * never completes if the connection closes at the wrong moment. Not thread-safe.
 */
final class ClientOutput extends OutputStream {
    private static final int CAPACITY = 32 * 1024;

    /** Enough for the replies to most commands. */
    private static final int FIRST_CAPACITY = 512;
    private static final byte[] NONE = {};

    /** The octets retained when a full buffer is written: more than the terminator and the line ending before it. */
    private static final int HELD_BACK = 8;

    private final ChannelOutboundInvoker channel;
    private final Supplier<Duration> patience;
    private final IntConsumer sent;
    /** Grows as needed, and is let go when all is sent: a client that says nothing costs no buffer. */
    private byte[] buffer = NONE;
    private int length;
    private boolean messageUnsent;

    /**
     * @param patience returns how long a client may read nothing, called at each write
     * @param sent receives the number of octets sent
     */
    ClientOutput(ChannelOutboundInvoker channel, Supplier<Duration> patience, IntConsumer sent) {
        this.channel = channel;
        this.patience = patience;
        this.sent = sent;
    }

    /** Notes that the data that follows belongs to a message. */
    void messageBegins() {
        messageUnsent = true;
    }

    /** Returns whether a part of a message may not have been sent: then the client does not have the message. */
    boolean messageUnsent() {
        return messageUnsent;
    }

    /** Notes that the client has responded to all data sent. */
    void heard() {
        messageUnsent = messageUnsent && length > 0;
    }

    @Override
    public void write(int octet) throws ClientGoneException {
        write(new byte[]{(byte) octet}, 0, 1);
    }

    /**
     * Pieces end within a long call, or {@value #HELD_BACK} octets before the end of the previous call. The terminator,
     * which is always followed by a longer status line, is therefore neither split nor at the beginning of a piece.
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
        if (length + count > buffer.length) {
            int doubled = Math.max(FIRST_CAPACITY, 2 * buffer.length);
            buffer = Arrays.copyOf(buffer, length + count <= doubled ? doubled : CAPACITY);
        }
        System.arraycopy(octets, offset, buffer, length, count);
        length += count;
    }

    private void send(int count) throws ClientGoneException {
        if (count == 0) {
            return;
        }
        ChannelFuture written = channel.writeAndFlush(Unpooled.wrappedBuffer(Arrays.copyOf(buffer, count)));
        length -= count;
        if (length == 0) {
            buffer = NONE;
        } else {
            System.arraycopy(buffer, count, buffer, 0, length);
        }
        try {
            if (!written.await(patience.get().toMillis())) {
                throw new ClientGoneException(SessionEnd.STALLED, null);
            }
        } catch (InterruptedException e) {
            throw new ClientGoneException(SessionEnd.SHUTDOWN, e);
        }
        if (!written.isSuccess()) {
            throw new ClientGoneException(SessionEnd.CLIENT_GONE, written.cause());
        }
        sent.accept(count);
    }
}
