package pop3bridge.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundInvoker;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends replies to the client in few, full pieces. A full buffer is written only when more data follows: a terminator
 * is never sent alone, since some clients miss one that is split. Up to {@value #WINDOW} octets may be on their way, or
 * {@link WideWindows#WINDOW}; a write beyond that waits until the oldest piece has been sent, or until the client has read
 * nothing for too long. It writes to the channel instead of {@code NetSocket.write}, whose future never completes if the connection closes at
 * the wrong moment. Not thread-safe.
 */
public final class ClientOutput extends OutputStream {
    private static final int CAPACITY = 32 * 1024;

    /** The maximum number of octets that the socket has not taken yet. */
    private static final int WINDOW = 2 * CAPACITY;

    /** Enough for the replies to most commands. */
    private static final int FIRST_CAPACITY = 512;
    private static final byte[] NONE = {};

    /** How long a client may read nothing before the source of a message is notified. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** The octets retained when a full buffer is written: more than the terminator and the line ending before it. */
    private static final int HELD_BACK = 8;

    private final ChannelOutboundInvoker channel;
    private final Supplier<Duration> patience;
    private final IntConsumer sent;
    private final WideWindows wideWindows;
    /** Grows as needed, and is let go when all is sent: a client that says nothing costs no buffer. */
    private byte[] buffer = NONE;
    private int length;
    private final Deque<Piece> pieces = new ArrayDeque<>(2);
    private int onTheWay;
    private boolean wide;
    private boolean messageUnsent;
    private @Nullable Runnable whenSlow;

    /** Octets given to the channel. */
    private record Piece(ChannelFuture written, int octets) {}

    /**
     * @param patience returns how long a client may read nothing, called at each write
     * @param sent receives the number of octets sent
     */
    public ClientOutput(ChannelOutboundInvoker channel, Supplier<Duration> patience, IntConsumer sent,
            WideWindows wideWindows) {
        this.channel = channel;
        this.patience = patience;
        this.sent = sent;
        this.wideWindows = wideWindows;
    }

    /**
     * Notes that the data that follows belongs to a message.
     *
     * @param whenSlow called when the client has read nothing for {@link #SLOW}
     */
    public void messageBegins(Runnable whenSlow) {
        messageUnsent = true;
        this.whenSlow = whenSlow;
    }

    /** Notes that the data that follows does not belong to the message. */
    public void messageEnds() {
        whenSlow = null;
    }

    /** Returns whether a part of a message may not have been sent: then the client does not have the message. */
    public boolean messageUnsent() {
        return messageUnsent;
    }

    /** Notes that data from the client has arrived, which answers what was sent before it. A write that failed is reported by the next one. */
    public void heard() {
        boolean sentAll = length == 0 && pieces.stream().allMatch(piece -> piece.written().isSuccess());
        messageUnsent = messageUnsent && !sentAll;
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

    /** Gives all octets to the socket, and waits for it to take only what is more than {@value #WINDOW} of them. */
    @Override
    public void flush() throws ClientGoneException {
        send(length);
        awaitAtMost(WINDOW);
    }

    /** Sends all octets: returns when the socket has taken them. */
    public void drain() throws ClientGoneException {
        send(length);
        awaitAtMost(0);
    }

    /** Sends nothing more. */
    @Override
    public void close() {
        narrow();
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
        settle();
        wide = wide || (onTheWay + count > WINDOW && wideWindows.enter());
        awaitAtMost((wide ? WideWindows.WINDOW : WINDOW) - count);
        byte[] full = buffer;
        buffer = length == count ? NONE : new byte[CAPACITY];
        length -= count;
        System.arraycopy(full, count, buffer, 0, length);
        pieces.add(new Piece(channel.writeAndFlush(Unpooled.wrappedBuffer(full, 0, count)), count));
        onTheWay += count;
    }

    /** Waits until at most this number of octets is on its way. */
    private void awaitAtMost(int octets) throws ClientGoneException {
        try {
            while (onTheWay > octets) {
                if (!taken(pieces.element().written())) {
                    throw new ClientGoneException(ConnectionEnd.STALLED, null);
                }
                settle();
            }
        } catch (InterruptedException e) {
            throw new ClientGoneException(ConnectionEnd.SHUTDOWN, e);
        }
    }

    private boolean taken(ChannelFuture written) throws InterruptedException {
        Duration left = patience.get();
        if (left.compareTo(SLOW) <= 0) {
            return written.await(left.toMillis());
        }
        if (written.await(SLOW.toMillis())) {
            return true;
        }
        if (whenSlow != null) {
            whenSlow.run();
        }
        return written.await(left.minus(SLOW).toMillis());
    }

    /** Takes note of the pieces that have been sent, or could not be sent. */
    private void settle() throws ClientGoneException {
        while (!pieces.isEmpty() && pieces.element().written().isDone()) {
            Piece piece = pieces.remove();
            onTheWay -= piece.octets();
            if (!piece.written().isSuccess()) {
                throw new ClientGoneException(ConnectionEnd.CLIENT_GONE, piece.written().cause());
            }
            sent.accept(piece.octets());
        }
        if (onTheWay <= WINDOW) {
            narrow();
        }
    }

    private void narrow() {
        if (wide) {
            wide = false;
            wideWindows.leave();
        }
    }
}
