package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyForecastTest {
    private static List<String> keys(int count, IntFunction<String> key) {
        return IntStream.range(0, count).mapToObj(key).sorted().toList();
    }

    /** How many keys lie between two estimated ones. */
    private static List<Long> between(List<String> all, int known, int step) {
        List<String> estimated = KeyForecast.after("", all.subList(0, known), known, step);
        assertEquals(estimated.stream().sorted().distinct().toList(), estimated);
        assertTrue(estimated.stream().allMatch(key -> key.compareTo(all.get(known - 1)) > 0));
        return IntStream.range(1, estimated.size())
                .mapToObj(i -> all.stream().filter(key -> key.compareTo(estimated.get(i - 1)) > 0
                        && key.compareTo(estimated.get(i)) <= 0).count())
                .toList();
    }

    private static void assertEven(List<Long> counts, int step) {
        assertTrue(counts.size() >= 8, counts::toString);
        assertTrue(counts.stream().allMatch(count -> count > step / 2 && count < step * 2L), counts::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail/anna/%06d.eml", "mail/anna/%x", "é/%08d", "179594%05d.M123P9.host,S=%1$d"})
    void countersAndTimes(String format) {
        assertEven(between(keys(30_000, n -> format.formatted(n + 0x10000)), 10_000, 1000), 1000);
    }

    @Test
    void randomNames() {
        Random random = new Random(5);
        assertEven(between(keys(30_000, _ -> "ses/" + letters(random)), 10_000, 1000), 1000);
    }

    private static String letters(Random random) {
        return random.ints(20, 0, 36).mapToObj(digit -> Integer.toString(digit, 36)).collect(Collectors.joining());
    }

    @Test
    void lookingAheadEndsWithTheDigitsOfThePrefix() {
        assertEquals(1, KeyForecast.after("m/", keys(950, n -> "m/%03d".formatted(n)), 950, 30).size());
        assertEquals(31, KeyForecast.after("m/", keys(950, n -> "m/%04d".formatted(n)), 950, 30).size());
    }

    @Test
    void nothingIsEstimated() {
        assertEquals(List.of(), KeyForecast.after("m/", List.of("m/1"), 1, 1));
        assertEquals(List.of(), KeyForecast.after("m/", List.of("m/1", "m/11", "m/111", "m/1111"), 4, 1));
        assertEquals(List.of(), KeyForecast.after("m/", List.of("m/1", "m/2", "m/3", "m/ü"), 4, 1));
        assertEquals(List.of(), KeyForecast.after("m/", List.of("m/1", "m/2", "m/3", "m/ 4"), 4, 1));
    }
}
