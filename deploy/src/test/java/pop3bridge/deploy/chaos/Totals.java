package pop3bridge.deploy.chaos;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** The statistics of a run. Thread-safe. */
final class Totals {
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final AtomicLong longestLogin = new AtomicLong();

    /** What is counted. */
    enum Count {
        KILLS,
        STOPS,
        STOPS_LONGER_THAN_THE_LEASE,
        ORDERLY_RESTARTS,
        FAILED_STARTS,
        DELIVERIES,
        FAILED_DELIVERIES,
        CONNECTIONS_REFUSED,
        LOGINS,
        LOGINS_REFUSED_IN_USE,
        LOGINS_REFUSED_SYS_TEMP,
        LOGINS_UNANSWERED,
        MESSAGES_SHOWN,
        MESSAGES_READ,
        COMMANDS_REFUSED_SYS_TEMP,
        MESSAGES_FOUND_GONE,
        SESSIONS_THAT_LOST_THE_LOCK,
        COMMANDS_AFTER_A_LATER_LOGIN,
        SESSIONS_LEFT_WITHOUT_QUIT,
        SESSIONS_BROKEN_OFF,
        REMOVALS_ASKED,
        REMOVALS_ACKNOWLEDGED,
        REMOVALS_NOT_KNOWN,
        REMOVALS_REFUSED,
        REMOVALS_UNACKNOWLEDGED_BUT_DONE,
        TAKE_OVERS_BEGUN,
        LOST_LOCKS_LOGGED,
        MESSAGES_LEFT,
        LOCKS_LEFT
    }

    Totals() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    void add(Count count) {
        add(count, 1);
    }

    void add(Count count, long amount) {
        adder(count).add(amount);
    }

    long of(Count count) {
        return adder(count).sum();
    }

    private LongAdder adder(Count count) {
        return Objects.requireNonNull(counts.get(count));
    }

    /** How long a maildrop took to be had again once all processes were well. */
    void lastLogin(Duration time) {
        longestLogin.accumulateAndGet(time.toMillis(), Math::max);
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(count -> "%,10d  %s%n".formatted(count.getValue().sum(),
                        count.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ')))
                .collect(Collectors.joining())
                + "%10.1f  seconds until the last maildrop could be had when all was well again"
                        .formatted(longestLogin.get() / 1000.0);
    }
}
