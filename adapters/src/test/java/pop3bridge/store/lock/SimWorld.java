package pop3bridge.store.lock;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A world with one clock, in which only one thread runs at a time. Threads of the production code are switched at each
 * store call, wait and start, in an order determined by the seed. Steps are atomic.
 */
final class SimWorld {
    /** The first number after a small seed hardly depends on it. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private long now;
    private long order;
    private volatile @Nullable SimThread running;
    private volatile @Nullable Thread scheduler;
    private @Nullable Throwable fault;

    private record Event(long at, long order, Runnable action) {}

    /** Ends a thread whose process has crashed; nothing in the production code catches it. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash", null, false, false);
        }
    }

    /** A process: its threads crash and pause together. */
    static final class Program {
        private boolean crashed;
        private long pausedUntil;

        void crash() {
            crashed = true;
        }

        boolean crashed() {
            return crashed;
        }

        void pauseUntil(long nanos) {
            pausedUntil = Math.max(pausedUntil, nanos);
        }

        boolean paused(long now) {
            return pausedUntil > now;
        }

        void check() {
            if (crashed) {
                throw new Crash();
            }
        }
    }

    /** A thread of a process. */
    final class SimThread {
        private final Program process;
        private final Thread thread;
        private volatile boolean mayRun;
        private int wait;

        private SimThread(Program process, Runnable task) {
            this.process = process;
            this.thread = Thread.ofVirtual().unstarted(() -> {
                try {
                    awaitTurn();
                    task.run();
                } catch (Crash _) {
                    // its process is gone
                } catch (Throwable e) {
                    fault = e;
                } finally {
                    running = null;
                    LockSupport.unpark(scheduler);
                }
            });
        }

        private void awaitTurn() {
            while (!mayRun) {
                LockSupport.park(this);
            }
            mayRun = false;
            process.check();
        }
    }

    SimWorld(long seed) {
        this.random = new Random(seed * SPREAD);
    }

    long now() {
        return now;
    }

    void at(long time, Runnable action) {
        events.add(new Event(Math.max(time, now), order++, action));
    }

    void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    /** Starts a thread of a process. */
    void start(Program process, Runnable task) {
        SimThread thread = new SimThread(process, task);
        thread.thread.start();
        after(0, () -> resume(thread));
    }

    /** The thread that runs now gives way; it goes on when somebody wakes this very wait. */
    SimThread current() {
        SimThread thread = running;
        if (thread == null) {
            throw new IllegalStateException("no simulated thread runs");
        }
        return thread;
    }

    /** To be called by the current thread before it gives way; names the wait that is to come. */
    int nextWait(SimThread thread) {
        return ++thread.wait;
    }

    void giveWay(SimThread thread) {
        running = null;
        LockSupport.unpark(scheduler);
        thread.awaitTurn();
    }

    /** Wakes a thread if it is still in that wait. */
    void wake(SimThread thread, int wait) {
        if (thread.wait == wait) {
            thread.wait++;
            resume(thread);
        }
    }

    private void resume(SimThread thread) {
        if (thread.process.paused(now) && !thread.process.crashed()) {
            at(thread.process.pausedUntil, () -> resume(thread));
            return;
        }
        running = thread;
        thread.mayRun = true;
        LockSupport.unpark(thread.thread);
        while (running != null) {
            LockSupport.park(this);
        }
    }

    /** Lets everything happen that happens before this time; to be called on a virtual thread. */
    void runUntil(long end) throws Throwable {
        scheduler = Thread.currentThread();
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event event = events.poll();
            now = event.at();
            event.action().run();
            if (fault != null) {
                throw fault;
            }
        }
        now = Math.max(now, end);
    }
}
