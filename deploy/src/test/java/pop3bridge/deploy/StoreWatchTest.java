package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.time.SystemTimeline;
import pop3bridge.store.time.Timeline;

class StoreWatchTest {
    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private final AtomicLong answered = new AtomicLong(Long.MIN_VALUE / 2);
    private final AtomicReference<Optional<StoreException>> failure = new AtomicReference<>(Optional.empty());
    private final StoreWatch watch = new StoreWatch(new Stopped(), this::look, answered::get);

    /** Time that stands where the test puts it. */
    private final class Stopped implements Timeline {
        @Override
        public long nanos() {
            return now.get();
        }

        @Override
        public Instant wall() {
            return Instant.EPOCH;
        }

        @Override
        public double random() {
            return 0;
        }

        @Override
        public String unique() {
            return "";
        }

        @Override
        public Signal signal() {
            return new SystemTimeline().signal();
        }

        @Override
        public void start(String name, Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Alarm alarm(String name, Supplier<Optional<Duration>> work) {
            throw new UnsupportedOperationException();
        }
    }

    private void look() throws StoreException {
        if (failure.get().isPresent()) {
            throw failure.get().get();
        }
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void nobodyLooksWhileOthersAreAnswered() {
        assertEquals(StoreWatch.PERIOD, watch.rest());
        pass(4);
        assertEquals(Duration.ofSeconds(6), watch.rest());
        answered.set(now.get());
        pass(3);
        assertEquals(Duration.ofSeconds(7), watch.rest());
        pass(7);
        assertEquals(Duration.ZERO, watch.rest());
        watch.look();
        assertEquals(StoreWatch.PERIOD, watch.rest());
    }

    @Test
    void whatALookMeetsHoldsUntilSomebodyIsAnswered() {
        assertEquals(Optional.empty(), watch.down());
        failure.set(Optional.of(new StoreException(Reason.CREDENTIALS, "GET: 400 ExpiredToken", "expired", null)));
        pass(10);
        watch.look();
        assertEquals(Optional.of("expired"), watch.down());
        pass(1);
        answered.set(now.get());
        assertEquals(Optional.empty(), watch.down());
        pass(10);
        watch.look();
        assertEquals(Optional.of("expired"), watch.down());
        failure.set(Optional.empty());
        watch.look();
        assertEquals(Optional.empty(), watch.down());
    }

    /** The truth is told within 15 seconds. */
    @Test
    void theLongestLieIsShortEnough() {
        assertEquals(Duration.ofSeconds(14), StoreWatch.PERIOD.plus(StoreWatch.PATIENCE));
    }
}
