package pop3bridge.store.events;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final String PREFIX = "mail/anna/";

    /** Near the end of the clock's range, which it may pass. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(90).toNanos());
    private final Arrivals arrivals = new Arrivals(clock::get, Duration.ofMinutes(5));

    private void pass(long seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private long listedAMinuteAgo() {
        pass(1);
        long listed = arrivals.now();
        pass(60);
        arrivals.heard();
        pass(1);
        return listed;
    }

    @Test
    void withoutEventsAnEmptyMaildropStaysEmpty() {
        assertTrue(arrivals.noneSince(PREFIX, listedAMinuteAgo()));
    }

    @Test
    void whatArrivesIsSeenInItsMaildropOnly() {
        long listed = listedAMinuteAgo();
        arrivals.arrived("mail/anna/m1");
        assertFalse(arrivals.noneSince(PREFIX, listed));
        assertTrue(arrivals.noneSince("mail/bert/", listed));
        assertTrue(arrivals.noneSince("mail/", listed));
        pass(1);
        assertTrue(arrivals.noneSince(PREFIX, arrivals.now()));
    }

    /** A prefix need not end with a slash. */
    @Test
    void prefixesWithinAFolderShareItsEvents() {
        long listed = listedAMinuteAgo();
        arrivals.arrived("inbox-m1");
        assertFalse(arrivals.noneSince("inbox-", listed));
        assertFalse(arrivals.noneSince("", listed));
        assertTrue(arrivals.noneSince(PREFIX, listed));
    }

    @Test
    void doubledAndLateEventsCostAListingEach() {
        long listed = listedAMinuteAgo();
        arrivals.arrived("mail/anna/m1");
        arrivals.arrived("mail/anna/m1");
        assertFalse(arrivals.noneSince(PREFIX, listed));
        pass(1);
        long again = arrivals.now();
        assertTrue(arrivals.noneSince(PREFIX, again));
        pass(1);
        arrivals.arrived("mail/anna/m1");
        assertFalse(arrivals.noneSince(PREFIX, again));
    }

    @Test
    void lostEventsHideMailForALimitedTime() {
        long listed = arrivals.now();
        for (int minute = 0; minute < 5; minute++) {
            pass(60);
            arrivals.heard();
        }
        assertTrue(arrivals.noneSince(PREFIX, listed + 1));
        pass(1);
        assertFalse(arrivals.noneSince(PREFIX, listed + 1));
    }

    @Test
    void aQueueThatDoesNotRespondTellsNothing() {
        pass(1);
        long listed = arrivals.now();
        assertFalse(arrivals.noneSince(PREFIX, listed));
        arrivals.heard();
        assertTrue(arrivals.noneSince(PREFIX, listed));
        arrivals.silent();
        assertFalse(arrivals.noneSince(PREFIX, listed));
        arrivals.heard();
        pass(60);
        assertTrue(arrivals.noneSince(PREFIX, listed));
        pass(1);
        assertFalse(arrivals.noneSince(PREFIX, listed));
    }

    @Test
    void anUnknownEventMayConcernAnyMaildrop() {
        long listed = listedAMinuteAgo();
        arrivals.unknown();
        assertFalse(arrivals.noneSince(PREFIX, listed));
        pass(1);
        assertTrue(arrivals.noneSince(PREFIX, arrivals.now()));
    }

    /** A million folders are remembered; then what is forgotten may have concerned any of them. */
    @Test
    void whatCannotBeRememberedMayConcernAnyMaildrop() {
        Arrivals small = new Arrivals(clock::get, Duration.ofMinutes(5), 2);
        pass(1);
        long listed = small.now();
        pass(1);
        small.heard();
        small.arrived("mail/anna/m1");
        small.arrived("mail/bert/m1");
        assertTrue(small.noneSince("mail/cleo/", listed));
        small.arrived("mail/dora/m1");
        assertFalse(small.noneSince("mail/cleo/", listed));
        pass(1);
        assertTrue(small.noneSince("mail/cleo/", small.now()));
    }

    @Test
    void whatNoListingNeedsIsForgotten() {
        Arrivals small = new Arrivals(clock::get, Duration.ofMinutes(5), 2);
        small.arrived("mail/anna/m1");
        small.arrived("mail/bert/m1");
        pass(300);
        long listed = small.now();
        pass(1);
        small.heard();
        small.arrived("mail/dora/m1");
        small.arrived("mail/emil/m1");
        assertTrue(small.noneSince("mail/anna/", listed));
        assertFalse(small.noneSince("mail/dora/", listed));
    }
}
