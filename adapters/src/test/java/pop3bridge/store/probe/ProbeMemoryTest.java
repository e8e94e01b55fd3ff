package pop3bridge.store.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.store.Altered;
import pop3bridge.store.Download;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.probe.ProbeMemory.Remembered;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.time.ManualTimeline;

/** A result is read as it was written, where it was written. */
class ProbeMemoryTest {
    static final ProbePlace HERE = new ProbePlace("http://store.example:9000", "us-east-1", "post", "1.0");
    static final ProbeReport GOOD = report(Verdict.YES);
    private static final String KEY = "control/probe.json";

    private final ManualTimeline time = new ManualTimeline();
    private final MemoryStore store = new MemoryStore(time, 2);
    private final ProbeMemory memory = memory(store);

    static ProbeReport report(Verdict verdict, Capability... of) {
        Set<Capability> these = Set.of(of);
        return new ProbeReport(Arrays.stream(Capability.values()).map(capability -> these.contains(capability)
                ? new Check(capability, verdict, "8 of 8 won in \"round\" 1")
                : new Check(capability, Verdict.YES, "")).toList(), 7);
    }

    static ProbeMemory memory(ObjectStore store) {
        return new ProbeMemory(store, "control/", HERE);
    }

    private static Optional<ProbeReport> known(ProbeMemory memory) throws StoreException {
        return memory.read().record().map(ProbeRecord::report);
    }

    private void write(ProbeReport report) throws StoreException {
        memory.write(report, memory.read());
    }

    private String text() {
        return new String(store.contents().get(KEY), StandardCharsets.UTF_8);
    }

    @Test
    void aResultIsReadAsItWasWritten() throws Exception {
        assertEquals(Optional.empty(), known(memory));
        ProbeReport report = report(Verdict.NO, Capability.DELETE, Capability.RACE_DELETE);
        write(report);
        assertEquals(Optional.of(report), known(memory(store)));
        write(GOOD);
        assertEquals(Optional.of(GOOD), known(memory(store)));
        assertEquals(Set.of(KEY), store.contents().keySet());
    }

