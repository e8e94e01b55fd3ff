package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;

/** Sizes that another process, or this one before a restart, has found. */
class SizeIndexesTest {
    private static final int COUNT = 50;
    private static final List<Integer> ALL = World.numbers(COUNT);

    private final World world = new World();

    private static long[] eights(int count) {
        long[] sizes = new long[count];
        Arrays.fill(sizes, 8);
        return sizes;
    }

    private void stat() throws MaildropException {
        try (Maildrop maildrop = world.open()) {
            assertArrayEquals(eights(maildrop.count()), maildrop.sizes(World.numbers(maildrop.count())));
        }
    }

    private void statElsewhere() throws MaildropException {
        try (Maildrop maildrop = world.openElsewhere()) {
            assertArrayEquals(eights(maildrop.count()), maildrop.sizes(World.numbers(maildrop.count())));
        }
    }

    private int indexRequests(Operation operation) {
        return world.store.requests(operation, world.indexKey());
    }

    @Test
    void anotherProcessReadsTheIndexInsteadOfTheMessages() throws Exception {
        world.deliver(COUNT);
        stat();
        assertEquals(1, indexRequests(Operation.PUT));
        int before = world.reads();
        statElsewhere();
        assertEquals(before, world.reads());
        assertEquals(1, indexRequests(Operation.PUT), "nothing is new");
    }

    @Test
    void sessionsThatFindNothingNewAskForNoIndex() throws Exception {
        world.deliver(COUNT);
        stat();
        int reads = indexRequests(Operation.GET);
        stat();
        stat();
        assertEquals(reads, indexRequests(Operation.GET));
        assertEquals(1, indexRequests(Operation.PUT));
    }

    @Test
    void aDrainWritesNoIndex() throws Exception {
        world.deliver(COUNT);
        try (Maildrop maildrop = world.open()) {
            for (int number : ALL) {
                try (Content content = maildrop.open(number)) {
                    World.read(content);
                }
            }
            maildrop.use();
            maildrop.remove(ALL);
        }
        assertEquals(0, indexRequests(Operation.GET));
        assertEquals(0, indexRequests(Operation.PUT));
    }

    @Test
    void messagesThatComeOneByOneAreWrittenWhenThereAreEnough() throws Exception {
        for (int i = 0; i < 40; i++) {
            world.deliver("m" + i, "%06d\n".formatted(i));
            stat();
        }
        assertEquals(2, indexRequests(Operation.PUT));
        int before = world.reads();
        statElsewhere();
        assertEquals(before + 40 - 32, world.reads());
    }

    @Test
    void anOverwrittenMessageIsReadAnew() throws Exception {
        world.deliver(COUNT);
        stat();
        world.deliver("m2", "longer than before\n");
        int before = world.reads();
        try (Maildrop maildrop = world.openElsewhere()) {
            assertEquals(20, maildrop.sizes(ALL)[COUNT - 1]);
        }
        assertEquals(before + 1, world.reads());
    }

    @Test
    void aDamagedIndexIsIgnoredAndReplaced() throws Exception {
        world.deliver(COUNT);
        world.memory.put(world.indexKey(), "P3BSIZE9 of the future".getBytes(US_ASCII), Condition.always());
        stat();
        assertEquals(COUNT, world.reads());
        assertEquals(2, world.count("pop3bridge.size.index.reads", "result", "damaged"));
        statElsewhere();
        assertEquals(COUNT, world.reads());
    }

    @Test
    void anIndexThatCannotBeReadIsNotReplaced() throws Exception {
        world.deliver(COUNT);
        world.store.always(Operation.GET, key -> key.equals(world.indexKey()), new Fault.Refuse(Reason.UNAVAILABLE));
        stat();
        assertEquals(0, indexRequests(Operation.PUT));
        assertEquals(2, world.count("pop3bridge.size.index.reads", "result", "failed"));
    }

    @Test
    void anIndexThatAnotherProcessHasReplacedStays() throws Exception {
        world.deliver(COUNT);
        world.store.always(Operation.PUT, key -> key.equals(world.indexKey()),
                new Fault.Refuse(Reason.PRECONDITION_FAILED));
        stat();
        assertEquals(1, world.count("pop3bridge.size.index.writes", "result", "overtaken"));
    }

    /** Its size in the listing stands in for it, and must not outlive the session. */
    @Test
    void theSizeOfAnUnreadableMessageIsNotInTheIndex() throws Exception {
        world.deliver(COUNT);
        world.store.always(Operation.GET, key -> key.endsWith("/m7"), new Fault.Refuse(Reason.NOT_FOUND));
        try (Maildrop maildrop = world.open()) {
            maildrop.sizes(ALL);
        }
        world.store.heal();
        int before = world.reads();
        statElsewhere();
        assertEquals(before + 1, world.reads());
    }

    @Test
    void noIndexIsNeededForSizesThatTheListingTells() throws Exception {
        World crlf = new World(LineEnds.CRLF);
        crlf.deliver(COUNT);
        try (Maildrop maildrop = crlf.open()) {
            maildrop.sizes(ALL);
            for (int number : ALL) {
                try (Content content = maildrop.open(number)) {
                    World.read(content);
                }
            }
        }
        assertEquals(0, crlf.store.requests(Operation.PUT, crlf.indexKey()));
    }
}
