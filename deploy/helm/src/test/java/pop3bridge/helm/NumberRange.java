package pop3bridge.helm;

import java.util.ArrayList;
import java.util.List;

/** The regular expression of the whole numbers within a range, without leading zeros. */
final class NumberRange {
    private NumberRange() {}

    /** Returns the expression, in parentheses. */
    static String pattern(long least, long most) {
        List<String> parts = new ArrayList<>();
        long from = least;
        while (from <= most) {
            long longest = from < 10 ? 9 : Long.parseLong("9".repeat(String.valueOf(from).length()));
            long to = Math.min(longest, most);
            parts.add(sameLength(String.valueOf(from), String.valueOf(to)));
            from = longest + 1;
        }
        return "(" + String.join("|", parts) + ")";
    }

    private static String sameLength(String from, String to) {
        if (from.isEmpty()) {
            return "";
        }
        int rest = from.length() - 1;
        char first = from.charAt(0);
        char last = to.charAt(0);
        if (first == last) {
            return first + group(sameLength(from.substring(1), to.substring(1)));
        }
        List<String> parts = new ArrayList<>();
        if (!from.substring(1).equals("0".repeat(rest))) {
            parts.add(first + group(sameLength(from.substring(1), "9".repeat(rest))));
            first++;
        }
        String high = "";
        if (!to.substring(1).equals("9".repeat(rest))) {
            high = last + group(sameLength("0".repeat(rest), to.substring(1)));
            last--;
        }
        if (first <= last) {
            parts.add(digits(first, last) + any(rest));
        }
        if (!high.isEmpty()) {
            parts.add(high);
        }
        return String.join("|", parts);
    }

    private static String digits(char first, char last) {
        return first == last ? String.valueOf(first) : "[" + first + "-" + last + "]";
    }

    private static String any(int digits) {
        return digits < 2 ? "[0-9]".repeat(digits) : "[0-9]{" + digits + "}";
    }

    private static String group(String alternatives) {
        return alternatives.contains("|") ? "(" + alternatives + ")" : alternatives;
    }
}
