package pop3bridge.lmtp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import pop3bridge.lmtp.Deliveries.Outcome;

/**
 * Receives a message: makes every line end CRLF, and keeps no more than the largest size and the memory allow. It reserves memory
 * for the expected size at first, and takes more only if that is there at once: whoever waits holds none, so that no two wait for
 * each other. Not thread-safe.
 */
final class MessageBuffer {
    private static final int PIECE = 16 * 1024;

    private final MemoryBudget memory;
    private final int maxSize;
    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private final Deque<Long> reserved = new ArrayDeque<>();
    private byte[] last = {};
    private int lastLength;
    private long unused;
    private int size;
    private byte previous;
    private Optional<Outcome> problem = Optional.empty();

    private MessageBuffer(MemoryBudget memory, int maxSize) {
        this.memory = memory;
        this.maxSize = maxSize;
    }

    /**
     * A buffer for a message.
     *
     * @param expected its expected size in octets
     * @param wait how long to wait for memory
     * @return empty if there was not enough memory
     */
    static Optional<MessageBuffer> open(MemoryBudget memory, int maxSize, long expected, Duration wait)
            throws InterruptedException {
        long first = (Math.min(expected, maxSize) / PIECE + 1) * PIECE;
        if (!memory.reserve(first, wait)) {
            return Optional.empty();
        }
        MessageBuffer buffer = new MessageBuffer(memory, maxSize);
        buffer.reserved.add(first);
        buffer.unused = first;
        return Optional.of(buffer);
    }

    void append(byte octet) {
        if (octet == '\n' && previous != '\r') {
            add((byte) '\r');
        }
        add(octet);
        previous = octet;
    }

    private void add(byte octet) {
        if (problem.isPresent()) {
            return;
        }
        if (size == maxSize) {
            fail(Outcome.TOO_LARGE);
        } else if (lastLength < last.length || grow()) {
            last[lastLength++] = octet;
            size++;
        } else {
            fail(Outcome.NO_MEMORY);
        }
    }

    private boolean grow() {
        if (unused < PIECE) {
            if (!memory.reserve(PIECE)) {
                return false;
            }
            reserved.add((long) PIECE);
            unused += PIECE;
        }
        unused -= PIECE;
        last = new byte[PIECE];
        lastLength = 0;
        pieces.add(last);
        return true;
    }

    private void fail(Outcome why) {
        problem = Optional.of(why);
        close();
    }

    /** Why the message is not kept; empty if it is. */
    Optional<Outcome> problem() {
        return problem;
    }

    /** Returns the message, with CRLF at its end, and forgets it. Its memory remains reserved. */
    byte[] take() {
        if (size > 0 && previous != '\n') {
            append((byte) '\n');
        }
        byte[] whole = new byte[size];
        int position = 0;
        while (!pieces.isEmpty()) {
            byte[] piece = pieces.remove();
            int length = Math.min(piece.length, size - position);
            System.arraycopy(piece, 0, whole, position, length);
            position += length;
        }
        return whole;
    }

    /** Releases the memory; more than once does no harm. */
    void close() {
        pieces.clear();
        last = new byte[0];
        lastLength = 0;
        while (!reserved.isEmpty()) {
            memory.release(reserved.remove());
        }
    }
}
