package pop3bridge.store.s3.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time for signatures: this machine's, or the store's once it has refused a request for its time. Thread-safe. */
public final class StoreClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    /** Creates a clock with this machine's time. */
    public StoreClock() {}

    /** Uses the store's time from now on. */
    void set(Instant theirs) {
        ahead = Duration.between(Instant.now(), theirs);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
