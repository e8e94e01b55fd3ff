package pop3bridge.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search for line feeds. */
final class LineFeedsTest {
    private static final byte[] LIKELY = {'\n', '\n', 11, 9, 0x0a + 1, (byte) 0x8a, (byte) 0xff, 0, 'x', '\r'};

    @Test
    void theFirstLineFeedIsFoundAtEachPlaceOfEachRange() {
        Random random = new Random(0);
        for (int round = 0; round < 2_000; round++) {
            byte[] buffer = new byte[1 + random.nextInt(40)];
            for (int i = 0; i < buffer.length; i++) {
                buffer[i] = random.nextInt(4) == 0 ? LIKELY[random.nextInt(LIKELY.length)] : (byte) random.nextInt();
            }
            int begin = random.nextInt(buffer.length + 1);
            int end = begin + random.nextInt(buffer.length - begin + 1);
            int expected = begin;
            while (expected < end && buffer[expected] != '\n') {
                expected++;
            }
            assertEquals(expected, LineFeeds.next(buffer, begin, end), "round " + round);
        }
    }
}
