package pop3bridge.store.time;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An alarm whose work runs on a virtual thread, which ends when nothing is due. */
final class ThreadOnDemand implements Timeline.Alarm {
    private final String name;
    private final ScheduledThreadPoolExecutor timers;
    private final Supplier<Optional<Duration>> work;

    /** How often the work was asked for since it was idle. Not zero: its thread runs, or the work has ended. */
    private final AtomicInteger wakes = new AtomicInteger();

    /** Used by the work's thread. */
    private @Nullable Future<?> timer;

    ThreadOnDemand(String name, ScheduledThreadPoolExecutor timers, Supplier<Optional<Duration>> work) {
        this.name = name;
        this.timers = timers;
        this.work = work;
    }

    @Override
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            Thread.ofVirtual().name(name).start(this::run);
        }
    }

    private void run() {
        int answered;
        do {
            answered = wakes.get();
            if (timer != null) {
                timer.cancel(false);
            }
            Optional<Duration> rest = work.get();
            if (rest.isEmpty()) {
                return;
            }
            timer = timers.schedule(this::wake, TimeUnit.NANOSECONDS.convert(rest.get()), TimeUnit.NANOSECONDS);
        } while (wakes.addAndGet(-answered) != 0);
    }
}
