package pop3bridge.moving;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line before each message in an mbox: {@code From sender Sun Nov 29 07:08:09 2026}. Its time is UTC unless it has a zone. */
public final class FromLine {
    private static final String ZONE = "([+-]\\d{4}|[A-Za-z]{1,5})";
    private static final Pattern ASCTIME = Pattern.compile("From .*?\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) "
            + "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\\d{1,2}) (\\d{1,2}):(\\d{2})(?::(\\d{2}))? (?:"
            + ZONE
            + " )?(\\d{4})(?: " + ZONE + ")?\\b.*");
    private static final Pattern LIKELY = Pattern.compile("From .*\\b\\d{1,2}:\\d{2}\\b.*");
    private static final Pattern YEAR = Pattern.compile(".*\\b(?:19|20)\\d{2}\\b.*");

    private FromLine() {}

    /**
     * Returns whether a line separates messages.
     *
     * @param afterEmptyLine a time in an unusual form is enough then
     */
    public static boolean separates(String line, boolean afterEmptyLine) {
        String text = spaced(line);
        return ASCTIME.matcher(text).matches()
                || (afterEmptyLine && LIKELY.matcher(text).matches() && YEAR.matcher(text).matches());
    }

    /** Returns the time of the line, if it has one that is understood. */
    public static Optional<Instant> time(String line) {
        String text = spaced(line);
        Matcher parts = ASCTIME.matcher(text);
        if (!parts.matches()) {
            return MailTime.parse(text);
        }
        Optional<String> zone = Optional.ofNullable(parts.group(6)).or(() -> Optional.ofNullable(parts.group(8)));
        return MailTime.instant(
                new MailTime.Day(Integer.parseInt(parts.group(7)), parts.group(1), parts.group(2)),
                new MailTime.Clock(parts.group(3), parts.group(4), Optional.ofNullable(parts.group(5))),
                MailTime.zone(zone));
    }

    private static String spaced(String line) {
        return line.stripTrailing().replaceAll("[ \t]+", " ");
    }
}
