package pop3bridge.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The value of a structured header field (RFC 5322 §3.2). Knows which of its characters are inside quotes, comments,
 * angle brackets or domain literals and therefore not separators.
 */
final class StructuredField {
    private enum Kind {
        TEXT,
        QUOTED,
        COMMENT,
        ANGLE,
        LITERAL
    }

    /**
     * A part of a value.
     *
     * @param separator the separator after it; empty for the last part
     */
    record Part(StructuredField value, String separator) {}

    private final String text;
    private final Kind[] kinds;
    private final boolean whole;
    private final int angles;

    StructuredField(String text) {
        this.text = text;
        this.kinds = new Kind[text.length()];
        Kind kind = Kind.TEXT;
        int comments = 0;
        boolean quotedInAngle = false;
        int opened = 0;
        for (int i = 0; i < kinds.length; i++) {
            char character = text.charAt(i);
            Kind before = kind;
            switch (kind) {
                case TEXT -> kind = opened(character);
                case QUOTED -> kind = character == '"' ? Kind.TEXT : kind;
                case LITERAL -> kind = character == ']' ? Kind.TEXT : kind;
                case ANGLE -> {
                    quotedInAngle ^= character == '"';
                    kind = character == '>' && !quotedInAngle ? Kind.TEXT : kind;
                }
                case COMMENT -> {
                    comments += character == '(' ? 1 : character == ')' ? -1 : 0;
                    kind = comments < 0 ? Kind.TEXT : kind;
                }
            }
            comments = kind == Kind.COMMENT ? comments : 0;
            opened += before == Kind.TEXT && kind == Kind.ANGLE ? 1 : 0;
            kinds[i] = before == Kind.TEXT ? kind : before;
            boolean escapes = before != Kind.TEXT && before != Kind.LITERAL;
            if (character == '\\' && escapes && i + 1 < kinds.length) {
                i++;
                kinds[i] = before;
            }
        }
        this.whole = kind == Kind.TEXT;
        this.angles = opened;
    }

    private static Kind opened(char character) {
        return switch (character) {
            case '"' -> Kind.QUOTED;
            case '(' -> Kind.COMMENT;
            case '<' -> Kind.ANGLE;
            case '[' -> Kind.LITERAL;
            default -> Kind.TEXT;
        };
    }

    String text() {
        return text;
    }

    /** Returns whether all quotes, comments and brackets are closed. */
    boolean whole() {
        return whole;
    }

    /** Returns the number of opening angle brackets. */
    int angles() {
        return angles;
    }

    /** Returns the parts between these separators. */
    List<Part> parts(String separators) {
        List<Part> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] == Kind.TEXT && separators.indexOf(text.charAt(i)) >= 0) {
                parts.add(new Part(new StructuredField(text.substring(start, i)), text.substring(i, i + 1)));
                start = i + 1;
            }
        }
        parts.add(new Part(new StructuredField(text.substring(start)), ""));
        return parts;
    }

    /** Returns the part in angle brackets, including the brackets; empty if there are none. */
    String inAngles() {
        StringBuilder characters = new StringBuilder();
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] == Kind.ANGLE) {
                characters.append(text.charAt(i));
            }
        }
        return characters.toString();
    }

    /** Returns the value with a space instead of each comment, which is equivalent (RFC 5322 §3.2.2). */
    String withoutComments() {
        StringBuilder characters = new StringBuilder();
        for (int i = 0; i < kinds.length; i++) {
            boolean begins = kinds[i] == Kind.COMMENT && (i == 0 || kinds[i - 1] != Kind.COMMENT);
            if (kinds[i] != Kind.COMMENT || begins) {
                characters.append(begins ? ' ' : text.charAt(i));
            }
        }
        return characters.toString();
    }

    /** Returns the part before the first angle bracket. */
    String beforeAngle() {
        int end = 0;
        while (end < kinds.length && kinds[end] != Kind.ANGLE) {
            end++;
        }
        return text.substring(0, end);
    }
}
