package pop3bridge.moving;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a message arrived, according to its header: the newest Received field (RFC 5321 §4.4), else Date (RFC 5322 §3.6.1). */
public final class MailTime {
    private static final int MAX_HEADER = 256 * 1024;
    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
            "oct", "nov", "dec");
    private static final String MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
    private static final String CLOCK = "(\\d{1,2}):(\\d{2})(?::(\\d{2}))?";
    private static final Pattern DATE_TIME = Pattern.compile(
            "\\b(\\d{1,2})[ -]" + MONTH + "[ -](\\d{2,4}) " + CLOCK + "(?: ([+-]\\d{4}|[A-Za-z]{1,5})\\b)?",
            Pattern.CASE_INSENSITIVE);

    /** The obsolete names of zones (RFC 5322 §4.3); others count as UTC. */
    private static final Map<String, Integer> ZONES = Map.of("EDT", -4, "EST", -5, "CDT", -5, "CST", -6, "MDT", -6,
            "MST", -7, "PDT", -7, "PST", -8);

    /** The last time that names of objects can have. */
    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private MailTime() {}

    /** Returns the time; empty if the header has none. */
    public static Optional<Instant> of(byte[] message) {
        Optional<Instant> date = Optional.empty();
        for (String field : Headers.fields(message, MAX_HEADER)) {
            String name = Headers.name(field);
            if (name.equals("received")) {
                Optional<Instant> received = parse(field.substring(field.lastIndexOf(';') + 1));
                if (received.isPresent()) {
                    return received;
                }
            } else if (name.equals("date") && date.isEmpty()) {
                date = parse(field);
            }
        }
        return date;
    }

    /** Returns the first time in the form of RFC 5322, such as {@code 29 Nov 2026 07:08:09 +0100}. */
    public static Optional<Instant> parse(String text) {
        Matcher parts = DATE_TIME.matcher(text.replaceAll("\\s+", " "));
        if (!parts.find()) {
            return Optional.empty();
        }
        int year = Integer.parseInt(parts.group(3));
        if (year < 1000) {
            year += year < 50 ? 2000 : 1900;
        }
        return instant(new Day(year, parts.group(2), parts.group(1)),
                new Clock(parts.group(4), parts.group(5), Optional.ofNullable(parts.group(6))),
                zone(Optional.ofNullable(parts.group(7))));
    }

    /** A day, with the name of the month and the digits of the day. */
    record Day(int year, String month, String day) {}

    /** The digits of a time of day. */
    record Clock(String hour, String minute, Optional<String> second) {}

    /** Returns the zone of a name or of four digits with a sign; UTC if it is unknown. */
    static ZoneOffset zone(Optional<String> zone) {
        String text = zone.orElse("UTC").toUpperCase(Locale.ROOT);
        if (text.startsWith("+") || text.startsWith("-")) {
            int number = Integer.parseInt(text.substring(1));
            int minutes = number / 100 * 60 + number % 100;
            return ZoneOffset.ofTotalSeconds(Math.min(minutes, 18 * 60) * (text.startsWith("-") ? -60 : 60));
        }
        return ZoneOffset.ofHours(ZONES.getOrDefault(text, 0));
    }

    /** Returns the time; empty if there is no such day, or if it is before 1970 or after 9999. */
    static Optional<Instant> instant(Day day, Clock clock, ZoneOffset zone) {
        try {
            // A leap second is the one before it.
            int second = Math.min(59, clock.second().map(Integer::parseInt).orElse(0));
            Instant time = LocalDateTime.of(day.year(),
                    MONTHS.indexOf(day.month().substring(0, 3).toLowerCase(Locale.ROOT)) + 1,
                    Integer.parseInt(day.day()), Integer.parseInt(clock.hour()), Integer.parseInt(clock.minute()),
                    second).toInstant(zone);
            return Optional.of(time).filter(found -> !found.isBefore(Instant.EPOCH) && !found.isAfter(LAST));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Returns the value of the first field with this name, without white space around it. */
    public static Optional<String> field(byte[] message, String name) {
        return Headers.fields(message, MAX_HEADER).stream()
                .filter(field -> Headers.name(field).equals(name.toLowerCase(Locale.ROOT)))
                .map(field -> field.substring(field.indexOf(':') + 1).strip()).findFirst();
    }

    /** The fields of a header, unfolded and in ISO 8859-1. */
    private static final class Headers {
        private static final Pattern LINE = Pattern.compile("\r?\n");

        static List<String> fields(byte[] message, int most) {
            String text = new String(message, 0, Math.min(message.length, most), ISO_8859_1);
            StringBuilder unfolded = new StringBuilder();
            for (String line : LINE.split(text, -1)) {
                if (line.isEmpty()) {
                    break;
                }
                unfolded.append(line.startsWith(" ") || line.startsWith("\t") ? "" : "\n").append(line);
            }
            return unfolded.toString().lines().filter(field -> field.indexOf(':') > 0).toList();
        }

        static String name(String field) {
            return field.substring(0, field.indexOf(':')).strip().toLowerCase(Locale.ROOT);
        }
    }
}
