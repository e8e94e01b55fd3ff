package pop3bridge.lmtp;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The memory for the messages that are being received and stored, shared by all connections. Thread-safe. */
public final class MemoryBudget {
    private static final int UNIT = 1024;

    private final Semaphore units;
    private final int total;

    /** A budget of this many octets, rounded up to KiB. */
    public MemoryBudget(long octets) {
        this.total = units(octets);
        this.units = new Semaphore(total, true);
    }

    private static int units(long octets) {
        return Math.toIntExact((octets + UNIT - 1) / UNIT);
    }

    /** Reserves memory at once; returns whether there was enough. */
    boolean reserve(long octets) {
        return units.tryAcquire(units(octets));
    }

    /** Reserves memory; returns whether there was enough within this time. Call it only while holding none. */
    boolean reserve(long octets, Duration wait) throws InterruptedException {
        return units.tryAcquire(units(octets), wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Releases memory that was reserved in one piece. */
    void release(long octets) {
        units.release(units(octets));
    }

    /** Returns whether nothing is reserved. */
    public boolean isUnused() {
        return units.availablePermits() == total;
    }
}
