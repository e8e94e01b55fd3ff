package pop3bridge.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class InboxTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** What happens between the decision to pause and the pause. */
    private Runnable beforePause = () -> {};

    private final ChannelConfig channel = new DefaultChannelConfig(new EmbeddedChannel()) {
        @Override
        public ChannelConfig setAutoRead(boolean autoRead) {
            if (!autoRead) {
                beforePause.run();
            }
            return super.setAutoRead(autoRead);
        }
    };

    private final ManualTiming timing = new ManualTiming();
    private final ScheduledExecutorService alarms = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<String> woken = new LinkedBlockingQueue<>();
    private final Inbox inbox = new Inbox(channel, alarms, timing);

    @Test
    void keepsTheOrder() throws InterruptedException {
        inbox.octets(new byte[1]);
        inbox.octets(new byte[2]);
        inbox.end();
        assertEquals(1, assertInstanceOf(Inbox.Event.Octets.class, inbox.take(LONG.toNanos()))
                .octets().length);
        assertEquals(2, assertInstanceOf(Inbox.Event.Octets.class, inbox.take(LONG.toNanos()))
                .octets().length);
        assertInstanceOf(Inbox.Event.End.class, inbox.take(LONG.toNanos()));
        assertEquals(Optional.empty(), inbox.poll());
        assertInstanceOf(Inbox.Event.Timeout.class, inbox.take(timing.nanoTime()));
    }

    @Test
    void shutdownOvertakesWhatWaits() throws InterruptedException {
        inbox.octets(new byte[1]);
        inbox.shutdown();
        assertInstanceOf(Inbox.Event.Stop.class, inbox.poll().orElseThrow());
        assertInstanceOf(Inbox.Event.Stop.class, inbox.take(LONG.toNanos()));
    }

    @Test
    void aboveABoundNothingMoreIsRead() {
        inbox.octets(new byte[40_000]);
        assertTrue(channel.isAutoRead());
        inbox.octets(new byte[40_000]);
        assertFalse(channel.isAutoRead());
        inbox.poll();
        assertTrue(channel.isAutoRead());
        inbox.octets(new byte[100_000]);
        assertFalse(channel.isAutoRead());
        inbox.poll();
        assertFalse(channel.isAutoRead());
        inbox.poll();
        assertTrue(channel.isAutoRead());
    }

    @Test
    @Timeout(20)
    void readingGoesOnWhenTheInboxIsEmptiedDuringThePause() throws InterruptedException {
        Thread consumer = new Thread(() -> {
            while (inbox.poll().isPresent()) {
                Thread.onSpinWait();
            }
        });
        beforePause = () -> {
            consumer.start();
            while (consumer.isAlive() && consumer.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
        };
        inbox.octets(new byte[100_000]);
        consumer.join();
        assertTrue(channel.isAutoRead(), "nobody will ever read again");
    }

    private boolean rest() {
        return inbox.rest(timing.nanoTime() + LONG.toNanos(), () -> woken.add("woken"));
    }

    @AfterEach
    void stop() {
        alarms.shutdownNow();
    }

    @Test
    void whoRestsIsWokenOnceByWhatArrives() {
        assertTrue(rest());
        inbox.octets(new byte[1]);
        inbox.octets(new byte[2]);
        assertEquals(List.of("woken"), List.copyOf(woken));
        assertFalse(rest(), "two events are there");
        assertTrue(inbox.poll().isPresent());
        assertFalse(rest(), "one event is there");
        assertTrue(inbox.poll().isPresent());
        assertTrue(rest());
    }

    @Test
    void whoRestsIsWokenByTheOrderToStop() {
        assertTrue(rest());
        inbox.kick();
        assertEquals(1, woken.size());
        assertInstanceOf(Inbox.Event.Stop.class, inbox.poll().orElseThrow());
        assertFalse(rest(), "the session has to end");
    }

    @Test
    @Timeout(20)
    void whoRestsIsWokenAtTheDeadline() throws InterruptedException {
        assertTrue(rest());
        timing.pass(LONG);
        assertEquals("woken", woken.take());
        assertInstanceOf(Inbox.Event.Timeout.class, inbox.poll().orElseThrow());
    }

    @Test
    @Timeout(20)
    void theDeadlineIsTheOneOfTheLastRest() throws InterruptedException {
        assertTrue(rest());
        timing.pass(LONG.dividedBy(2));
        inbox.octets(new byte[1]);
        woken.take();
        inbox.poll();
        assertTrue(rest());
        timing.pass(LONG.dividedBy(2));
        assertNull(woken.poll(100, TimeUnit.MILLISECONDS), "that deadline has been put off");
        timing.pass(LONG.dividedBy(2));
        assertEquals("woken", woken.take());
        assertInstanceOf(Inbox.Event.Timeout.class, inbox.poll().orElseThrow());
    }

    @Test
    @Timeout(20)
    void aDeadlineCanBeBroughtForward() throws InterruptedException {
        assertTrue(rest());
        inbox.octets(new byte[1]);
        woken.take();
        inbox.poll();
        assertTrue(inbox.rest(timing.nanoTime() + LONG.dividedBy(2).toNanos(), () -> woken.add("again")));
        timing.pass(LONG.dividedBy(2));
        assertEquals("again", woken.take());
    }

    @Test
    @Timeout(20)
    void whatArrivesAtTheDeadlineComesFirst() throws InterruptedException {
        assertTrue(rest());
        timing.pass(LONG);
        woken.take();
        inbox.octets(new byte[1]);
        assertInstanceOf(Inbox.Event.Octets.class, inbox.poll().orElseThrow());
    }

    /** Every thread begins with an event, at whatever moment that arrives, and no event is left without a thread. */
    @Test
    @Timeout(60)
    void everyWakeUpHasAnEventAndEveryEventAThread() throws InterruptedException {
        int events = 200_000;
        AtomicInteger threads = new AtomicInteger();
        AtomicInteger forNothing = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(events);
        Runnable[] work = new Runnable[1];
        Runnable begin = () -> Thread.ofVirtual().start(() -> {
            assertEquals(1, threads.incrementAndGet());
            if (inbox.poll().isEmpty()) {
                forNothing.incrementAndGet();
            } else {
                all.countDown();
            }
            threads.decrementAndGet();
            work[0].run();
        });
        work[0] = () -> {
            while (!inbox.rest(timing.nanoTime() + LONG.toNanos(), begin)) {
                inbox.poll().ifPresent(_ -> all.countDown());
            }
        };
        work[0].run();
        for (int i = 0; i < events; i++) {
            inbox.octets(new byte[1]);
            if (i % 7 == 0) {
                LockSupport.parkNanos(1);
            }
        }
        all.await();
        assertEquals(0, forNothing.get(), "threads that began without an event");
        assertEquals(Optional.empty(), inbox.poll());
    }

    /** A client that speaks at the deadline has not been silent. */
    @Test
    @Timeout(60)
    void noDeadlineFollowsAnEvent() throws InterruptedException {
        int events = 20_000;
        Inbox briefly = new Inbox(channel, alarms, Timing.SYSTEM);
        AtomicInteger late = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(events);
        Runnable[] work = new Runnable[1];
        work[0] = () -> {
            do {
                boolean spoke = false;
                for (Optional<Inbox.Event> event = briefly.poll(); event.isPresent(); event = briefly.poll()) {
                    if (event.get() instanceof Inbox.Event.Timeout) {
                        late.addAndGet(spoke ? 1 : 0);
                        break;
                    }
                    spoke = true;
                    all.countDown();
                }
            } while (!briefly.rest(System.nanoTime() + 50_000, () -> Thread.ofVirtual().start(work[0])));
        };
        work[0].run();
        for (int i = 0; i < events; i++) {
            briefly.octets(new byte[1]);
            LockSupport.parkNanos(1);
        }
        all.await();
        assertEquals(0, late.get(), "deadlines right after an event");
    }
}
