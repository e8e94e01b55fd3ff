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
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.time.ManualTimeline;

/** A failing or forbidden request gives no verdict; an unsupported one counts as NO. */
class ProbeFaultsTest {
    private static final Predicate<Condition> CREATES = Condition.Absent.class::isInstance;
    private static final Predicate<Condition> MATCHES = Condition.Matches.class::isInstance;

    private final ManualTimeline time = new ManualTimeline();
    private final MemoryStore memory = new MemoryStore(time, 2);
    private final FaultyStore faulty = new FaultyStore(memory);

    @AfterEach
    void nothingIsLeft() {
        assertEquals(Set.of(), memory.contents().keySet());
    }

    private ProbeReport probe(ObjectStore store) throws StoreException {
        return new Probe(time, store, store, store, "control/").run(3, Duration.ofSeconds(60));
    }

    private static Set<Capability> capabilities(ProbeReport report, Verdict verdict) {
        return report.checks().stream().filter(check -> check.verdict() == verdict).map(Check::capability)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Capability.class)));
    }

    private static void assertUnknown(ProbeReport report, String mode, Capability... unknown) {
        assertEquals(Set.of(), capabilities(report, Verdict.NO), report::toString);
        assertEquals(Set.of(unknown), capabilities(report, Verdict.UNKNOWN), report::toString);
        assertEquals(mode, report.modeName());
    }

    private static Optional<Capability> failure(ProbeReport report) {
        return report.failure().map(Check::capability);
    }

    private static ObjectStore refusesToPut(ObjectStore store, Predicate<Condition> refused, Reason reason) {
        return new ForwardingStore(store) {
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
        return new ForwardingStore(store) {
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
        assertUnknown(probe(refusesToPut(memory, CREATES, reason)), "refuse", Capability.CREATE,
                Capability.CREATE_REFUSED,
                Capability.RACE_CREATE, Capability.RACE_SWAP, Capability.RACE_DELETE);
        assertUnknown(probe(refusesToPut(memory, MATCHES, reason)), "refuse", Capability.SWAP, Capability.SWAP_REFUSED,
                Capability.SWAP_ABSENT, Capability.RACE_CREATE, Capability.RACE_SWAP, Capability.RACE_DELETE);
        assertUnknown(probe(refusesToDeleteOnAnEtag(memory, reason)), "free-overwrite", Capability.DELETE,
                Capability.DELETE_REFUSED, Capability.RACE_DELETE);
        assertUnknown(probe(LyingStores.deniesWhatIsNotThere(memory)), "refuse", Capability.NOT_FOUND,
                Capability.SEEN_BY_GET,
                Capability.RACE_CREATE, Capability.RACE_SWAP, Capability.RACE_DELETE);
    }

    @ParameterizedTest
    @EnumSource(names = {"LIST", "GET", "DELETE", "DELETE_BATCH"})
    void operationsWithoutAnAnswer(Operation operation) throws Exception {
        faulty.always(operation, _ -> true, new Fault.LoseAnswer());
        ProbeReport report = probe(faulty);
        assertEquals(Set.of(), capabilities(report, Verdict.NO), report::toString);
        assertEquals(Optional.of(switch (operation) {
            case LIST -> Capability.ETAGS_AGREE;
            case GET -> Capability.READ_BACK;
            case PUT, COPY, RESTORE, DELETE, DELETE_BATCH -> Capability.SEEN_BY_GET;
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
        assertEquals(
                EnumSet.of(Capability.READ_BACK, Capability.RACE_CREATE, Capability.RACE_SWAP, Capability.RACE_DELETE),
                capabilities(report, Verdict.UNKNOWN), report::toString);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_IMPLEMENTED", "REJECTED"})
    void requestsThatTheStoreDoesNotKnow(Reason reason) throws Exception {
        ProbeReport create = probe(refusesToPut(memory, CREATES, reason));
        assertEquals(EnumSet.of(Capability.CREATE, Capability.CREATE_REFUSED), capabilities(create, Verdict.NO));
        assertEquals("refuse", create.modeName());
        ProbeReport swap = probe(refusesToPut(memory, MATCHES, reason));
        assertEquals(EnumSet.of(Capability.SWAP, Capability.SWAP_REFUSED, Capability.SWAP_ABSENT),
                capabilities(swap, Verdict.NO));
        assertEquals("refuse", swap.modeName());
        ProbeReport delete = probe(refusesToDeleteOnAnEtag(memory, reason));
        assertEquals(EnumSet.of(Capability.DELETE, Capability.DELETE_REFUSED), capabilities(delete, Verdict.NO));
        assertEquals("free-overwrite", delete.modeName());
        faulty.always(Operation.DELETE_BATCH, _ -> true, new Fault.Refuse(reason));
        ProbeReport batch = probe(faulty);
        assertEquals(EnumSet.of(Capability.BATCH_ETAG), capabilities(batch, Verdict.NO));
        assertEquals("full", batch.modeName());
    }

    @Test
    void keysOfABatchThatMayNotBeDeletedAreNotKnown() throws Exception {
        faulty.always(Operation.DELETE_BATCH, _ -> true, new Fault.Keep(Reason.DENIED, _ -> true));
        assertUnknown(probe(faulty), "refuse", Capability.SEEN_BY_GET, Capability.SEEN_BY_LIST, Capability.BATCH_ETAG,
                Capability.RACE_CREATE, Capability.RACE_SWAP, Capability.RACE_DELETE);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_BUCKET", "DENIED", "REJECTED", "THROTTLED", "UNAVAILABLE"})
    void aStoreThatTakesNothingCannotBeAsked(Reason reason) {
        faulty.always(Operation.PUT, _ -> true, new Fault.Refuse(reason));
        assertEquals(reason, assertThrows(StoreException.class, () -> probe(faulty)).reason());
    }

    @Test
    void whatThrowsLeavesNothingBehind() {
        ObjectStore broken = new ForwardingStore(memory) {
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
        assertEquals(Set.of(), capabilities(report, Verdict.NO), report::toString);
        assertEquals(Optional.of(Capability.SEEN_BY_GET), failure(report));
        assertEquals(List.of(), kept.contents().keySet().stream().filter(key -> !key.startsWith("control/probe/"))
                .toList());
    }
}
