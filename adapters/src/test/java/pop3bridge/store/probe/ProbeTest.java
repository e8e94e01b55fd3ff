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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.time.StillTime;

/** An honest store passes; a store that lies in one way fails the one check for it. */
class ProbeTest {
    private static final int ROUNDS = 20;
    private static final Set<Question> RACES = EnumSet.of(Question.RACE_CREATE, Question.RACE_SWAP,
            Question.RACE_DELETE);
    private static final Set<Question> NONE = Set.of();

    private final StillTime time = new StillTime();
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

    private static Set<Question> questions(ProbeReport report, Verdict verdict) {
        return report.checks().stream().filter(check -> check.verdict() == verdict).map(Check::question)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Question.class)));
    }

    private static Check check(ProbeReport report, Question question) {
        return report.checks().stream().filter(check -> check.question() == question).findFirst().orElseThrow();
    }

    private static void assertFound(ProbeReport report, String mode, Set<Question> no, Set<Question> unknown) {
        assertEquals(no, questions(report, Verdict.NO), report::toString);
        assertEquals(unknown, questions(report, Verdict.UNKNOWN), report::toString);
        assertEquals(mode, report.modeName());
        assertEquals(List.of(Question.values()), report.checks().stream().map(Check::question).toList());
    }

    /** Where something needed is missing there are no races. */
    private static void assertRefused(ProbeReport report, Question... no) {
        assertFound(report, "refuse", EnumSet.copyOf(Arrays.asList(no)), RACES);
        assertEquals(0, report.raceRounds());
        assertEquals(Optional.of(no[0]), report.failure().map(Check::question));
    }

    private static void assertFreeOverwrite(ProbeReport report, Question... no) {
        assertFound(report, "free-overwrite", EnumSet.copyOf(Arrays.asList(no)), EnumSet.of(Question.RACE_DELETE));
        assertEquals(new StoreMode(false, true, true), report.mode());
    }

    private static void assertFull(ProbeReport report, StoreMode mode, Question... no) {
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
        assertRefused(probe(Liars.ignoresIfNoneMatch(memory)), Question.CREATE_REFUSED);
        assertRefused(probe(Liars.neverMatches(memory)), Question.SWAP);
        assertRefused(probe(Liars.ignoresIfMatchWhereSomethingIs(memory)), Question.SWAP_REFUSED);
        assertRefused(probe(Liars.createsOnASwapWhereNothingIs(memory)), Question.SWAP_ABSENT);
    }

    @Test
    void deletions() throws Exception {
        assertFreeOverwrite(probe(Liars.deletesWhateverTheEtag(memory)), Question.DELETE_REFUSED);
        assertFreeOverwrite(probe(Liars.deletesNothingOnAnEtag(memory)), Question.DELETE);
        assertFull(probe(Liars.ignoresEtagsInBatches(memory)), new StoreMode(true, false, true), Question.BATCH_ETAG);
    }

    @Test
    void contents() throws Exception {
        assertRefused(probe(Liars.storesTheFraming(memory)), Question.READ_BACK);
        assertRefused(probe(Liars.storesOtherOctets(memory)), Question.READ_BACK);
        assertRefused(probe(Liars.listsUnquotedEtags(memory)), Question.ETAGS_AGREE);
        assertRefused(probe(Liars.weakensEtagsOfGet(memory)), Question.ETAGS_AGREE, Question.SWAP);
    }

    @Test
    void etagsMadeOfTimeAndLength() throws Exception {
        MemoryStore store = new MemoryStore(time, 2, body -> time.instant().getEpochSecond() + "-" + body.length);
        assertRefused(probe(store), Question.ETAGS_DIFFER);
        assertEquals(Set.of(), store.contents().keySet());
    }

    @Test
    void times() throws Exception {
        StoreMode clockless = new StoreMode(true, true, false);
        assertFull(probe(Liars.listsTheFirstLastModified(memory)), clockless, Question.LAST_MODIFIED);
        assertFull(probe(Liars.tellsAge(memory, age -> age.map(told -> told.plusSeconds(3)))), clockless,
                Question.CLOCK);
        assertFull(probe(Liars.tellsAge(memory, age -> age.map(told -> told.minusSeconds(3)))), clockless,
                Question.CLOCK);
        assertFull(probe(Liars.tellsAge(memory, _ -> Optional.empty())), clockless, Question.CLOCK);
        assertFound(probe(Liars.tellsAge(memory, age -> age.map(told -> told.minusSeconds(2)))), "full", NONE, NONE);
    }

    @Test
    void listings() throws Exception {
        assertRefused(probe(memory, memory, Liars.losesAKeyBetweenPages(memory)), Question.LIST_WHOLE);
        assertRefused(probe(memory, memory, Liars.forgetsWhereAPageBegins(memory)), Question.LIST_WHOLE);
    }

    @ParameterizedTest
    @EnumSource
    void readsElsewhereThatLag(LaggingCopy.Missing missing) throws Exception {
        LaggingCopy store = new LaggingCopy(memory, missing);
        assertRefused(probe(store, store.readFrom(), store), Question.SEEN_BY_GET);
    }

    @ParameterizedTest
    @EnumSource
    void listingsElsewhereThatLag(LaggingCopy.Missing missing) throws Exception {
        LaggingCopy store = new LaggingCopy(memory, missing);
        assertRefused(probe(store, store.listedFrom(), store), Question.SEEN_BY_LIST);
    }

    @Test
    void creatorsWhoAllWin() throws Exception {
        ProbeReport report = probe(RacyStores.checksThenCreates(memory));
        assertFound(report, "refuse", EnumSet.of(Question.RACE_CREATE),
                EnumSet.of(Question.RACE_SWAP, Question.RACE_DELETE));
        assertEquals("8 of 8 have won in round 1", check(report, Question.RACE_CREATE).detail());
        assertEquals(1, report.raceRounds());
    }

    @Test
    void writersWhoAllWinAtTimes() throws Exception {
        ProbeReport report = probe(RacyStores.checksThenSwaps(memory, race -> race % 5 == 0));
        assertEquals(Verdict.NO, check(report, Question.RACE_SWAP).verdict(), report::toString);
        assertEquals("refuse", report.modeName());
    }

    @Test
    void aDeletionAndAReplacementThatBothWin() throws Exception {
        ProbeReport report = probe(RacyStores.checksThenDeletes(memory));
        assertFound(report, "free-overwrite", EnumSet.of(Question.RACE_DELETE), NONE);
        assertEquals(ROUNDS, report.raceRounds());
    }

    @Test
    void aRoundWithoutAnAnswerDecidesNothing() throws Exception {
        ProbeReport report = probe(RacyStores.losesAnswers(memory, race -> race == 1));
        assertFound(report, "full", NONE, NONE);
        assertEquals("1 of 20 rounds undecided: 1 of 8 got no answer", check(report, Question.RACE_CREATE).detail());
    }

    @Test
    void aRaceWhoseRoundsAllLackAnAnswerIsNotKnown() throws Exception {
        ProbeReport report = probe(RacyStores.losesAnswers(memory, _ -> true));
        assertFound(report, "refuse", NONE, EnumSet.of(Question.RACE_CREATE));
        assertEquals("1 of 8 got no answer", check(report, Question.RACE_CREATE).detail());
    }

    @Test
    void twoWinnersAreTwoWhoeverElseGotNoAnswer() throws Exception {
        ProbeReport report = probe(RacyStores.losesAnswers(RacyStores.checksThenCreates(memory), _ -> true));
        assertEquals(EnumSet.of(Question.RACE_CREATE), questions(report, Verdict.NO), report::toString);
    }
}
