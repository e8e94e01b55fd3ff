package pop3bridge.store.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
            "20260101T000000.000Z-0123456789abcdef.uidl=000000014d9b7c8a.eml, 000000014d9b7c8a",
            ".uidl=a.eml, a", "x.uidl=a.b.uidl=c.eml, c", "x.uidl=.eml.eml, .eml", "x.uidl=%7e.eml, ~",
            "x.uidl=%41.eml, A", "x.uidl=UID1-2.eml, UID1-2", "x.uidl=%22%2C%25.eml, `\",%`"})
    void aNameKeepsTheUniqueIdOfAnotherServer(String name, String uniqueId) {
        assertEquals(Optional.of(uniqueId), UniqueIds.kept(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".uidl=", ".uidl=.eml", "x.uidl=a", "x.uidl=a.EML", "x.uidl=a,b.eml", "x.uidl=%.eml",
            "x.uidl=%4.eml", "x.uidl=%4g.eml", "x.uidl=%20.eml", "x.uidl=%7F.eml", "x.uidl=%E9.eml", "x.uidl=é.eml",
            "x.uidl=%+1.eml", "uidl=a.eml", "x.uidl=a=b.eml"})
    void otherNamesKeepNone(String name) {
        assertEquals(Optional.empty(), UniqueIds.kept(name));
        assertEquals(Optional.empty(), UniqueIds.kept("x.uidl=" + LONGEST + "x.eml"));
    }

    /** Whatever another server has called a message, its name says it again, and no store changes that name. */
    @Test
    void everyUniqueIdIsKept() {
        Random random = new Random(1939);
        for (int i = 0; i < 10_000; i++) {
            String uniqueId = random.ints(1 + random.nextInt(70), 0x21, 0x7F)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
            String end = UniqueIds.keepingEnd(uniqueId);
            assertTrue(end.matches("\\.uidl=[A-Za-z0-9._%-]+\\.eml"), end);
            assertEquals(Optional.of(uniqueId), UniqueIds.kept(end));
            assertEquals(Optional.of(uniqueId), UniqueIds.kept(uniqueId + end));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "é", "\n"})
    void whatIsNoUniqueIdIsNotKept(String text) {
        assertThrows(IllegalArgumentException.class, () -> UniqueIds.keepingEnd(text));
    }
}
