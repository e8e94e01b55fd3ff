package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.probe.StoreMode;

/** The number of requests to the store for each kind of session. */
final class CostTest {
    private static final int PAGES = 1000;

    private World world = new World(LineEnds.CRLF, PAGES, new StoreMode(true, true, true));
    private Map<Operation, Integer> before = Map.of();

    /** The requests since the last call, without those that are none. */
    private Map<Operation, Integer> cost() {
        Map<Operation, Integer> now = new TreeMap<>();
        Arrays.stream(Operation.values()).forEach(operation -> now.put(operation, world.store.requests(operation)));
        Map<Operation, Integer> difference = new TreeMap<>(now);
        before.forEach((operation, count) -> difference.merge(operation, -count, Integer::sum));
        before = now;
        difference.values().removeIf(count -> count == 0);
        return difference;
    }

    private Map<Operation, Integer> session(int read, int removed) throws Exception {
        cost();
        try (Maildrop maildrop = world.open()) {
            for (int number = 1; number <= read; number++) {
                World.read(maildrop.open(number));
            }
            if (removed > 0) {
                maildrop.remove(World.numbers(removed));
            }
        }
        return cost();
    }

    @Test
    void anEmptyMaildropCostsOneListing() throws Exception {
        session(0, 0);
        assertEquals(Map.of(Operation.LIST, 1), session(0, 0));
    }

    /** Which case is likely is remembered: only the first session after a change pays for both. */
    @Test
    void whatAnEmptyMaildropSavesAnotherDoesNotPay() throws Exception {
        assertEquals(Map.of(Operation.PUT, 1, Operation.LIST, 1, Operation.DELETE, 1), session(0, 0));
        world.deliver(1);
        assertEquals(Map.of(Operation.PUT, 1, Operation.LIST, 2, Operation.DELETE, 1), session(0, 0));
        assertEquals(Map.of(Operation.PUT, 1, Operation.LIST, 1, Operation.DELETE, 1), session(0, 0));
    }

    @Test
    void readingCostsAGetForEachMessage() throws Exception {
        world.deliver(10);
        assertEquals(Map.of(Operation.PUT, 1, Operation.LIST, 1, Operation.GET, 10, Operation.DELETE, 1),
                session(10, 0));
    }

    @Test
    void aListingCostsARequestForEachThousand() throws Exception {
        world.deliver(2001);
        assertEquals(Map.of(Operation.PUT, 1, Operation.LIST, 3, Operation.DELETE, 1), session(0, 0));
    }

    @Test
    void removingCostsAPutAndABatch() throws Exception {
        world.deliver(1000);
        assertEquals(
                Map.of(Operation.PUT, 2, Operation.LIST, 1, Operation.GET, 1000, Operation.DELETE_BATCH, 1,
                        Operation.DELETE, 1),
                session(1000, 1000));
    }

    @Test
    void removingMoreCostsASetOfItsOwn() throws Exception {
        world.deliver(2500);
        assertEquals(
                Map.of(Operation.PUT, 3, Operation.LIST, 3, Operation.DELETE_BATCH, 3, Operation.DELETE, 2),
                session(0, 2500));
    }

    /** The ETag of one's own last release is remembered. */
    @Test
    void whereLocksAreOverwrittenTheNextLoginIsStillOnePut() throws Exception {
        world = new World(LineEnds.CRLF, PAGES, new StoreMode(false, true, true));
        world.deliver(1);
        assertEquals(Map.of(Operation.PUT, 2, Operation.LIST, 1), session(0, 0));
        assertEquals(Map.of(Operation.PUT, 2, Operation.LIST, 1), session(0, 0));
        world.openElsewhere().close();
        assertEquals(Map.of(Operation.PUT, 3, Operation.GET, 1, Operation.LIST, 1), session(0, 0));
    }

    @Test
    void nothingElseIsAskedForAMaildropThatIsInUse() throws Exception {
        world.deliver(1);
        try (Maildrop _ = world.open()) {
            cost();
            assertThrows(MaildropException.class, world::openElsewhere);
            assertEquals(Map.of(Operation.PUT, 1, Operation.GET, 1), cost());
        }
    }
}
