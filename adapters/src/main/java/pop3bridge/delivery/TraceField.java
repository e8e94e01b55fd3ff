package pop3bridge.delivery;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The topmost Received field of a message (RFC 5321 §4.4), which the last mail server has added.
 *
 * @param begin the index of its first octet in the message
 * @param date when that server received the message
 */
record TraceField(int begin, Instant date) {
    private static final String NAME = "Received:";
    private static final int MOST_OCTETS = 8192;
    private static final Pattern IDENTIFIER = Pattern.compile("\\sid\\s+[^\\s;]", Pattern.CASE_INSENSITIVE);
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** The topmost one of a message; empty if it has none, or if that has no identifier or date. */
    static Optional<TraceField> topmost(byte[] message) {
        int begin = 0;
        while (begin < message.length && message[begin] != '\r') {
            int end = fieldEnd(message, begin);
            if (isReceived(message, begin)) {
                int from = begin;
                return parse(
                        new String(message, begin, Math.min(end - begin, MOST_OCTETS), StandardCharsets.ISO_8859_1))
                        .map(date -> new TraceField(from, date));
            }
            begin = end;
        }
        return Optional.empty();
    }

    private static boolean isReceived(byte[] message, int begin) {
        return message.length - begin > NAME.length()
                && new String(message, begin, NAME.length(), StandardCharsets.ISO_8859_1).equalsIgnoreCase(NAME);
    }

    /** Lines that begin with a space or a tab continue the field. */
    private static int fieldEnd(byte[] message, int begin) {
        for (int i = begin; i < message.length; i++) {
            boolean continues = i + 1 < message.length && (message[i + 1] == ' ' || message[i + 1] == '\t');
            if (message[i] == '\n' && !continues) {
                return i + 1;
            }
        }
        return message.length;
    }

    private static Optional<Instant> parse(String field) {
        String plain = SPACE.matcher(withoutComments(field)).replaceAll(" ").strip();
        int semicolon = plain.lastIndexOf(';');
        if (semicolon < 0 || !IDENTIFIER.matcher(plain.substring(0, semicolon)).find()) {
            return Optional.empty();
        }
        try {
            Instant date = ZonedDateTime
                    .parse(plain.substring(semicolon + 1).strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(date);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Comments may be in others (RFC 5322 §3.2.2). */
    private static String withoutComments(String field) {
        StringBuilder plain = new StringBuilder(field.length());
        int depth = 0;
        for (int i = 0; i < field.length(); i++) {
            char character = field.charAt(i);
            if (character == '(') {
                depth++;
            } else if (character == ')' && depth > 0) {
                depth--;
                plain.append(' ');
            } else if (depth == 0) {
                plain.append(character);
            }
        }
        return plain.toString();
    }
}
