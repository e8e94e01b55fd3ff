package pop3bridge.lmtp;

import java.util.Optional;
import pop3bridge.lmtp.Deliveries.Outcome;

/** A message that is being received, by DATA or by a series of BDAT. Not thread-safe. */
final class Reception {
    private final Optional<MessageBuffer> message;
    private final Optional<DotUnstuffer> dots;
    private long chunkLeft;
    private boolean last;

    private Reception(Optional<MessageBuffer> message, Optional<DotUnstuffer> dots) {
        this.message = message;
        this.dots = dots;
    }

    static Reception byData(MessageBuffer message) {
        return new Reception(Optional.of(message), Optional.of(new DotUnstuffer(message)));
    }

    static Reception byChunks(MessageBuffer message) {
        return new Reception(Optional.of(message), Optional.empty());
    }

    /** For chunks that have to be read, and are not kept. */
    static Reception ofNothing() {
        return new Reception(Optional.empty(), Optional.empty());
    }

    void chunk(LmtpCommand.Bdat chunk) {
        chunkLeft = chunk.size();
        last = chunk.last();
    }

    /** Whether the current chunk is the last one. */
    boolean isLast() {
        return last;
    }

    boolean isByChunks() {
        return dots.isEmpty();
    }

    /** Takes octets of the message or of the chunk; returns their number. */
    int take(byte[] octets, int from, int to) {
        if (dots.isPresent()) {
            return dots.get().take(octets, from, to);
        }
        int count = (int) Math.min(to - from, chunkLeft);
        message.ifPresent(kept -> {
            for (int i = from; i < from + count; i++) {
                kept.append(octets[i]);
            }
        });
        chunkLeft -= count;
        return count;
    }

    /** Whether the message, or the chunk, is complete. */
    boolean atEnd() {
        return dots.map(DotUnstuffer::atEnd).orElse(chunkLeft == 0);
    }

    /** Why the message is not kept; empty if it is. */
    Optional<Outcome> problem() {
        return message.isEmpty() ? Optional.of(Outcome.NO_MEMORY) : message.get().problem();
    }

    /** Returns the message; look for a {@link #problem} afterwards. */
    byte[] content() {
        return message.map(MessageBuffer::take).orElse(new byte[0]);
    }

    void close() {
        message.ifPresent(MessageBuffer::close);
    }
}
