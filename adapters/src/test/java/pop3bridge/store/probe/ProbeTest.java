package pop3bridge.store.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.time.ManualTimeline;

/** A correct store passes; a store with one violation fails the check for it. */
class ProbeTest {
    private static final int ROUNDS = 20;
    private static final Set<Capability> RACES = EnumSet.of(Capability.RACE_CREATE, Capability.RACE_SWAP,
            Capability.RACE_DELETE);
    private static final Set<Capability> NONE = Set.of();

    private final ManualTimeline time = new ManualTimeline();
    private final MemoryStore memory = new MemoryStore(time, 2);

    @AfterEach
    void nothingIsLeft() {
        assertEquals(Set.of(), memory.contents().keySet());
    }

    private ProbeReport probe(ObjectStore store) throws StoreException {
        return probe(store, store, store);
    }

    private ProbeReport probe(ObjectStore store, ObjectStore elsewhere, ObjectStore smallPages) throws StoreException {
        return new Probe(time, store, elsewhere, smallPages, "control/").run(ROUNDS, Duration.ofSeconds(60));
    }

    private int requests(int rounds) throws StoreException {
        FaultyStore counted = new FaultyStore(memory);
        new Probe(time, counted, counted, counted, "control/").run(rounds, Duration.ofSeconds(60));
        return Stream.of(Operation.values()).mapToInt(counted::requests).sum();
    }

