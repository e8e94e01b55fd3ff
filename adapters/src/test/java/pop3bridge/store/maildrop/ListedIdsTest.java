package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.store.Entry;
import pop3bridge.store.names.UniqueIds;

/** Unique-ids that messages had on another server, beside those of other messages. */
class ListedIdsTest {
    private static final Address PLACE = new Address("mail", "mail/anna/");
    private static final Address PLACES = new Address("mail", "mail/anna/", List.of("archive/"));

    private static List<String> ids(Address address, List<String> keys) {
        ListedIds ids = new ListedIds(address,
                keys.stream().map(key -> new Entry(key, "etag", 1, Instant.EPOCH)).toList());
        return IntStream.range(0, keys.size()).mapToObj(ids::of).toList();
    }

    private static List<String> ids(String... names) {
        return ids(PLACE, Stream.of(names).map(name -> PLACE.prefix() + name).toList());
    }

    @Test
    void messagesKeepTheirUniqueIds() {
        assertEquals(List.of("a", "m.eml", "~b/c", UniqueIds.of("ü"), "m.uidl=%.eml"),
                ids("1.uidl=a.eml", "m.eml", "2.uidl=%7Eb%2Fc.eml", "ü", "m.uidl=%.eml"));
    }

    @Test
    void theFirstOfSeveralKeepsIt() {
        assertEquals(List.of("a", UniqueIds.hashed("2.uidl=a.eml"), UniqueIds.hashed("3.uidl=%61.eml")),
                ids("1.uidl=a.eml", "2.uidl=a.eml", "3.uidl=%61.eml"));
    }

    @Test
    void namesWinOverKeptOnes() {
        assertEquals(List.of(UniqueIds.hashed("1.uidl=a.eml"), "a"), ids("1.uidl=a.eml", "a"));
    }

    @Test
    void hashesWinOverKeptOnes() {
        String loser = "2.uidl=a.eml";
        String thief = "3" + UniqueIds.keepingEnd(UniqueIds.hashed(loser));
        String thiefOfName = "4" + UniqueIds.keepingEnd(UniqueIds.of("ü"));
        assertEquals(List.of(UniqueIds.hashed(thief), "a", UniqueIds.hashed(loser), UniqueIds.hashed(thiefOfName),
                UniqueIds.of("ü")), ids(thief, "1.uidl=a.eml", loser, thiefOfName, "ü"));
    }

    @Test
    void anotherPrefixTakesNoUniqueIdFromTheFirst() {
        List<String> keys = List.of("archive/1.uidl=a.eml", "archive/2.uidl=b.eml", "mail/anna/3.uidl=a.eml");
        assertEquals(List.of(UniqueIds.hashed(keys.getFirst()), "b", "a"), ids(PLACES, keys));
    }

    @Test
    void copiesOfRemovedMessagesHaveNamesOfTheirOwn() {
        assertEquals("1.uidl=%2F.eml", PLACES.keptName("mail/anna/1.uidl=%2F.eml"));
        String copy = PLACES.keptName("archive/1.uidl=%2F.eml");
        assertEquals(UniqueIds.hashed("archive/1.uidl=%2F.eml"), copy);
        assertFalse(copy.contains("/"));
    }

    @Test
    void sessionsShowThem() throws Exception {
        World world = new World();
        world.deliver("1.uidl=a.eml", "mail");
        world.deliver("2.uidl=b.eml", "mail");
        world.deliver("3.uidl=a.eml", "mail");
        try (Maildrop maildrop = world.open()) {
            assertEquals(List.of("a", "b", UniqueIds.hashed("3.uidl=a.eml")),
                    IntStream.rangeClosed(1, 3).mapToObj(maildrop::uniqueId).toList());
        }
    }

    /** Whatever names there are, unique-ids are unique and valid, and none of an ordinary name changes. */
    @Test
    void noTwoMessagesHaveTheSame() {
        Random random = new Random(20);
        for (int round = 0; round < 2000; round++) {
            List<String> keys = new ArrayList<>();
            while (keys.size() < 1 + random.nextInt(12)) {
                String key = (random.nextInt(4) == 0 ? "archive/" : PLACES.prefix()) + name(random, keys);
                if (!keys.contains(key)) {
                    keys.add(key);
                }
            }
            List<String> ids = ids(PLACES, keys);
            assertEquals(keys.size(), new HashSet<>(ids).size(), () -> keys + " " + ids);
            for (int i = 0; i < keys.size(); i++) {
                assertTrue(UniqueIds.isValid(ids.get(i)));
                if (PLACES.keptUniqueId(keys.get(i)).isEmpty()) {
                    assertEquals(PLACES.ownUniqueId(keys.get(i)), ids.get(i));
                }
            }
        }
    }

    private static String name(Random random, List<String> keys) {
        String plain = random.nextInt(3) == 0 ? "ü" : String.valueOf((char) ('a' + random.nextInt(3)));
        String key = keys.isEmpty() ? "mail/anna/a" : keys.get(random.nextInt(keys.size()));
        return switch (random.nextInt(4)) {
            case 0 -> plain;
            case 1 -> random.nextInt(9) + UniqueIds.keepingEnd(UniqueIds.of(plain));
            case 2 -> random.nextInt(9) + UniqueIds.keepingEnd(PLACES.ownUniqueId(key));
            default -> random.nextInt(9) + ".uidl=" + plain + ".eml";
        };
    }
}
