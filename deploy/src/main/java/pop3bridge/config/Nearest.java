package pop3bridge.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/** Suggests the intended word for a misspelt one. */
final class Nearest {
    private Nearest() {}

    /** Returns the closest known word, ignoring case. A word with the same part after the dot has distance 1. */
    static String to(String word, Stream<String> known) {
        String small = word.toLowerCase(Locale.ROOT);
        String name = small.substring(small.indexOf('.') + 1);
        return known.min(Comparator.comparingInt(
                each -> each.endsWith("." + name) ? 1 : distance(small, each.toLowerCase(Locale.ROOT)))).orElseThrow();
    }

    /** Returns the Levenshtein distance; only the first 100 characters of a long word count. */
    private static int distance(String a, String b) {
        String from = a.substring(0, Math.min(a.length(), 100));
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
