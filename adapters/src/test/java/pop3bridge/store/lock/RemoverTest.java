package pop3bridge.store.lock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.Remover.RemovalResult;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.time.SystemTimeline;

/** The execution of committed removals, one request at a time. */
final class RemoverTest {
    private final MemoryStore memory = new MemoryStore();
    private final FaultyStore store = new FaultyStore(memory);

    private Remover remover(boolean conditionalDelete, boolean batchEtag) {
        return new Remover(
                new LockContext(new SystemTimeline(),
                        new LockConfig(".c/", Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10), 1000,
                                true),
                        new StoreMode(conditionalDelete, batchEtag, true), "host", new SimpleMeterRegistry()),
                store);
    }

    private List<Removal> deliver(String... keys) throws Exception {
        for (String key : keys) {
            memory.put(key, key.getBytes(UTF_8), Condition.always());
        }
        return memory.list("", Optional.empty()).entries().stream().map(Removal::of).toList();
    }

    /** A process may stand still in each of them; then somebody else has the lock when it goes on. */
    @Test
    void whoHasNoLockAnyMoreSendsNoFurtherRequest() throws Exception {
        List<Removal> removals = deliver("a", "b", "c");
        int[] asked = {0};
        Map<Removal, RemovalResult> results = remover(true, false).remove(removals, () -> asked[0]++ > 0);
        assertEquals(
                Map.of(removals.get(0), RemovalResult.GONE, removals.get(1), RemovalResult.AGAIN, removals.get(2),
                        RemovalResult.AGAIN),
                results);
        assertEquals(2, memory.contents().size());
    }

    @Test
    void norAfterABatchThatFailedAsAWhole() throws Exception {
        List<Removal> removals = deliver("a", "b");
        store.once(Operation.DELETE_BATCH, new Fault.Refuse(Reason.REJECTED));
        assertEquals(Map.of(removals.get(0), RemovalResult.AGAIN, removals.get(1), RemovalResult.AGAIN),
                remover(true, true).remove(removals, () -> true));
        assertEquals(2, memory.contents().size());
    }

    /** What is wrong with the credentials, the clock, the region, the key or the bucket says nothing about a message. */
    @ParameterizedTest
    @EnumSource(names = {"CREDENTIALS", "CLOCK", "REGION", "KEY", "NO_BUCKET", "THROTTLED", "UNAVAILABLE", "CONFLICT"})
    void aRefusalOfAllRequestsIsNoneOfThisRemoval(Reason reason) throws Exception {
        List<Removal> removals = deliver("a");
        Map<Removal, RemovalResult> again = Map.of(removals.getFirst(), RemovalResult.AGAIN);
        store.always(Operation.DELETE, _ -> true, new Fault.Refuse(reason));
        assertEquals(again, remover(true, false).remove(removals, () -> false));
        store.once(Operation.DELETE_BATCH, new Fault.Refuse(reason));
        assertEquals(again, remover(true, true).remove(removals, () -> false));
        store.once(Operation.DELETE_BATCH, new Fault.Keep(reason, _ -> true));
        assertEquals(again, remover(true, true).remove(removals, () -> false));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true"})
    void whatWasReplacedStays(boolean conditionalDelete, boolean batchEtag) throws Exception {
        List<Removal> removals = deliver("a", "b");
        memory.put("a", "another".getBytes(UTF_8), Condition.always());
        assertEquals(Map.of(removals.get(0), RemovalResult.GONE, removals.get(1), RemovalResult.GONE),
                remover(conditionalDelete, batchEtag).remove(removals, () -> false));
        assertEquals(List.of("a"), List.copyOf(memory.contents().keySet()));
    }
}