    private static Set<Capability> capabilities(ProbeReport report, Verdict verdict) {
        return report.checks().stream().filter(check -> check.verdict() == verdict).map(Check::capability)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Capability.class)));
    }

    private static Check check(ProbeReport report, Capability capability) {
        return report.checks().stream().filter(check -> check.capability() == capability).findFirst().orElseThrow();
    }

    private static void assertFound(ProbeReport report, String mode, Set<Capability> no, Set<Capability> unknown) {
        assertEquals(no, capabilities(report, Verdict.NO), report::toString);
        assertEquals(unknown, capabilities(report, Verdict.UNKNOWN), report::toString);
        assertEquals(mode, report.modeName());
        assertEquals(List.of(Capability.values()), report.checks().stream().map(Check::capability).toList());
    }

    /** The documentation of the store test has these numbers. */
    @Test
    void eachRoundTakesAsManyRequests() throws Exception {
        assertEquals(160, requests(0));
        assertEquals(32, requests(3) - requests(2));
    }

    /** Where something needed is missing there are no races. */
    private static void assertRefused(ProbeReport report, Capability... no) {
        assertFound(report, "refuse", EnumSet.copyOf(Arrays.asList(no)), RACES);
        assertEquals(0, report.raceRounds());
        assertEquals(Optional.of(no[0]), report.failure().map(Check::capability));
    }

    private static void assertFreeOverwrite(ProbeReport report, Capability... no) {
        assertFound(report, "free-overwrite", EnumSet.copyOf(Arrays.asList(no)), EnumSet.of(Capability.RACE_DELETE));
        assertEquals(new StoreMode(false, true, true), report.mode());
    }

    private static void assertFull(ProbeReport report, StoreMode mode, Capability... no) {
        assertFound(report, "full", EnumSet.copyOf(Arrays.asList(no)), NONE);
        assertEquals(mode, report.mode());
        assertEquals(ROUNDS, report.raceRounds());
    }

    @Test
    void anHonestStore() throws Exception {
        ProbeReport report = probe(memory);
        assertFound(report, "full", NONE, NONE);
        assertEquals(new StoreMode(true, true, true), report.mode());
        assertEquals(ROUNDS, report.raceRounds());
        assertTrue(report.checks().stream().allMatch(check -> check.detail().isEmpty()), report::toString);
    }

    @Test
    void creatingAndSwapping() throws Exception {
        assertRefused(probe(LyingStores.ignoresIfNoneMatch(memory)), Capability.CREATE_REFUSED);
        assertRefused(probe(LyingStores.neverMatches(memory)), Capability.SWAP);
        assertRefused(probe(LyingStores.ignoresIfMatchWhereSomethingIs(memory)), Capability.SWAP_REFUSED);
        assertRefused(probe(LyingStores.createsOnASwapWhereNothingIs(memory)), Capability.SWAP_ABSENT);
    }

    @Test
    void deletions() throws Exception {
        assertFreeOverwrite(probe(LyingStores.deletesWhateverTheEtag(memory)), Capability.DELETE_REFUSED);
        assertFreeOverwrite(probe(LyingStores.deletesNothingOnAnEtag(memory)), Capability.DELETE);
        assertFull(probe(LyingStores.ignoresEtagsInBatches(memory)), new StoreMode(true, false, true),
                Capability.BATCH_ETAG);
    }

    @Test
    void contents() throws Exception {
        assertRefused(probe(LyingStores.storesTheFraming(memory)), Capability.READ_BACK);
        assertRefused(probe(LyingStores.storesOtherOctets(memory)), Capability.READ_BACK);
        assertRefused(probe(LyingStores.listsUnquotedEtags(memory)), Capability.ETAGS_AGREE);
        assertRefused(probe(LyingStores.weakensEtagsOfGet(memory)), Capability.ETAGS_AGREE, Capability.SWAP);
    }

    @Test
    void etagsMadeOfTimeAndLength() throws Exception {
        MemoryStore store = new MemoryStore(time, 2, body -> time.instant().getEpochSecond() + "-" + body.length);
        assertRefused(probe(store), Capability.ETAGS_DIFFER);
        assertEquals(Set.of(), store.contents().keySet());
    }

    @Test
    void times() throws Exception {
        StoreMode clockless = new StoreMode(true, true, false);
        assertFull(probe(LyingStores.listsTheFirstLastModified(memory)), clockless, Capability.LAST_MODIFIED);
        assertFull(probe(LyingStores.tellsAge(memory, age -> age.map(told -> told.plusSeconds(3)))), clockless,
                Capability.CLOCK);
        assertFull(probe(LyingStores.tellsAge(memory, age -> age.map(told -> told.minusSeconds(3)))), clockless,
                Capability.CLOCK);
        assertFull(probe(LyingStores.tellsAge(memory, _ -> Optional.empty())), clockless, Capability.CLOCK);
        assertFound(probe(LyingStores.tellsAge(memory, age -> age.map(told -> told.minusSeconds(2)))), "full", NONE,
                NONE);
    }

    /** Its races pass in most probes. */
    @Test
    void motoIsKnownToLetTwoWritersWin() throws Exception {
        assertRefused(probe(LyingStores.saysThatItIs(memory, "Werkzeug/3.1.3 Python/3.11.7")), Capability.ATOMIC);
        assertFound(probe(LyingStores.saysThatItIs(memory, "AmazonS3")), "full", NONE, NONE);
    }

    @Test
    void listings() throws Exception {
        assertRefused(probe(memory, memory, LyingStores.losesAKeyBetweenPages(memory)), Capability.LIST_WHOLE);
        assertRefused(probe(memory, memory, LyingStores.forgetsWhereAPageBegins(memory)), Capability.LIST_WHOLE);
    }

    @ParameterizedTest
    @EnumSource
    void readsElsewhereThatLag(LaggingCopy.Missing missing) throws Exception {
        LaggingCopy store = new LaggingCopy(memory, missing);
        assertRefused(probe(store, store.readFrom(), store), Capability.SEEN_BY_GET);
    }

    @ParameterizedTest
    @EnumSource
    void listingsElsewhereThatLag(LaggingCopy.Missing missing) throws Exception {
        LaggingCopy store = new LaggingCopy(memory, missing);
        assertRefused(probe(store, store.listedFrom(), store), Capability.SEEN_BY_LIST);
    }

    @Test
    void creatorsWhoAllWin() throws Exception {
        ProbeReport report = probe(RacyStores.checksThenCreates(memory));
        assertFound(report, "refuse", EnumSet.of(Capability.RACE_CREATE),
                EnumSet.of(Capability.RACE_SWAP, Capability.RACE_DELETE));
        assertEquals("8 of 8 won in round 1", check(report, Capability.RACE_CREATE).detail());
        assertEquals(1, report.raceRounds());
    }

    @Test
    void writersWhoAllWinAtTimes() throws Exception {
        ProbeReport report = probe(RacyStores.checksThenSwaps(memory, race -> race % 5 == 0));
        assertEquals(Verdict.NO, check(report, Capability.RACE_SWAP).verdict(), report::toString);
        assertEquals("refuse", report.modeName());
    }

    @Test
    void aDeletionAndAReplacementThatBothWin() throws Exception {
        ProbeReport report = probe(RacyStores.checksThenDeletes(memory));
        assertFound(report, "free-overwrite", EnumSet.of(Capability.RACE_DELETE), NONE);
        assertEquals(ROUNDS, report.raceRounds());
    }

    @Test
    void aRoundWithoutAnAnswerDecidesNothing() throws Exception {
        ProbeReport report = probe(RacyStores.losesAnswers(memory, race -> race == 1));
        assertFound(report, "full", NONE, NONE);
        assertEquals("1 of 20 rounds undecided: 1 of 8 got no response",
                check(report, Capability.RACE_CREATE).detail());
    }

    @Test
    void aRaceWhoseRoundsAllLackAnAnswerIsNotKnown() throws Exception {
        ProbeReport report = probe(RacyStores.losesAnswers(memory, _ -> true));
        assertFound(report, "refuse", NONE, EnumSet.of(Capability.RACE_CREATE));
        assertEquals("1 of 8 got no response", check(report, Capability.RACE_CREATE).detail());
    }

    @Test
    void twoWinnersAreTwoWhoeverElseGotNoAnswer() throws Exception {
        ProbeReport report = probe(RacyStores.losesAnswers(RacyStores.checksThenCreates(memory), _ -> true));
        assertEquals(EnumSet.of(Capability.RACE_CREATE), capabilities(report, Verdict.NO), report::toString);
    }
}
