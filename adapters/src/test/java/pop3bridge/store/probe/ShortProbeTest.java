package pop3bridge.store.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.time.ManualTimeline;

/** A store is known again if it is still what it was; one that has changed counts as never tested. */
class ShortProbeTest {
    private static final Duration TRUSTED = Duration.ofHours(24);
    private static final int MOST_REQUESTS = 18;

    private final ManualTimeline time = new ManualTimeline();
    private final MemoryStore memory = new MemoryStore(time, 1000);

    @BeforeEach
    void remember() throws StoreException {
        remember(ProbeMemoryTest.GOOD);
    }

    private void remember(ProbeReport report) throws StoreException {
        ProbeMemory object = ProbeMemoryTest.memory(memory);
        object.write(report, object.read());
    }

    @AfterEach
    void nothingElseIsLeft() {
        assertEquals(Set.of("control/probe.json"), memory.contents().keySet());
    }

    private static Optional<ProbeReport> known(ObjectStore store) throws StoreException {
        return known(store, TRUSTED);
    }

    private static Optional<ProbeReport> known(ObjectStore store, Duration trusted) throws StoreException {
        return new ShortProbe(store, ProbeMemoryTest.memory(store), "control/", trusted, "unique").run();
    }

    private static int requests(FaultyStore store) {
        return Stream.of(Operation.values()).mapToInt(store::requests).sum();
    }

    @Test
    void anHonestStoreIsKnownAfterFewRequests() throws Exception {
        FaultyStore counted = new FaultyStore(memory);
        assertEquals(Optional.of(ProbeMemoryTest.GOOD), known(counted));
        assertTrue(requests(counted) <= MOST_REQUESTS, () -> "requests: " + requests(counted));
        assertEquals(0, counted.requests(Operation.DELETE_BATCH));
    }

    @Test
    void aStoreWithoutConditionalDeletionIsNotAskedForIt() throws Exception {
        ProbeReport report = ProbeMemoryTest.report(Verdict.NO, Capability.DELETE, Capability.DELETE_REFUSED,
                Capability.RACE_DELETE);
        remember(report);
        assertEquals(Optional.of(report), known(LyingStores.deletesWhateverTheEtag(memory)));
        assertEquals(Optional.of(report), known(LyingStores.deletesNothingOnAnEtag(memory)));
    }

    @Test
    void aStoreWithoutAClockIsNotAskedForTheTime() throws Exception {
        ProbeReport report = ProbeMemoryTest.report(Verdict.NO, Capability.CLOCK);
        remember(report);
        assertEquals(Optional.of(report), known(LyingStores.tellsAge(memory, _ -> Optional.empty())));
    }

    static Stream<Arguments> changes() {
        return Stream.<UnaryOperator<ObjectStore>>of(LyingStores::ignoresIfNoneMatch, LyingStores::neverMatches,
                LyingStores::ignoresIfMatchWhereSomethingIs, LyingStores::createsOnASwapWhereNothingIs,
                LyingStores::deletesWhateverTheEtag, LyingStores::deletesNothingOnAnEtag,
                LyingStores::storesTheFraming, LyingStores::listsUnquotedEtags, LyingStores::weakensEtagsOfGet,
                LyingStores::deniesWhatIsNotThere,
                store -> LyingStores.tellsAge(store, age -> age.map(told -> told.plusSeconds(3))),
                store -> new LaggingCopy(store, LaggingCopy.Missing.OVERWRITES).readFrom(),
                store -> new LaggingCopy(store, LaggingCopy.Missing.DELETIONS).listedFrom()).map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aStoreThatHasChangedIsNotKnown(UnaryOperator<ObjectStore> change) throws Exception {
        ObjectStore changed = change.apply(memory);
        assertEquals(Optional.empty(),
                new ShortProbe(changed, ProbeMemoryTest.memory(memory), "control/", TRUSTED, "unique").run());
        assertEquals(Optional.of(ProbeMemoryTest.GOOD), known(memory));
    }

    @Test
    void etagsThatHaveBecomeTimesAndLengths() throws Exception {
        MemoryStore store = new MemoryStore(time, 1000,
                body -> time.instant().getEpochSecond() + "-" + body.length);
        assertEquals(Optional.empty(),
                new ShortProbe(store, ProbeMemoryTest.memory(memory), "control/", TRUSTED, "unique").run());
        assertEquals(Set.of(), store.contents().keySet());
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "LIST", "DELETE"})
    void aRequestWithoutAnAnswerGivesNoTrust(Operation operation) throws Exception {
        FaultyStore faulty = new FaultyStore(memory);
        faulty.once(operation, new Fault.Refuse(Reason.UNAVAILABLE));
        assertEquals(Optional.empty(), known(faulty));
    }

    @Test
    void aResultIsTrustedForAWhile() throws Exception {
        time.sleep(TRUSTED.minusSeconds(1));
        assertEquals(Optional.of(ProbeMemoryTest.GOOD), known(memory));
        time.sleep(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), known(memory));
        assertEquals(Optional.empty(), known(memory, Duration.ZERO));
    }

    @Test
    void aResultOfTheFutureIsNotTrusted() throws Exception {
        time.sleep(Duration.ofSeconds(-5));
        assertEquals(Optional.of(ProbeMemoryTest.GOOD), known(memory));
        time.sleep(Duration.ofSeconds(-1));
        assertEquals(Optional.empty(), known(memory));
    }

    @Test
    void aStoreThatHasFailedIsTestedAgain() throws Exception {
        remember(ProbeMemoryTest.report(Verdict.NO, Capability.RACE_CREATE));
        FaultyStore counted = new FaultyStore(memory);
        assertEquals(Optional.empty(), known(counted));
        assertEquals(3, requests(counted));
    }

    @Test
    void aStoreThatWasNeverTestedIsLeftAtOnce() throws Exception {
        MemoryStore fresh = new MemoryStore(time, 1000);
        FaultyStore counted = new FaultyStore(fresh);
        assertEquals(Optional.empty(), known(counted));
        assertEquals(3, requests(counted));
        assertEquals(Set.of(), fresh.contents().keySet());
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_BUCKET", "DENIED", "REJECTED", "THROTTLED", "UNAVAILABLE"})
    void aStoreThatTakesNothingCannotBeAsked(Reason reason) {
        FaultyStore faulty = new FaultyStore(memory);
        faulty.always(Operation.PUT, _ -> true, new Fault.Refuse(reason));
        assertEquals(reason, assertThrows(StoreException.class, () -> known(faulty)).reason());
    }
}
