package pop3bridge.conformance.mailbox;

import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is special about a message; of several, the first here counts. Only where a message is in the format of Internet text
 * messages, as RFC 1939 §11 assumes, must it arrive unchanged; else it should.
 */
public enum Kind {
    NUL("NUL octets", false, text -> text.indexOf('\0') >= 0),
    BARE_CR("CR without LF", false, "\r(?!\n)"),
    LONG_LINE("a line longer than 998 octets", false, "[^\r\n]{999}"),
    UTF8_HEADER("octets beyond ASCII in its header", false, text -> eightBit(header(text))),
    DOT_WITHOUT_LINE_END("a dot as its last octet and no line end behind it", true, "(\\A|\n)\\.+\\z"),
    NO_FINAL_LINE_END("no line end at its end", true, "[^\n]\\z"),
    NO_BLANK_LINE("a header and nothing else", true, text -> header(text).length() == text.length()),
    NO_BODY("a header, the blank line and no body", true, text -> text.length() - header(text).length() <= 2),
    DOT_LINE_FIRST("a dot alone on its first line", true, "\\A\\.\r?\n"),
    DOT_FIRST("a dot as its first octet", true, "\\A\\."),
    LARGE("more than 500000 octets", true, text -> text.length() > 500_000),
    EIGHT_BIT("octets beyond ASCII in its body", true, text -> eightBit(text)),
    BARE_LF("LF without CR, as it is stored", true, "(?<!\r)\n"),
    DOTS("lines that begin with dots", true, "\n\\."),
    FROM_LINES("lines that begin with From", true, "\n>*From "),
    BLANK_LINES("blank lines at its end", true, "\n\r?\n\r?\n\\z"),
    SPACES("lines with spaces or tabs at their end", true, "[ \t]\r?\n"),
    ORDINARY("nothing special", true, text -> true);

    private static final Pattern BLANK_LINE = Pattern.compile("(?<=\n)\r?\n");

    private final String description;
    private final boolean conforming;
    @SuppressWarnings("ImmutableEnumChecker") // these have no state
    private final Predicate<String> present;

    Kind(String description, boolean conforming, Predicate<String> present) {
        this.description = description;
        this.conforming = conforming;
        this.present = present;
    }

    Kind(String description, boolean conforming, String pattern) {
        this(description, conforming, Pattern.compile(pattern).asPredicate());
    }

    private static boolean eightBit(String text) {
        return text.chars().anyMatch(c -> c >= 0x80);
    }

    private static String header(String text) {
        Matcher blank = BLANK_LINE.matcher(text);
        return blank.find() ? text.substring(0, blank.start()) : text;
    }

    /** The kind of a message as it is stored. */
    static Kind of(String text) {
        for (Kind kind : values()) {
            if (kind.present.test(text)) {
                return kind;
            }
        }
        throw new AssertionError(text);
    }

    /** What is special, in words. */
    public String description() {
        return description;
    }

    /** Whether such a message is in the format that RFC 1939 §11 assumes. */
    public boolean conforming() {
        return conforming;
    }
}