    static List<ProbePlace> elsewhere() {
        return List.of(new ProbePlace("http://other.example:9000", "us-east-1", "post", "1.0"),
                new ProbePlace("http://store.example:9000", "eu-west-1", "post", "1.0"),
                new ProbePlace("http://store.example:9000", "us-east-1", "copy", "1.0"),
                new ProbePlace("http://store.example:9000", "us-east-1", "post", "1.1"));
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void aResultCountsOnlyForItsPlaceAndProgram(ProbePlace elsewhere) throws Exception {
        write(GOOD);
        ProbeMemory there = new ProbeMemory(store, "control/", elsewhere);
        assertEquals(Optional.empty(), known(there));
        there.write(GOOD, there.read());
        assertEquals(Optional.of(GOOD), known(there));
        assertEquals(Optional.empty(), known(memory));
    }

    @Test
    void aResultOfAnotherServerBehindTheEndpointDoesNotCount() throws Exception {
        write(GOOD);
        ObjectStore other = altered(download -> new Altered(download, download.etag(), download.age(),
                download.modified(), Optional.of("another")));
        assertEquals(Optional.empty(), known(memory(other)));
    }

    private ObjectStore altered(UnaryOperator<Download> alteration) {
        return new ForwardingStore(store) {
            @Override
            public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
                return alteration.apply(super.get(key, range, ifMatch));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {-3600, -6, -5, 0, 5, 6, 3600})
    void aCopyOfTheObjectDoesNotCount(int seconds) throws Exception {
        write(GOOD);
        byte[] object = text().getBytes(StandardCharsets.UTF_8);
        time.sleep(Duration.ofSeconds(seconds));
        store.put(KEY, object, Condition.always());
        assertEquals(Math.abs(seconds) <= ProbeRecord.TOLERANCE.toSeconds(), known(memory).isPresent());
    }

    @Test
    void aStoreThatDoesNotTellTheTimeIsNotRemembered() throws Exception {
        ProbeMemory there = memory(altered(download -> new Altered(download, download.etag(), download.age(),
                Optional.empty(), download.server())));
        there.write(GOOD, there.read());
        assertEquals(Optional.empty(), known(there));
    }

    private void assertIgnoredAndReplaced(String object) throws StoreException {
        store.put(KEY, object.getBytes(StandardCharsets.UTF_8), Condition.always());
        assertEquals(Optional.empty(), known(memory), object);
        write(GOOD);
        assertEquals(Optional.of(GOOD), known(memory), object);
    }

    @Test
    void whatIsDamagedOrOfTheFutureIsIgnoredAndReplaced() throws Exception {
        write(GOOD);
        String good = text();
        for (String damaged : List.of("", "{", "[]", "null", "{}", good.substring(0, good.length() / 2),
                good.replace("\"v\" : 1", "\"v\" : 2"), good.replace("\"v\" : 1", "\"v\" : \"1\""),
                good.replace("\"RACE_SWAP\"", "\"RACE\""), good.replace("YES", "PERHAPS"),
                good.replace("\"checks\"", "\"tests\""), good.replace("\"written\"", "\"when\""),
                good.replace("2026-", "soon-"), good.replace("\"server\"", "\"by\""), good + " ".repeat(64 * 1024))) {
            assertNotEquals(good, damaged);
            assertIgnoredAndReplaced(damaged);
        }
        assertEquals(good, text());
    }

    @Test
    void unknownMembersAreIgnored() throws Exception {
        write(GOOD);
        String more = text().replaceFirst("\\{", "{\"colour\":\"red\",");
        store.put(KEY, more.getBytes(StandardCharsets.UTF_8), Condition.always());
        assertEquals(Optional.of(GOOD), known(memory));
    }

    @Test
    void ofTwoProbesAtOnceTheFirstCounts() throws Exception {
        ProbeReport other = report(Verdict.YES, Capability.CLOCK);
        Remembered before = memory.read();
        write(other);
        memory.write(GOOD, before);
        assertEquals(Optional.of(other), known(memory));
    }

    @Test
    void ofTwoProbesAtOnceTheOneWithMoreViolationsCounts() throws Exception {
        ProbeReport refuted = report(Verdict.NO, Capability.RACE_SWAP);
        Remembered before = memory.read();
        write(GOOD);
        memory.write(refuted, before);
        assertEquals(Optional.of(refuted), known(memory));
        memory.write(GOOD, before);
        assertEquals(Optional.of(refuted), known(memory));
        write(GOOD);
        assertEquals(Optional.of(GOOD), known(memory), "a later probe counts");
    }

    /** Another process writes between the draft and the record. */
    @Test
    void whoIsOvertakenBetweenItsWritesGivesWay() throws Exception {
        ProbeReport other = report(Verdict.NO, Capability.DELETE);
        ObjectStore slow = new ForwardingStore(store) {
            private boolean overtaken;

            @Override
            public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
                Download draft = super.get(key, range, ifMatch);
                if (ifMatch.isPresent() && !overtaken) {
                    overtaken = true;
                    write(other);
                }
                return draft;
            }
        };
        memory(slow).write(GOOD, memory.read());
        assertEquals(Optional.of(other), known(memory));
    }

    @Test
    void aProbeWithoutAResultChangesNothing() throws Exception {
        write(GOOD);
        write(report(Verdict.UNKNOWN, Capability.RACE_CREATE));
        assertEquals(Optional.of(GOOD), known(memory));
    }

    @ParameterizedTest
    @EnumSource(names = {"DENIED", "NOT_IMPLEMENTED", "PRECONDITION_FAILED", "UNAVAILABLE"})
    void aStoreThatTakesNoRecordIsNotRemembered(Reason reason) throws Exception {
        FaultyStore faulty = new FaultyStore(store);
        faulty.always(Operation.PUT, _ -> true, new Fault.Refuse(reason));
        memory(faulty).write(GOOD, memory.read());
        assertEquals(Set.of(), store.contents().keySet());
        assertTrue(faulty.requests(Operation.PUT) <= 3);
    }

    @Test
    void notThereAndNotReadableAreTwoThings() {
        FaultyStore faulty = new FaultyStore(store);
        faulty.always(Operation.GET, _ -> true, new Fault.Refuse(Reason.UNAVAILABLE));
        assertThrows(StoreException.class, () -> memory(faulty).read());
    }
}
