package pop3bridge.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import pop3bridge.guard.FairQueue.Refusal;
import pop3bridge.guard.FairQueue.RefusedException;

/** One slot is taken; who waits for it gets it in a fair order. */
class FairQueueTest {
    private final FairQueue queue = new FairQueue(1, 100, 10);
    private final LinkedBlockingQueue<String> served = new LinkedBlockingQueue<>();

    private Thread waits(String client, int rank, String label) throws InterruptedException {
        int before = queue.waiting();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                queue.acquire(client, rank, () -> false);
                served.add(label);
            } catch (RefusedException | InterruptedException e) {
                served.add(label + " " + e.getMessage());
            }
        });
        while (queue.waiting() == before) {
            Thread.sleep(1);
        }
        return thread;
    }

    private List<String> order(int count) throws InterruptedException {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            queue.release();
            @Nullable
            String next = served.poll(10, TimeUnit.SECONDS);
            order.add(String.valueOf(next));
        }
        return order;
    }

    @Test
    void clientsTakeTurnsHoweverOftenTheyAsk() throws Exception {
        queue.acquire("first", 0, () -> false);
        for (int i = 0; i < 5; i++) {
            waits("attacker", 0, "attacker");
        }
        waits("honest", 0, "honest");
        waits("other", 0, "other");
        assertEquals(List.of("attacker", "honest", "other", "attacker", "attacker"), order(5));
    }

    @Test
    void whoHasFailedLessGoesFirst() throws Exception {
        queue.acquire("first", 0, () -> false);
        waits("a", 3, "failed thrice");
        waits("b", 1, "failed once");
        waits("c", -1, "known");
        waits("d", 0, "new");
        assertEquals(List.of("known", "new", "failed once", "failed thrice"), order(4));
    }

    @Test
    void aSlotThatNobodyWaitsForIsFree() throws Exception {
        queue.acquire("a", 0, () -> false);
        queue.release();
        queue.acquire("b", 0, () -> false);
        waits("c", 0, "c");
        assertEquals(List.of("c"), order(1));
    }

    @Test
    void noMoreWaitThanMayForOneClientAndInAll() throws Exception {
        FairQueue small = new FairQueue(0, 3, 2);
        CountDownLatch end = new CountDownLatch(1);
        for (String client : List.of("a", "a", "b")) {
            int before = small.waiting();
            Thread _ = Thread.ofVirtual().start(() -> {
                try {
                    small.acquire(client, 0, () -> end.getCount() == 0);
                } catch (RefusedException | InterruptedException e) {
                    served.add(client);
                }
            });
            while (small.waiting() == before) {
                Thread.sleep(1);
            }
            if (before == 1) {
                assertEquals(Refusal.FULL,
                        assertThrows(RefusedException.class, () -> small.acquire("a", 0, () -> false)).refusal());
            }
        }
        assertEquals(Refusal.FULL,
                assertThrows(RefusedException.class, () -> small.acquire("c", 5, () -> false)).refusal());
        assertEquals(3, small.waiting());
        end.countDown();
        for (int i = 0; i < 3; i++) {
            served.poll(10, TimeUnit.SECONDS);
        }
        assertEquals(0, small.waiting(), "those who have gone wait no longer");
    }

    @Test
    void whoWouldBeServedLastMakesRoom() throws Exception {
        queue.acquire("first", 0, () -> false);
        for (int client = 0; client < 10; client++) {
            for (int i = 0; i < 10; i++) {
                waits("attacker " + client, 1, "attacker");
            }
        }
        asks("honest", 1);
        assertEquals("attacker too many logins are waiting", served.poll(10, TimeUnit.SECONDS));
        asks("known", -1);
        assertEquals("attacker too many logins are waiting", served.poll(10, TimeUnit.SECONDS));
        assertEquals(100, queue.waiting());
        assertEquals("known", order(1).getFirst());
        assertTrue(order(11).contains("honest"));
    }

    private void asks(String client, int rank) {
        Thread _ = Thread.ofVirtual().start(() -> {
            try {
                queue.acquire(client, rank, () -> false);
                served.add(client);
            } catch (RefusedException | InterruptedException e) {
                served.add(client + " is refused");
            }
        });
    }

    @Test
    void aClientHasItsNumberOfPlacesInAllRanksTogether() throws Exception {
        queue.acquire("first", 0, () -> false);
        for (int i = 0; i < 10; i++) {
            waits("a", i % 3, "a");
        }
        assertEquals(Refusal.FULL,
                assertThrows(RefusedException.class, () -> queue.acquire("a", 7, () -> false)).refusal());
    }

    @Test
    void whoIsGoneTakesNoTurn() throws Exception {
        queue.acquire("first", 0, () -> false);
        AtomicBoolean gone = new AtomicBoolean();
        Thread leaving = Thread.ofVirtual().start(() -> {
            try {
                queue.acquire("leaving", 0, gone::get);
                served.add("leaving");
            } catch (RefusedException | InterruptedException e) {
                served.add(String.valueOf(e.getMessage()));
            }
        });
        waits("staying", 1, "staying");
        gone.set(true);
        leaving.join();
        assertEquals("client is gone", served.poll(10, TimeUnit.SECONDS));
        assertEquals(List.of("staying"), order(1));
    }
}
