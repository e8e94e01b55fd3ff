package pop3bridge.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberRangeTest {
    @ParameterizedTest
    @CsvSource({"0,0", "0,24", "1,1", "1,600", "10,600", "7,1000", "255,1024", "99,101", "10,10", "100,999",
            "255,4321"})
    void theNumbersWithinMatchAndNoOthers(int least, int most) {
        Pattern pattern = Pattern.compile(NumberRange.pattern(least, most));
        for (int number = 0; number < 12_000; number++) {
            assertEquals(number >= least && number <= most, pattern.matcher(String.valueOf(number)).matches(),
                    number + " in " + pattern);
        }
    }
}
