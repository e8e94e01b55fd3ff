package pop3bridge.store.ses;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields that Amazon SES has put on top of a message's header: from its own Received field, which is the first one of the message,
 * to the next Received field. In these, the first field of a name is by SES; whatever the sender has written is below it. Takes the fields
 * of a header one by one. Not thread-safe.
 */
public final class SesHeader {
    /** The names of the hosts that receive mail for SES. */
    private static final Pattern BY_SES = Pattern
            .compile("(?:^|\\s)by\\s+inbound-smtp\\.[a-z0-9-]+\\.amazonaws\\.com(?:\\s|;|$)");
    /** The sender chooses some of what is in them, such as the name it gives itself. */
    private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)");

    private Place place = Place.ABOVE;
    private Optional<Boolean> spam = Optional.empty();
    private Optional<Boolean> virus = Optional.empty();

    private enum Place {
        ABOVE,
        WITHIN,
        BELOW
    }

    /**
     * Takes the next field.
     *
     * @param field with its name, continuation lines and line endings
     */
    public void accept(byte[] field) {
        if (place == Place.BELOW) {
            return;
        }
        String text = new String(field, ISO_8859_1);
        int colon = text.indexOf(':');
        String value = text.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
        switch (text.substring(0, Math.max(colon, 0)).strip().toLowerCase(Locale.ROOT)) {
            case "received" -> place = place == Place.ABOVE && isBySes(value) ? Place.WITHIN : Place.BELOW;
            case "x-ses-spam-verdict" -> spam = verdict(spam, value);
            case "x-ses-virus-verdict" -> virus = verdict(virus, value);
            default -> {
            }
        }
    }

    private static boolean isBySes(String received) {
        return BY_SES.matcher(COMMENT.matcher(received).replaceAll(" ")).find();
    }

    private Optional<Boolean> verdict(Optional<Boolean> before, String value) {
        return place == Place.WITHIN ? before.or(() -> Optional.of(value.equals("fail"))) : before;
    }

    /** Returns the verdict, as far as the fields so far tell it. */
    public Verdict verdict() {
        if (virus.orElse(false)) {
            return Verdict.VIRUS;
        }
        return spam.orElse(false) ? Verdict.SPAM : Verdict.NONE;
    }
}
