package pop3bridge.message;

import java.util.regex.Pattern;

/**
 * A list of addresses (RFC 5322 §3.4) without those that are not ASCII (RFC 6858 §2.1). A name that is not ASCII becomes
 * encoded-words; of an address that is not, the text remains in encoded-words, before an address that nobody has. All others
 * stay as they are, octet for octet.
 */
final class SurrogateAddresses {
    private static final String NOBODY = "<invalid@internationalized-address.invalid>";
    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final Pattern QUOTE = Pattern.compile("\\\\(.)|\"", Pattern.DOTALL);

    private SurrogateAddresses() {}

    static String of(String value) {
        StringBuilder surrogate = new StringBuilder();
        for (Structured.Part part : new Structured(value).parts(",;:")) {
            String text = part.value().text();
            if (Ascii.is(text)) {
                surrogate.append(text);
            } else {
                Structured member = new Structured(LINE_END.matcher(text).replaceAll("").strip());
                surrogate.append(surrogate.isEmpty() ? " " : "\r\n ");
                surrogate.append(part.separator().equals(":") ? phrase(member.text()) : mailbox(member));
            }
            surrogate.append(part.separator());
        }
        return surrogate.toString();
    }

    private static String mailbox(Structured mailbox) {
        String inAngles = mailbox.inAngles();
        String address = inAngles.isEmpty() ? mailbox.withoutComments().strip() : inAngles;
        if (!mailbox.whole() || !Ascii.is(address) || inAngles.indexOf('<', 1) > 0) {
            return EncodedWords.all(withoutQuotes(mailbox.text())) + " " + NOBODY;
        }
        String name = mailbox.beforeAngle().strip();
        return inAngles.isEmpty() || name.isEmpty() ? address : phrase(name) + " " + address;
    }

    private static String phrase(String text) {
        if (Ascii.is(text)) {
            return text;
        }
        return text.indexOf('"') < 0 ? EncodedWords.text(text) : EncodedWords.all(withoutQuotes(text));
    }

    private static String withoutQuotes(String text) {
        return QUOTE.matcher(text).replaceAll("$1");
    }
}
