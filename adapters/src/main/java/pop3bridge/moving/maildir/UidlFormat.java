package pop3bridge.moving.maildir;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dovecot's setting {@code pop3_uidl_format}, in the forms of Dovecot 2.3, {@code %08Xu}, and 2.4, {@code %{uid | hex(8)}}. */
public final class UidlFormat {
    /** The default of Dovecot. */
    public static final String DEFAULT = "%08Xu%08Xv";

    private static final Pattern VARIABLE = Pattern.compile(
            "%%|%(-?)(0?)(\\d{0,3})(?:\\.(-?)(0?)(\\d{1,3}))?([LUXRMT]*)(?:([uvfgm])|\\{([a-z]+)((?: *\\| *[a-z]+(?:\\(\\d{0,3}\\))?)*) *\\})");
    private static final Pattern FILTER = Pattern.compile("\\| *([a-z]+)(?:\\((\\d{0,3})\\))?");
    private static final Map<String, String> SHORT = Map.of("u", "uid", "v", "uidvalidity", "f", "filename", "g",
            "guid", "m", "md5");

    private final String format;

    /** What the variables stand for. */
    record Values(long uid, long validity, String fileName, String guid) {}

    private UidlFormat(String format) {
        this.format = format;
    }

    /**
     * Parses a format.
     *
     * @throws IllegalArgumentException if it is none, or cannot be computed from a Maildir
     */
    public static UidlFormat parse(String format) {
        UidlFormat parsed = new UidlFormat(format);
        String fixed = VARIABLE.matcher(format).replaceAll("");
        if (fixed.contains("%")) {
            throw new IllegalArgumentException("\"" + format + "\" is not a format such as " + DEFAULT);
        }
        if (parsed.of(values(1_111_111_111, "a")).equals(parsed.of(values(2_222_222_222L, "b")))) {
            throw new IllegalArgumentException("\"" + format + "\" is the same for all messages");
        }
        return parsed;
    }

    /** Returns values that are long and differ everywhere from those of another letter. */
    private static Values values(long uid, String letter) {
        return new Values(uid, 1_700_000_000, letter.repeat(100), letter.repeat(100));
    }

    /** Returns the unique-id of a message. */
    String of(Values values) {
        return VARIABLE.matcher(format).replaceAll(variable -> Matcher
                .quoteReplacement(variable.group().equals("%%") ? "%" : expanded(variable, values)));
    }

    private static String expanded(MatchResult variable, Values values) {
        String letter = variable.group(8);
        String name = letter == null ? variable.group(9) : SHORT.get(letter);
        String value = switch (name) {
            case "uid" -> Long.toString(values.uid());
            case "uidvalidity" -> Long.toString(values.validity());
            case "filename" -> values.fileName();
            case "guid" -> values.guid();
            case "md5" -> throw new IllegalArgumentException("%m: Dovecot has no MD5 of the header for a Maildir");
            case null, default -> throw new IllegalArgumentException("%{" + name + "} is unknown");
        };
        for (char modifier : variable.group(7).toCharArray()) {
            value = modified(value, modifier);
        }
        value = sized(value, variable);
        String filters = variable.group(10) == null ? "" : variable.group(10);
        for (MatchResult filter : FILTER.matcher(filters).results().toList()) {
            value = filtered(value, filter);
        }
        return value;
    }

    private static String modified(String value, char modifier) {
        return switch (modifier) {
            case 'L' -> value.toLowerCase(Locale.ROOT);
            case 'U' -> value.toUpperCase(Locale.ROOT);
            case 'X' -> hex(value);
            case 'R' -> new StringBuilder(value).reverse().toString();
            case 'M' -> md5(value);
            case 'T' -> value.stripTrailing();
            default -> throw new IllegalArgumentException("%" + modifier + " is unknown");
        };
    }

    private static String filtered(String value, MatchResult filter) {
        String argument = filter.group(2) == null ? "" : filter.group(2);
        return switch (filter.group(1)) {
            case "lower" -> value.toLowerCase(Locale.ROOT);
            case "upper" -> value.toUpperCase(Locale.ROOT);
            case "reverse" -> new StringBuilder(value).reverse().toString();
            case "hex" -> {
                String hex = hex(value);
                int width = argument.isEmpty() ? 0 : Integer.parseInt(argument);
                yield "0".repeat(Math.max(0, width - hex.length())) + hex;
            }
            default -> throw new IllegalArgumentException("the filter " + filter.group(1) + " is not supported");
        };
    }

    /** Applies {@code OFFSET.WIDTH}: a width that begins with 0 fills up with zeros, another cuts off. */
    private static String sized(String value, MatchResult variable) {
        boolean hasOffset = variable.group(6) != null;
        String width = hasOffset ? variable.group(6) : variable.group(3);
        boolean fills = !(hasOffset ? variable.group(5) : variable.group(2)).isEmpty();
        String rest = value;
        if (hasOffset && !variable.group(3).isEmpty()) {
            int offset = Math.min(value.length(), Integer.parseInt(variable.group(3)));
            rest = value.substring(variable.group(1).isEmpty() ? offset : value.length() - offset);
        }
        if (width.isEmpty() || Integer.parseInt(width) == 0) {
            return rest;
        }
        int length = Integer.parseInt(width);
        if (hasOffset && !variable.group(4).isEmpty()) {
            return rest.substring(0, Math.max(0, rest.length() - length));
        }
        return fills
                ? "0".repeat(Math.max(0, length - rest.length())) + rest
                : rest.substring(0, Math.min(length, rest.length()));
    }

    private static String hex(String value) {
        return value.matches("\\d{1,18}") ? Long.toHexString(Long.parseLong(value)) : "0";
    }

    private static String md5(String value) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("MD5").digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
