package pop3bridge.moving;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A source in memory. */
final class Letters implements MailSource {
    static final Instant TIME = Instant.parse("2026-11-29T07:08:09Z");

    private final List<Found> found = new ArrayList<>();
    private @Nullable Iterator<Found> left;
    private int reads;

    /** Adds a message that arrived so many seconds after {@link #TIME}. */
    Letters mail(String text, long seconds, Identity identity) {
        found.add(new Mail("letter " + found.size(), Arrival.at(TIME.plusSeconds(seconds)), identity, () -> {
            reads++;
            return text.getBytes(StandardCharsets.UTF_8);
        }));
        return this;
    }

    Letters mail(String text) {
        return mail(text, found.size(), Identity.NONE);
    }

    Letters found(Found next) {
        found.add(next);
        return this;
    }

    static Identity uid(long uid, String uniqueId) {
        return new Identity(OptionalLong.of(uid), Optional.of(uniqueId), false);
    }

    static Identity certain(String uniqueId) {
        return new Identity(OptionalLong.empty(), Optional.of(uniqueId), true);
    }

    /** How many messages have been read. */
    int reads() {
        return reads;
    }

    @Override
    public Optional<Found> next() {
        if (left == null) {
            left = found.iterator();
        }
        return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }

    @Override
    public double done() {
        return left != null && left.hasNext() ? 0.5 : 1;
    }

    /** May be read from the begin again. */
    @Override
    public void close() {
        left = null;
    }
}
