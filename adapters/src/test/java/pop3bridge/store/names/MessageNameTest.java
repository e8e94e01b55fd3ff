package pop3bridge.store.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageNameTest {
    private static final Instant ARRIVAL = Instant.parse("2026-11-29T07:08:09.010Z");
    private static final String HASH = "0123456789abcdef";
    private static final MessageName PLAIN = new MessageName(ARRIVAL, OptionalLong.empty(), HASH, Optional.empty());
    private static final MessageName FULL = new MessageName(ARRIVAL, OptionalLong.of(42), HASH, Optional.of("a/b"));

    @Test
    void namesSayWhatTheyMean() {
        assertEquals("20261129T070809.010Z-0123456789abcdef.eml", PLAIN.text());
        assertEquals("20261129T070809.010Z-0000000042-0123456789abcdef.uidl=a%2Fb.eml", FULL.text());
        for (MessageName name : List.of(PLAIN, FULL)) {
            assertEquals(Optional.of(name), MessageName.parse(name.text()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20261129T070809.010Z.eml", "20261329T070809.010Z-0123456789abcdef.eml",
            "20261129T070809.010Z-0123456789ABCDEF.eml", "20261129T070809.010Z-42-0123456789abcdef.eml",
            "20261129T070809.010Z-0123456789abcdef", "20261129T070809Z-0123456789abcdef.eml"})
    void otherNamesSayNothing(String name) {
        assertEquals(Optional.empty(), MessageName.parse(name));
    }

    @Test
    void namesAreInTheOrderOfArrival() {
        Instant later = ARRIVAL.plusMillis(1);
        MessageName next = new MessageName(later, OptionalLong.of(1), "0".repeat(16), Optional.empty());
        MessageName after = new MessageName(later, OptionalLong.of(1234567890), "0".repeat(16), Optional.empty());
        assertTrue(FULL.text().compareTo(next.text()) < 0);
        assertTrue(next.text().compareTo(after.text()) < 0);
    }

    private static MessageName with(long seconds, OptionalLong order, Optional<String> uniqueId) {
        return new MessageName(ARRIVAL.plusSeconds(seconds), order, HASH, uniqueId);
    }

    @Test
    void aMessageIsKnownByItsUniqueIdElseByItsOrderElseByItsTime() {
        MessageName known = with(0, OptionalLong.of(1), Optional.of("a"));
        assertTrue(known.isSameMessage(with(9, OptionalLong.of(2), Optional.of("a"))));
        assertFalse(known.isSameMessage(with(0, OptionalLong.of(1), Optional.of("b"))));
        assertTrue(known.isSameMessage(with(9, OptionalLong.of(1), Optional.empty())));
        assertFalse(known.isSameMessage(with(0, OptionalLong.of(2), Optional.empty())));
        assertTrue(known.isSameMessage(PLAIN));
        assertTrue(PLAIN.isSameMessage(new MessageName(ARRIVAL.plusMillis(9), OptionalLong.of(9), HASH,
                Optional.empty())));
        assertFalse(PLAIN.isSameMessage(with(1, OptionalLong.empty(), Optional.empty())));
        assertFalse(PLAIN.isSameMessage(new MessageName(ARRIVAL, OptionalLong.empty(), "f".repeat(16),
                Optional.empty())));
    }
}
