package pop3bridge.message;

import java.util.regex.Pattern;

/**
 * Converts an address list (RFC 5322 §3.4) to ASCII (RFC 6858 §2.1). A display name that is not ASCII becomes
 * encoded-words. An address that is not ASCII is replaced with its text in encoded-words and an invalid address. All
 * others are unchanged, octet for octet.
 */
final class SurrogateAddresses {
    private static final String NOBODY = "<invalid@internationalized-address.invalid>";
    private static final String FOLD = "\r\n ";
    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final Pattern QUOTE = Pattern.compile("\\\\(.)|\"", Pattern.DOTALL);

    /** The characters not allowed next to an encoded-word in a display name (RFC 2047 §5, rule 3). */
    private static final Pattern SPECIAL = Pattern.compile("[()<>\\[\\]:;@\\\\,\"]");

    private SurrogateAddresses() {}

    static String of(String value) {
        StringBuilder surrogate = new StringBuilder();
        boolean rewritten = false;
        for (StructuredField.Part part : new StructuredField(value).parts(",;:")) {
            String text = part.value().text();
            if (Ascii.is(text)) {
                surrogate.append(rewritten ? onNewLine(text) : text);
                rewritten = false;
            } else {
                StructuredField member = new StructuredField(Blanks.trim(LINE_END.matcher(text).replaceAll("")));
                surrogate.append(surrogate.isEmpty() ? " " : FOLD);
                surrogate.append(part.separator().equals(":") ? phrase(member.text()) : mailbox(member));
                rewritten = true;
            }
            surrogate.append(part.separator());
        }
        return surrogate.toString();
    }

    /** Puts a text with an encoded-word on a line of its own, as such lines must be short (RFC 2047 §2). */
    private static String onNewLine(String text) {
        return text.isEmpty() || text.startsWith("\r") || text.startsWith("\n")
                ? text
                : FOLD + text.replaceFirst("^[ \t]", "");
    }

    private static String mailbox(StructuredField mailbox) {
        String inAngles = mailbox.inAngles();
        String address = inAngles.isEmpty() ? Blanks.trim(mailbox.withoutComments()) : inAngles;
        boolean several = inAngles.isEmpty()
                ? address.chars().anyMatch(c -> Blanks.is((char) c))
                : mailbox.angles() > 1;
        if (!mailbox.whole() || several || !Ascii.is(address)) {
            return EncodedWords.all(withoutQuotes(mailbox.text())) + FOLD + NOBODY;
        }
        String name = Blanks.trim(mailbox.beforeAngle());
        return inAngles.isEmpty() || name.isEmpty() ? address : phrase(name) + FOLD + address;
    }

    private static String phrase(String text) {
        if (Ascii.is(text)) {
            return text;
        }
        return SPECIAL.matcher(text).find() ? EncodedWords.all(withoutQuotes(text)) : EncodedWords.text(text);
    }

    private static String withoutQuotes(String text) {
        return QUOTE.matcher(text).replaceAll("$1");
    }
}
