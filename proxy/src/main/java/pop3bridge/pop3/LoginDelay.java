package pop3bridge.pop3;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The minimum time between two logins of a user (RFC 2449 §6.6), within this process. Thread-safe. */
public final class LoginDelay {
    private static final int REMEMBERED = 100_000;

    private final Duration delay;
    private final LongSupplier nanos;
    private final Map<String, Long> last = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param delay zero for none
     * @param nanos a monotonic clock
     */
    public LoginDelay(Duration delay, LongSupplier nanos) {
        this.delay = delay;
        this.nanos = nanos;
    }

    /** Returns a delay of zero. */
    public static LoginDelay none() {
        return new LoginDelay(Duration.ZERO, System::nanoTime);
    }

    /** Returns the capability line for CAPA, if there is a delay. */
    Optional<String> capability() {
        return delay.isZero() ? Optional.empty() : Optional.of("LOGIN-DELAY " + delay.toSeconds());
    }

    /** Returns whether this user must wait before the next login. */
    synchronized boolean tooEarly(String user) {
        Long before = last.get(user);
        return before != null && nanos.getAsLong() - before < delay.toNanos();
    }

    /** Notes that this user has logged in. */
    synchronized void loggedIn(String user) {
        if (!delay.isZero()) {
            last.put(user, nanos.getAsLong());
        }
    }
}
