package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class UniqueIdsTest {
    private static final String LONGEST = "x".repeat(70);
    private static final List<String> HASHED = List.of("", "a b", " ", "é", "stra\u00dfe.eml", "a\tb", "a\nb", "\u007f",
            "\uD83D\uDE00", "~", "~a", LONGEST + "x", "x".repeat(1024));

    @ParameterizedTest
    @ValueSource(strings = {"0", "1700000000.M1P2.host,S=12:2,S", "user@example.com", "!", "a~", "%41", "\"quoted\"",
            ".",
            "..", "s7q2m9x4k1c8v5b3n6l0p2r7t4w1y9z8a5d3f6g0"})
    void namesThatFitAreUsedAsTheyAre(String name) {
        assertEquals(name, UniqueIds.of(name));
    }

    @Test
    void seventyCharactersFit() {
        assertEquals(LONGEST, UniqueIds.of(LONGEST));
    }

    @ParameterizedTest
    @FieldSource("HASHED")
    void othersAreHashed(String name) {
        assertTrue(UniqueIds.of(name).matches("~[A-Za-z0-9_-]{43}"), UniqueIds.of(name));
    }

    /** A client that keeps its mail on the server must never see it under new unique-ids. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"a b, ~yGh6CKpdbtIEQyj6aml6uOltw0KR6MIDSujDjm_MbWU",
            "é, ~SplVfkAzw1Od4utlRyAXytX5VX96BiWgnxw_biumnEw"})
    void hashesStayTheSameForEver(String name, String uniqueId) {
        assertEquals(uniqueId, UniqueIds.of(name));
    }

    @Test
    void noTwoNamesHaveTheSame() {
        List<String> names = new ArrayList<>(HASHED);
        // A name that is the unique-id of another.
        HASHED.forEach(name -> names.add(UniqueIds.of(name)));
        HASHED.forEach(name -> names.add(UniqueIds.of(name).substring(1)));
        names.add(LONGEST);
        assertEquals(names.size(), new HashSet<>(names.stream().map(UniqueIds::of).toList()).size());
    }
}
