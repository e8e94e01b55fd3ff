package pop3bridge.store.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.time.StillTime;

/** A store that fails, or may not be asked, has not said no; one that does not know a request has. */
class ProbeFaultsTest {
    private static final Predicate<Condition> CREATES = Condition.Absent.class::isInstance;
    private static final Predicate<Condition> MATCHES = Condition.Matches.class::isInstance;

    private final StillTime time = new StillTime();
    private final MemoryStore memory = new MemoryStore(time, 2);
    private final FaultyStore faulty = new FaultyStore(memory);

    @AfterEach
    void nothingIsLeft() {
        assertEquals(Set.of(), memory.contents().keySet());
    }

    private ProbeReport probe(ObjectStore store) throws StoreException {
        return new Probe(time, store, store, store, "control/").run(3, Duration.ofSeconds(60));
    }

    private static Set<Question> questions(ProbeReport report, Verdict verdict) {
        return report.checks().stream().filter(check -> check.verdict() == verdict).map(Check::question)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Question.class)));
    }

    private static void assertUnknown(ProbeReport report, String mode, Question... unknown) {
        assertEquals(Set.of(), questions(report, Verdict.NO), report::toString);
        assertEquals(Set.of(unknown), questions(report, Verdict.UNKNOWN), report::toString);
        assertEquals(mode, report.modeName());
    }

    private static Optional<Question> failure(ProbeReport report) {
        return report.failure().map(Check::question);
    }

    private static ObjectStore refusesToPut(ObjectStore store, Predicate<Condition> refused, Reason reason) {
        return new PassedOn(store) {
            @Override
            public String put(String key, byte[] body, Condition condition) throws StoreException {
                if (refused.test(condition)) {
                    throw new StoreException(reason, "PUT: " + reason);
                }
                return super.put(key, body, condition);
            }
        };
    }

    private static ObjectStore refusesToDeleteOnAnEtag(ObjectStore store, Reason reason) {
        return new PassedOn(store) {
            @Override
            public void delete(String key, Condition condition) throws StoreException {
                if (MATCHES.test(condition)) {
                    throw new StoreException(reason, "DELETE: " + reason);
                }
                super.delete(key, condition);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"DENIED", "UNAVAILABLE", "THROTTLED", "CONFLICT"})
    void requestsWithoutAnAnswer(Reason reason) throws Exception {
        assertUnknown(probe(refusesToPut(memory, CREATES, reason)), "refuse", Question.CREATE, Question.CREATE_REFUSED,
                Question.RACE_CREATE, Question.RACE_SWAP, Question.RACE_DELETE);
        assertUnknown(probe(refusesToPut(memory, MATCHES, reason)), "refuse", Question.SWAP, Question.SWAP_REFUSED,
                Question.SWAP_ABSENT, Question.RACE_CREATE, Question.RACE_SWAP, Question.RACE_DELETE);
        assertUnknown(probe(refusesToDeleteOnAnEtag(memory, reason)), "free-overwrite", Question.DELETE,
                Question.DELETE_REFUSED, Question.RACE_DELETE);
        assertUnknown(probe(Liars.deniesWhatIsNotThere(memory)), "refuse", Question.NOT_FOUND, Question.SEEN_BY_GET,
                Question.RACE_CREATE, Question.RACE_SWAP, Question.RACE_DELETE);
    }

    @ParameterizedTest
    @EnumSource(names = {"LIST", "GET", "DELETE", "DELETE_BATCH"})
    void operationsWithoutAnAnswer(Operation operation) throws Exception {
        faulty.always(operation, _ -> true, new Fault.LoseAnswer());
        ProbeReport report = probe(faulty);
        assertEquals(Set.of(), questions(report, Verdict.NO), report::toString);
        assertEquals(Optional.of(switch (operation) {
            case LIST -> Question.ETAGS_AGREE;
            case GET -> Question.READ_BACK;
            case PUT, COPY, DELETE, DELETE_BATCH -> Question.SEEN_BY_GET;
        }), failure(report), report::toString);
    }

    @ParameterizedTest
    @EnumSource(names = {"LIST", "GET", "DELETE", "DELETE_BATCH"})
    void aHiccupIsNoAnswer(Operation operation) throws Exception {
        for (Reason reason : List.of(Reason.UNAVAILABLE, Reason.THROTTLED, Reason.CONFLICT)) {
            faulty.once(operation, new Fault.Refuse(reason));
            assertUnknown(probe(faulty), "full");
        }
    }

    @Test
    void anObjectWhoseReadingBreaksOff() throws Exception {
        faulty.always(Operation.GET, _ -> true, new Fault.BreakAfter(100));
        ProbeReport report = probe(faulty);
        assertEquals(EnumSet.of(Question.READ_BACK, Question.RACE_CREATE, Question.RACE_SWAP, Question.RACE_DELETE),
                questions(report, Verdict.UNKNOWN), report::toString);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_IMPLEMENTED", "REJECTED"})
    void requestsThatTheStoreDoesNotKnow(Reason reason) throws Exception {
        ProbeReport create = probe(refusesToPut(memory, CREATES, reason));
        assertEquals(EnumSet.of(Question.CREATE, Question.CREATE_REFUSED), questions(create, Verdict.NO));
        assertEquals("refuse", create.modeName());
        ProbeReport swap = probe(refusesToPut(memory, MATCHES, reason));
        assertEquals(EnumSet.of(Question.SWAP, Question.SWAP_REFUSED, Question.SWAP_ABSENT),
                questions(swap, Verdict.NO));
        assertEquals("refuse", swap.modeName());
        ProbeReport delete = probe(refusesToDeleteOnAnEtag(memory, reason));
        assertEquals(EnumSet.of(Question.DELETE, Question.DELETE_REFUSED), questions(delete, Verdict.NO));
        assertEquals("free-overwrite", delete.modeName());
        faulty.always(Operation.DELETE_BATCH, _ -> true, new Fault.Refuse(reason));
        ProbeReport batch = probe(faulty);
        assertEquals(EnumSet.of(Question.BATCH_ETAG), questions(batch, Verdict.NO));
        assertEquals("full", batch.modeName());
    }

    @Test
    void keysOfABatchThatMayNotBeDeletedAreNotKnown() throws Exception {
        faulty.always(Operation.DELETE_BATCH, _ -> true, new Fault.Keep(Reason.DENIED, _ -> true));
        assertUnknown(probe(faulty), "refuse", Question.SEEN_BY_GET, Question.SEEN_BY_LIST, Question.BATCH_ETAG,
                Question.RACE_CREATE, Question.RACE_SWAP, Question.RACE_DELETE);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_BUCKET", "DENIED", "REJECTED", "THROTTLED", "UNAVAILABLE"})
    void aStoreThatTakesNothingCannotBeAsked(Reason reason) {
        faulty.always(Operation.PUT, _ -> true, new Fault.Refuse(reason));
        assertEquals(reason, assertThrows(StoreException.class, () -> probe(faulty)).reason());
    }

    @Test
    void whatThrowsLeavesNothingBehind() {
        ObjectStore broken = new PassedOn(memory) {
            @Override
            public Page list(String prefix, Optional<String> token) {
                throw new IllegalStateException("ordered by a test");
            }
        };
        assertThrows(IllegalStateException.class, () -> probe(broken));
    }

    @Test
    void whatCannotBeDeletedDoesNotHideTheReport() throws Exception {
        MemoryStore kept = new MemoryStore(time, 2);
        FaultyStore store = new FaultyStore(kept);
        store.always(Operation.DELETE, _ -> true, new Fault.Refuse(Reason.DENIED));
        ProbeReport report = probe(store);
        assertEquals(Set.of(), questions(report, Verdict.NO), report::toString);
        assertEquals(Optional.of(Question.SEEN_BY_GET), failure(report));
        assertEquals(List.of(), kept.contents().keySet().stream().filter(key -> !key.startsWith("control/probe/"))
                .toList());
    }
}
