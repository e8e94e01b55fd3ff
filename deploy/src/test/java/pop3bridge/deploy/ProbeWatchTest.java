package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.probe.Capability;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.time.SystemTimeline;

class ProbeWatchTest {
    private static final Duration INTERVAL = Duration.ofHours(24);
    private static final ProbeReport GOOD = report(Verdict.YES);

    private final Deque<Object> results = new ArrayDeque<>();
    private final List<Boolean> thorough = new ArrayList<>();
    private final List<ProbeReport> passed = new ArrayList<>();
    private final ProbeWatch watch = new ProbeWatch(new SystemTimeline(), this::run, INTERVAL);

    private static ProbeReport report(Verdict verdict, Capability... of) {
        Set<Capability> these = Set.of(of);
        return new ProbeReport(Arrays.stream(Capability.values())
                .map(capability -> new Check(capability, these.contains(capability) ? verdict : Verdict.YES, ""))
                .toList(), 7);
    }

    private ProbeReport run(boolean longer) throws StoreException {
        thorough.add(longer);
        return switch (results.remove()) {
            case ProbeReport report -> report;
            case StoreException failed -> throw failed;
            case RuntimeException failed -> throw failed;
            default -> throw new AssertionError();
        };
    }

    private Duration test(Object result) {
        results.add(result);
        return watch.test(passed::add);
    }

    @Test
    void aStoreThatPassesIsTestedAtEachInterval() {
        assertEquals(INTERVAL, test(GOOD));
        ProbeReport less = report(Verdict.NO, Capability.DELETE);
        assertEquals(INTERVAL, test(less));
        assertEquals(List.of(GOOD, less), passed);
        assertEquals(Optional.empty(), watch.refuted());
        assertEquals(List.of(false, false), thorough);
    }

    @Test
    void aViolationRefutesTheStoreUntilItPassesAThoroughTest() {
        assertEquals(ProbeWatch.AFTER_REFUTATION, test(report(Verdict.NO, Capability.RACE_SWAP)));
        String why = watch.refuted().orElseThrow();
        assertTrue(why.contains("lets exactly one of 8 racing writers replace a version"), why);
        assertEquals(ProbeWatch.AFTER_REFUTATION, test(report(Verdict.UNKNOWN, Capability.RACE_CREATE)));
        assertEquals(ProbeWatch.AFTER_REFUTATION, test(new StoreException(Reason.UNAVAILABLE, "no answer")));
        assertEquals(Optional.of(why), watch.refuted());
        assertEquals(List.of(), passed);
        assertEquals(INTERVAL, test(GOOD));
        assertEquals(Optional.empty(), watch.refuted());
        assertEquals(List.of(GOOD), passed);
        assertEquals(List.of(false, true, true, true), thorough);
    }

    /** A check without a result comes before the violation. */
    @Test
    void aViolationCountsWhateverElseIsNotKnown() {
        List<Check> checks = new ArrayList<>(report(Verdict.NO, Capability.SWAP_REFUSED).checks());
        checks.set(0, new Check(Capability.READ_BACK, Verdict.UNKNOWN, ""));
        assertEquals(ProbeWatch.AFTER_REFUTATION, test(new ProbeReport(checks, 0)));
        assertTrue(watch.refuted().isPresent());
    }

    @Test
    void noResultIsNoViolation() {
        assertEquals(ProbeWatch.AFTER_NO_RESULT, test(new StoreException(Reason.UNAVAILABLE, "no answer")));
        assertEquals(ProbeWatch.AFTER_NO_RESULT, test(report(Verdict.UNKNOWN, Capability.RACE_CREATE)));
        assertEquals(Optional.empty(), watch.refuted());
        assertEquals(List.of(), passed);
    }

    /** Otherwise a refuted store would refuse logins until the next start. */
    @Test
    void anInternalErrorEndsNoTests() {
        assertEquals(ProbeWatch.AFTER_NO_RESULT, test(new IllegalStateException("ordered by a test")));
        assertEquals(ProbeWatch.AFTER_REFUTATION, test(report(Verdict.NO, Capability.RACE_SWAP)));
        assertEquals(ProbeWatch.AFTER_REFUTATION, test(new IllegalStateException("ordered by a test")));
        assertEquals(INTERVAL, test(GOOD));
        assertEquals(Optional.empty(), watch.refuted());
    }

    @Test
    @Timeout(30)
    void itStopsWhileItWaitsAndWhileItTests() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ProbeWatch testing = new ProbeWatch(new SystemTimeline(), _ -> {
            begun.countDown();
            try {
                assertTrue(end.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new StoreException(Reason.UNAVAILABLE, "the test was stopped");
        }, Duration.ofMillis(1));
        testing.start(false, passed::add);
        begun.await();
        testing.stop();
        assertFalse(testing.awaitEnd(Duration.ZERO));
        end.countDown();
        assertTrue(testing.awaitEnd(Duration.ofSeconds(20)));

        watch.start(true, passed::add);
        watch.stop();
        assertTrue(watch.awaitEnd(Duration.ofSeconds(20)));
        assertEquals(List.of(), thorough);
    }

    @Test
    void whatWasNeverStartedHasEnded() {
        assertTrue(watch.awaitEnd(Duration.ZERO));
    }
}
