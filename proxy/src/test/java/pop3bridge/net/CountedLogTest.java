package pop3bridge.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CountedLogTest {
    private final CountedLog counted = new CountedLog(Timing.SYSTEM, 2);

    @Test
    void ofEachKindAFewLinesAMinuteAreWritten() {
        assertEquals(OptionalInt.of(0), counted.leftOutBefore("refused 192.0.2.1"));
        assertEquals(OptionalInt.of(0), counted.leftOutBefore("refused 192.0.2.1"));
        assertEquals(OptionalInt.empty(), counted.leftOutBefore("refused 192.0.2.1"));
        assertEquals(OptionalInt.of(0), counted.leftOutBefore("refused 192.0.2.2"));
    }

    @Test
    void aFloodOfKindsHidesNoOther() {
        for (int i = 0; i < 30_000; i++) {
            counted.leftOutBefore("refused " + i);
        }
        assertEquals(OptionalInt.of(0), counted.leftOutBefore("refused 192.0.2.1"));
    }
}
