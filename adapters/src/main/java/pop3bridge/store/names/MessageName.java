package pop3bridge.store.names;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that {@code import} gives a message's object: {@code ARRIVAL-ORDER-HASH.uidl=ID.eml}, where the order and the
 * unique-id may be missing. Names are in the order of arrival.
 *
 * @param arrival in whole milliseconds, in a year of four digits
 * @param order the place of the message among those of its source, at most 10 digits
 * @param hash 16 hexadecimal digits that depend on the content only
 * @param uniqueId the unique-id that the message keeps
 */
public record MessageName(Instant arrival, OptionalLong order, String hash, Optional<String> uniqueId) {
    private static final DateTimeFormatter ARRIVAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'")
            .withZone(ZoneOffset.UTC);
    private static final int TIME_LENGTH = "uuuuMMddTHHmmss.SSSZ".length();
    private static final Pattern NAME = Pattern
            .compile("(\\d{8}T\\d{6}\\.\\d{3}Z)-(?:(\\d{10})-)?([0-9a-f]{16})((?:\\.uidl=.*)?\\.eml)");

    /** Returns a time as it is at the begin of names, to the millisecond. */
    public static String time(Instant arrival) {
        return ARRIVAL.format(arrival);
    }

    /** Returns the time at the begin of a name, to the millisecond; empty if it begins with none. */
    public static Optional<Instant> arrival(String name) {
        if (name.length() <= TIME_LENGTH || name.charAt(TIME_LENGTH) != '-' || name.charAt(8) != 'T') {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.from(ARRIVAL.parse(name.substring(0, TIME_LENGTH))));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Parses a name; empty if it has another form. */
    public static Optional<MessageName> parse(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            String order = parts.group(2);
            MessageName parsed = new MessageName(Instant.from(ARRIVAL.parse(parts.group(1))),
                    order == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(order)), parts.group(3),
                    UniqueIds.kept(name));
            return Optional.of(parsed);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Returns the name. */
    public String text() {
        StringBuilder text = new StringBuilder(time(arrival)).append('-');
        order.ifPresent(number -> text.append("%010d-".formatted(number)));
        return text.append(hash).append(uniqueId.map(UniqueIds::keepingEnd).orElse(".eml")).toString();
    }

    /** Returns the name of an equal message that arrived a millisecond later. */
    public MessageName later() {
        return new MessageName(arrival.plusMillis(1), order, hash, uniqueId);
    }

    /**
     * Returns whether both names are of the same message of a source: the content is equal, and so is what the source
     * tells messages apart by, which is the unique-id, else the order, else the second of arrival.
     */
    public boolean isSameMessage(MessageName other) {
        if (!hash.equals(other.hash)) {
            return false;
        }
        if (uniqueId.isPresent() && other.uniqueId.isPresent()) {
            return uniqueId.equals(other.uniqueId);
        }
        if (order.isPresent() && other.order.isPresent()) {
            return order.equals(other.order);
        }
        return arrival.truncatedTo(ChronoUnit.SECONDS).equals(other.arrival.truncatedTo(ChronoUnit.SECONDS));
    }
}
