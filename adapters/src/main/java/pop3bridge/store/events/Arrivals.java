package pop3bridge.store.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where new mail may have arrived, and when this process heard of it. Events may be late, doubled, in any order or lost: what
 * they say is believed for a limited time only. Thread-safe.
 */
public final class Arrivals {
    /** A queue is asked for at most 20 seconds at a time; after this time without an answer nothing is known. */
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int REMEMBERED = 1_000_000;

    private final LongSupplier nanoTime;
    private final Duration maxAge;
    /** When something last arrived in these folders, as far as it is later than any listing that is still believed. */
    private final Cache<String, Long> folders;
    private final Object heardLock = new Object();
    private boolean hearing;
    private long heard;
    private long uncertain;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param maxAge how old a listing may be that events have not contradicted
     */
    public Arrivals(LongSupplier nanoTime, Duration maxAge) {
        this(nanoTime, maxAge, REMEMBERED);
    }

    /** @param remembered of how many folders arrivals are remembered */
    Arrivals(LongSupplier nanoTime, Duration maxAge, int remembered) {
        this.nanoTime = nanoTime;
        this.maxAge = maxAge;
        this.uncertain = nanoTime.getAsLong();
        this.folders = Caffeine.newBuilder().maximumSize(remembered).expireAfterWrite(maxAge)
                .ticker(nanoTime::getAsLong).executor(Runnable::run)
                .evictionListener((@Nullable String _, @Nullable Long _, RemovalCause cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        unknown();
                    }
                }).build();
    }

    /** The queue has answered and holds no more: what has come before has been told, as far as it was there. */
    public void heard() {
        synchronized (heardLock) {
            heard = nanoTime.getAsLong();
            hearing = true;
        }
    }

    /** The queue does not answer. */
    public void silent() {
        synchronized (heardLock) {
            hearing = false;
        }
    }

    /** An object has been written. */
    public void arrived(String key) {
        folders.put(folder(key), nanoTime.getAsLong());
    }

    /** Something has happened, but it is not known where. */
    public void unknown() {
        synchronized (heardLock) {
            uncertain = nanoTime.getAsLong();
        }
    }

    private static String folder(String key) {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }

    /** Returns the time now, to be compared later. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Returns whether nothing is known to have arrived under a prefix since a time, and events would have told.
     *
     * @param since by {@link #now}
     */
    public boolean noneSince(String prefix, long since) {
        long now = nanoTime.getAsLong();
        if (now - since >= maxAge.toNanos()) {
            return false;
        }
        synchronized (heardLock) {
            if (!hearing || now - heard > SILENCE.toNanos() || uncertain - since >= 0) {
                return false;
            }
        }
        Long last = folders.getIfPresent(folder(prefix));
        return last == null || last - since < 0;
    }
}
