package pop3bridge.lmtp;

import java.util.Optional;

/**
 * An address between angle brackets (RFC 5321 §4.1.2), without a source route.
 *
 * @param text as it was sent; empty for {@code <>}
 * @param local the local part without quotes
 * @param domain empty for a local part alone
 */
public record MailPath(String text, String local, String domain) {
    private static final String NOT_IN_A_LOCAL_PART = "<>()[]\\,;:@\"";
    private static final String NOT_IN_A_DOMAIN = "<>()\\,;@\"";

    /** The path of no address. */
    static final MailPath NONE = new MailPath("", "", "");

    /**
     * A path, and what follows it.
     *
     * @param rest with the space before it, if there is anything
     */
    record Leading(MailPath path, String rest) {}

    /** Whether it is {@code <>}. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** Whether it needs SMTPUTF8 (RFC 6531). */
    boolean isInternational() {
        return text.chars().anyMatch(character -> character > 0x7F);
    }

    /** The path that a text begins with; empty if it begins with none. */
    static Optional<Leading> leading(String text) {
        int end = end(text);
        if (!text.startsWith("<") || end < 0) {
            return Optional.empty();
        }
        String inside = text.substring(1, end);
        return (inside.isEmpty() ? Optional.of(NONE) : withoutRoute(inside).flatMap(MailPath::parse))
                .map(path -> new Leading(path, text.substring(end + 1)));
    }

    /** The first closing bracket that is not in a quoted string; -1 if there is none. */
    private static int end(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char character = text.charAt(i);
            if (quoted && character == '\\') {
                i++;
            } else if (character == '"') {
                quoted = !quoted;
            } else if (character == '>' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /** RFC 5321 §4.1.1.3: a source route is accepted and ignored. */
    private static Optional<String> withoutRoute(String inside) {
        if (!inside.startsWith("@")) {
            return Optional.of(inside);
        }
        int colon = inside.indexOf(':');
        return colon < 0 ? Optional.empty() : Optional.of(inside.substring(colon + 1));
    }

    private static Optional<MailPath> parse(String address) {
        return address.startsWith("\"") ? parseQuoted(address) : parseUnquoted(address);
    }

    private static Optional<MailPath> parseUnquoted(String address) {
        int at = address.indexOf('@');
        String local = at < 0 ? address : address.substring(0, at);
        return !local.isEmpty() && consistsOf(local, NOT_IN_A_LOCAL_PART) && isDomain(address, at)
                ? Optional.of(new MailPath(address, local, at < 0 ? "" : address.substring(at + 1)))
                : Optional.empty();
    }

    private static Optional<MailPath> parseQuoted(String address) {
        StringBuilder local = new StringBuilder();
        int i = 1;
        while (i < address.length() && address.charAt(i) != '"') {
            if (address.charAt(i) == '\\') {
                i++;
            }
            if (i == address.length() || Character.isISOControl(address.charAt(i))) {
                return Optional.empty();
            }
            local.append(address.charAt(i++));
        }
        int at = i + 1;
        boolean whole = at == address.length();
        if (local.isEmpty() || at > address.length() || (!whole && address.charAt(at) != '@')) {
            return Optional.empty();
        }
        return isDomain(address, whole ? -1 : at)
                ? Optional.of(new MailPath(address, local.toString(), whole ? "" : address.substring(at + 1)))
                : Optional.empty();
    }

    private static boolean isDomain(String address, int at) {
        return at < 0 || (at < address.length() - 1 && consistsOf(address.substring(at + 1), NOT_IN_A_DOMAIN));
    }

    private static boolean consistsOf(String text, String excluded) {
        return text.chars().noneMatch(
                character -> character <= ' ' || Character.isISOControl(character) || excluded.indexOf(character) >= 0);
    }
}
