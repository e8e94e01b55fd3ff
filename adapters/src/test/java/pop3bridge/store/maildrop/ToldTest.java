package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.events.Arrivals;

/** Logins where the store's events tell of new mail. */
class ToldTest {
    private final World world = new World();
    private final AtomicLong clock = new AtomicLong(1);
    private final Arrivals arrivals = new Arrivals(clock::get, Duration.ofMinutes(5));
    private final StoredMaildrops maildrops = world.told(arrivals);

    private int count() throws Exception {
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        arrivals.heard();
        try (Maildrop maildrop = maildrops.open(World.ANNA, Opening.of("session", Form.AS_STORED))) {
            return maildrop.count();
        }
    }

    private int listings() {
        return world.store.requests(Operation.LIST);
    }

    @Test
    void anEmptyMaildropIsListedOnce() throws Exception {
        for (int login = 0; login < 10; login++) {
            assertEquals(0, count());
        }
        assertEquals(1, listings());
        assertEquals(9, world.registry.counter("pop3bridge.maildrops.not.listed").count());
    }

    @Test
    void newMailIsSeenAfterItsEvent() throws Exception {
        assertEquals(0, count());
        world.memory.put(World.PREFIX + "m1", "m".getBytes(UTF_8), Condition.always());
        assertEquals(0, count());
        arrivals.arrived(World.PREFIX + "m1");
        assertEquals(1, count());
        assertEquals(1, count());
    }

    @Test
    void newMailIsSeenWithoutItsEventAfterSomeTime() throws Exception {
        assertEquals(0, count());
        world.memory.put(World.PREFIX + "m1", "m".getBytes(UTF_8), Condition.always());
        clock.addAndGet(Duration.ofMinutes(5).toNanos());
        assertEquals(1, count());
    }

    /** Its messages may be removed, or its sizes change. */
    @Test
    void aMaildropWithMailIsListedEachTime() throws Exception {
        world.deliver(1);
        assertEquals(1, count());
        int before = listings();
        assertEquals(1, count());
        assertEquals(before + 1, listings());
    }
}
