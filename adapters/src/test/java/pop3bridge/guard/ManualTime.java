package pop3bridge.guard;

import java.time.Duration;

/** Time that passes when a test or its subject sleeps. */
final class ManualTime implements Penalties.Time {
    private long nanos = Long.MAX_VALUE - 1000;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration duration) {
        nanos += duration.toNanos();
    }
}
