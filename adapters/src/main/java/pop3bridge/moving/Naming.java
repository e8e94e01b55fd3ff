package pop3bridge.moving;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import pop3bridge.moving.MailSource.Mail;
import pop3bridge.store.names.MessageName;

/**
 * Names the messages of a source. Names of a source that has an order are in that order: a message that arrived before the
 * one in front of it gets the time of that one. Of messages without an order that arrived in the same second, each is a
 * millisecond after the one before it. Not thread-safe.
 */
final class Naming {
    private static final int HASH_OCTETS = 8;
    private static final int MILLIS = 1000;
    private static final long MOST_ORDER = 9_999_999_999L;

    private Instant last = Instant.EPOCH;
    private long lastOrder = -1;

    /**
     * Returns the name of the next message.
     *
     * @param octets the message as it is stored
     */
    MessageName of(Mail mail, Optional<String> uniqueId, byte[] octets) {
        Instant arrival = bounded(
                mail.arrival().known().or(() -> MailTime.of(octets)).orElse(mail.arrival().otherwise()))
                .truncatedTo(ChronoUnit.MILLIS);
        OptionalLong order = mail.identity().order();
        if (order.isPresent() && order.getAsLong() > MOST_ORDER) {
            throw new IllegalArgumentException("order has more than 10 digits");
        }
        return new MessageName(order.isPresent() ? ordered(arrival, order.getAsLong()) : unordered(arrival), order,
                hash(octets), uniqueId);
    }

    private static Instant bounded(Instant time) {
        return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(MailTime.LAST) ? MailTime.LAST : time;
    }

    /** Learns the name that a message has already. */
    void found(MessageName name) {
        if (name.order().isPresent()) {
            last = name.arrival();
            lastOrder = name.order().getAsLong();
        }
    }

    private Instant ordered(Instant arrival, long order) {
        Instant time = arrival;
        if (!time.isAfter(last)) {
            time = order > lastOrder ? last : last.plusMillis(1);
        }
        last = time;
        lastOrder = order;
        return time;
    }

    private Instant unordered(Instant arrival) {
        Instant time = arrival;
        boolean sameSecond = time.getEpochSecond() == last.getEpochSecond();
        if (sameSecond && !time.isAfter(last) && last.toEpochMilli() % MILLIS < MILLIS - 1) {
            time = last.plusMillis(1);
        }
        last = time;
        return time;
    }

    private static String hash(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets), 0, HASH_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
