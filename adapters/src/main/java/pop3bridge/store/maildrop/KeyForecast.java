package pop3bridge.store.maildrop;

import java.util.ArrayList;
import java.util.List;

/**
 * Estimates which keys follow those of a listing, from how fast the keys advance. Keys are taken for numbers whose digits
 * are the characters that have been seen: counters and times go on as they did, random names are spread evenly.
 */
final class KeyForecast {
    /** The number of values that a double counts exactly. */
    private static final double EXACT = 0x1p52;

    private static final char FIRST_PRINTABLE = '!';
    private static final char LAST_PRINTABLE = '~';

    /** How many values of the digits there should be for each key: fewer are not exact enough, and more are not needed. */
    private static final int VALUES_PER_KEY = 16;

    /** How many of the last keys show how the keys advance. */
    private static final int SAMPLE = 10_000;

    private final String common;
    private final String digits;
    private final int places;

    private KeyForecast(String common, String digits) {
        this.common = common;
        this.digits = digits;
        this.places = (int) (Math.log(EXACT) / Math.log(digits.length()));
    }

    /**
     * Returns keys that divide the range that follows a listing.
     *
     * @param prefix what all keys begin with
     * @param keys the keys of the listing, ascending
     * @param count how many keys to look ahead
     * @param step how many keys are estimated to lie between two of the returned
     * @return ascending, after the last key; none if nothing can be estimated
     */
    static List<String> after(String prefix, List<String> keys, int count, int step) {
        List<String> sample = keys.subList(Math.max(keys.size() / 2, keys.size() - SAMPLE), keys.size());
        List<String> estimated = List.of();
        // Where the digits end before what is looked for, one place more is needed for the carry.
        for (int common = common(sample.getFirst(), sample.getLast()); common >= prefix.length()
                && estimated.size() < count / step; common--) {
            String digits = digits(sample, common);
            if (digits.length() < 2) {
                return estimated;
            }
            estimated = new KeyForecast(sample.getFirst().substring(0, common), digits).estimate(sample, count, step);
        }
        return estimated;
    }

    /** Returns with how many equal characters two keys begin. */
    private static int common(String first, String last) {
        int length = 0;
        while (length < Math.min(first.length(), last.length()) && first.charAt(length) == last.charAt(length)) {
            length++;
        }
        return length;
    }

    /** Returns the characters at the first places after the common ones, ascending; none if some are not of printable ASCII. */
    private static String digits(List<String> sample, int from) {
        boolean[] seen = new boolean[LAST_PRINTABLE + 1];
        int count = 0;
        double values = 1;
        for (int place = from; values < (double) VALUES_PER_KEY * sample.size(); place++) {
            boolean longer = false;
            for (String key : sample) {
                if (place < key.length()) {
                    longer = true;
                    char c = key.charAt(place);
                    if (c < FIRST_PRINTABLE || c > LAST_PRINTABLE) {
                        return "";
                    }
                    count += seen[c] ? 0 : 1;
                    seen[c] = true;
                }
            }
            if (!longer) {
                break;
            }
            values = Math.pow(count, place - from + 1);
        }
        StringBuilder digits = new StringBuilder();
        for (char c = FIRST_PRINTABLE; c <= LAST_PRINTABLE; c++) {
            if (seen[c]) {
                digits.append(c);
            }
        }
        return digits.toString();
    }

    private List<String> estimate(List<String> sample, int count, int step) {
        double last = value(sample.getLast());
        double advance = (last - value(sample.getFirst())) / sample.size();
        List<String> keys = new ArrayList<>();
        String before = sample.getLast();
        for (int ahead = step; ahead <= count && last + advance * ahead < 1; ahead += step) {
            String key = key(last + advance * ahead);
            if (key.compareTo(before) > 0) {
                keys.add(key);
                before = key;
            }
        }
        return keys;
    }

    /** Returns the fraction of 1 that the characters after the common ones are. */
    private double value(String key) {
        double value = 0;
        double weight = 1;
        for (int i = common.length(); i < Math.min(key.length(), common.length() + places); i++) {
            weight /= digits.length();
            value += weight * Math.max(0, digits.indexOf(key.charAt(i)));
        }
        return value;
    }

    private String key(double value) {
        StringBuilder key = new StringBuilder(common);
        double rest = value;
        for (int i = 0; i < places; i++) {
            rest *= digits.length();
            int digit = (int) rest;
            key.append(digits.charAt(digit));
            rest -= digit;
        }
        return key.toString();
    }
}
