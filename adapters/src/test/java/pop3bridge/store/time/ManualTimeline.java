package pop3bridge.store.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** A timeline that advances only while a thread sleeps, for a single thread and its store. */
public final class ManualTimeline implements Timeline, InstantSource {
    private volatile Instant now = Instant.parse("2026-01-02T03:04:05.6Z");

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public Instant wall() {
        return now;
    }

    @Override
    public long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    @Override
    public void sleep(Duration time) {
        now = now.plus(time);
    }

    @Override
    public String unique() {
        return UUID.randomUUID().toString();
    }

    @Override
    public double random() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Signal signal() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Alarm alarm(String name, Supplier<Optional<Duration>> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void start(String name, Runnable task) {
        throw new UnsupportedOperationException();
    }
}
