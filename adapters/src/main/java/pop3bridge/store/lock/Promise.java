package pop3bridge.store.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.time.Timeline;
import pop3bridge.store.time.Timeline.Signal;

/** The answer to a request between two threads: given once, awaited once. */
final class Promise<T> {
    private final AtomicReference<@Nullable T> value = new AtomicReference<>();
    private final Signal given;

    Promise(Timeline time) {
        this.given = time.signal();
    }

    void give(T answer) {
        value.set(answer);
        given.raise();
    }

    /** Returns the answer, or empty if it did not come in time. */
    Optional<T> await(Duration time) {
        given.await(time);
        return Optional.ofNullable(value.get());
    }
}
