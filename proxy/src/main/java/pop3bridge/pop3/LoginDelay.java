package pop3bridge.pop3;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The shortest time between two logins of a user (RFC 2449 §6.6), as far as this process knows of them. Safe for use by many threads.
 */
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

    /** None. */
    public static LoginDelay none() {
        return new LoginDelay(Duration.ZERO, System::nanoTime);
    }

    /** What CAPA tells of it. */
    Optional<String> capability() {
        return delay.isZero() ? Optional.empty() : Optional.of("LOGIN-DELAY " + delay.toSeconds());
    }

    /** Returns whether this user must come later. */
    synchronized boolean tooEarly(String user) {
        Long before = last.get(user);
        return before != null && nanos.getAsLong() - before < delay.toNanos();
    }

    /** This user has logged in. */
    synchronized void loggedIn(String user) {
        if (!delay.isZero()) {
            last.put(user, nanos.getAsLong());
        }
    }
}
