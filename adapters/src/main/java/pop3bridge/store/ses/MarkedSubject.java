package pop3bridge.store.ses;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import pop3bridge.message.HeaderFields;
import pop3bridge.message.Octets;

/** Puts the verdict of Amazon SES before the subject of a message, as {@code [SPAM]} or {@code [VIRUS]}. Not thread-safe. */
public final class MarkedSubject {
    private static final byte[] NOTHING = {};

    private final SesHeader header = new SesHeader();
    private boolean marked;

    private MarkedSubject() {}

    /** Returns a message with its mark; one that SES found nothing in is unchanged. */
    public static Octets of(Octets message) {
        MarkedSubject subject = new MarkedSubject();
        return new HeaderFields(message, subject::marked, subject::missing);
    }

    /** The fields of SES are above the subject. */
    private byte[] marked(byte[] field) {
        header.accept(field);
        if (header.verdict() == Verdict.NONE) {
            return field;
        }
        String text = new String(field, ISO_8859_1);
        int value = text.indexOf(':') + 1;
        if (!text.substring(0, value - 1).strip().equalsIgnoreCase("subject")) {
            return field;
        }
        marked = true;
        String space = value == text.length() || Character.isWhitespace(text.charAt(value)) ? "" : " ";
        return (text.substring(0, value) + " " + mark() + space + text.substring(value)).getBytes(ISO_8859_1);
    }

    private byte[] missing() {
        return marked || header.verdict() == Verdict.NONE
                ? NOTHING
                : ("Subject: " + mark() + "\r\n").getBytes(US_ASCII);
    }

    private String mark() {
        return "[" + header.verdict() + "]";
    }
}
