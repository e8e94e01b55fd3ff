package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pop3bridge.store.compression.Compressions.compressed;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.Download;
import pop3bridge.store.Download.Encoding;
import pop3bridge.store.Entry;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.compression.Compression;
import pop3bridge.store.compression.Compressions;
import pop3bridge.store.compression.Decompressor;
import pop3bridge.store.compression.Decompressor.Memory;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.sizes.SizeCache;
import pop3bridge.store.sizes.SizeIndexes;

/** Sizes on the wire, and how many messages are read for them. */
class SizesTest {
    private static final int COUNT = 50;
    private static final List<Integer> ALL = World.numbers(COUNT);

    private final World world = new World();

    @Test
    void aLoginReadsNoMessage() throws Exception {
        world.deliver(COUNT);
        world.open().close();
        assertEquals(0, world.reads());
    }

    @Test
    void eachMessageIsReadOnceAndNeverAgain() throws Exception {
        world.deliver(COUNT);
        for (int session = 0; session < 2; session++) {
            try (Maildrop maildrop = world.open()) {
                for (int stat = 0; stat < 2; stat++) {
                    assertArrayEquals(eights(COUNT), maildrop.sizes(ALL));
                    assertEquals(COUNT, world.reads());
                }
            }
        }
    }

    @Test
    void oneSessionAloneReadsAsManyAtATimeAsAllMay() throws Exception {
        world.deliver(200);
        CountDownLatch together = new CountDownLatch(80);
        ObjectStore slow = new ForwardingStore(world.store) {
            @Override
            public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
                if (key.startsWith(World.PREFIX)) {
                    together.countDown();
                    awaitQuietly(together);
                }
                return super.get(key, range, ifMatch);
            }
        };
        try (Maildrop maildrop = world.over(slow).open(World.ANNA, Opening.of("session", Form.AS_STORED))) {
            maildrop.sizes(World.numbers(200));
        }
        assertEquals(0, together.getCount());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean _ = latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSmallMessageIsKeptForTheRetrThatFollowsTheSizes() throws Exception {
        world.deliver(COUNT);
        for (int session = 0; session < 2; session++) {
            try (Maildrop maildrop = world.open()) {
                maildrop.sizes(ALL);
                for (int number = 1; number <= COUNT; number++) {
                    World.read(maildrop.open(number));
                }
            }
            // The second session knows the sizes.
            assertEquals(COUNT * (session + 1), world.reads());
        }
    }

    @Test
    void aMessageThatIsKeptIsServedOnce() throws Exception {
        world.deliver(1);
        try (Maildrop maildrop = world.open()) {
            maildrop.sizes(List.of(1));
            assertEquals(World.read(maildrop.open(1)), World.read(maildrop.open(1)));
        }
        assertEquals(2, world.reads());
    }

    @Test
    void aMessageThatIsWrittenAnewIsReadAnew() throws Exception {
        world.deliver(COUNT);
        sizes(ALL);
        world.deliver("m2", "longer than before\n");
        try (Maildrop maildrop = world.open()) {
            // It is the last one to have arrived now.
            assertEquals(20, maildrop.sizes(List.of(COUNT))[0]);
        }
        assertEquals(COUNT + 1, world.reads());
    }

    @Test
    void theSizeOfOneReadsOne() throws Exception {
        world.deliver(COUNT);
        assertArrayEquals(new long[]{8}, sizes(List.of(3)));
        assertEquals(1, world.reads());
    }

    @Test
    void aSmallMessageIsReadOnceForItsSizeAndItself() throws Exception {
        world.deliver("m1", "one\ntwo");
        try (Maildrop maildrop = world.open()) {
            try (Content content = maildrop.open(1)) {
                assertEquals(OptionalLong.of(10), content.size());
                assertEquals("one\ntwo", World.read(content));
            }
            assertArrayEquals(new long[]{10}, maildrop.sizes(List.of(1)));
        }
        assertEquals(1, world.reads());
    }

    @Test
    void aLargeMessageIsReadOnceAndItsSizeComesFromItsReader() throws Exception {
        world.deliver("m1", "0123456\n".repeat(10_000));
        try (Maildrop maildrop = world.open()) {
            try (Content content = maildrop.open(1)) {
                assertEquals(OptionalLong.empty(), content.size());
                assertEquals(80_000, World.read(content).length());
                content.measured(90_000);
            }
            assertArrayEquals(new long[]{90_000}, maildrop.sizes(List.of(1)));
        }
        assertArrayEquals(new long[]{90_000}, sizes(List.of(1)));
        assertEquals(1, world.reads());
    }

    @Test
    void aFailureFailsTheCommandAndWhatWasFoundIsKept() throws Exception {
        world.deliver(COUNT);
        world.store.always(Operation.GET, key -> key.endsWith("/m49"), new Fault.Refuse(Reason.UNAVAILABLE));
        try (Maildrop maildrop = world.open()) {
            assertEquals(MaildropException.Reason.TEMPORARY,
                    assertThrows(MaildropException.class, () -> maildrop.sizes(ALL)).reason());
            world.store.heal();
            assertArrayEquals(eights(COUNT), maildrop.sizes(ALL));
        }
        assertEquals(COUNT + 1, world.reads());
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = {"UNAVAILABLE", "THROTTLED", "CONFLICT", "NO_BUCKET", "CREDENTIALS",
            "CLOCK",
            "REGION"})
    void aTemporaryFailureIsNoSize(Reason reason) throws Exception {
        world.deliver(1);
        world.store.always(Operation.GET, _ -> true, new Fault.Refuse(reason));
        assertEquals(MaildropException.Reason.TEMPORARY,
                assertThrows(MaildropException.class, () -> sizes(List.of(1))).reason());
    }

    @Test
    void nothingIsReadForAClientThatIsGone() throws Exception {
        world.deliver(COUNT);
        try (Maildrop maildrop = world.maildrops.open(World.ANNA,
                new Opening("session", Form.AS_STORED, () -> world.reads() > 3))) {
            assertEquals(MaildropException.Reason.TEMPORARY,
                    assertThrows(MaildropException.class, () -> maildrop.sizes(ALL)).reason());
            assertTrue(world.reads() < COUNT / 2, () -> world.reads() + " messages were read");
            maildrop.remove(List.of(1));
        }
        assertEquals(COUNT - 1, world.mail().size());
    }

    @Test
    void aBreakInTheMiddleIsNoSize() throws Exception {
        world.deliver(1);
        AtomicBoolean broken = new AtomicBoolean(true);
        world.store.once(Operation.GET, new Fault.BreakAfter(3));
        world.store.always(Operation.GET, _ -> broken.get(), new Fault.BreakAfter(0));
        assertEquals(MaildropException.Reason.TEMPORARY,
                assertThrows(MaildropException.class, () -> sizes(List.of(1))).reason());
        broken.set(false);
        assertArrayEquals(eights(1), sizes(List.of(1)));
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, mode = Mode.EXCLUDE, names = {"UNAVAILABLE", "THROTTLED", "CONFLICT",
            "CREDENTIALS", "CLOCK", "REGION",
            "NO_BUCKET"})
    void aMessageThatCannotBeReadForGoodHasTheSizeOfTheListing(Reason reason) throws Exception {
        world.deliver(COUNT);
        world.store.always(Operation.GET, key -> key.endsWith("/m4"), new Fault.Refuse(reason));
        long[] expected = eights(COUNT);
        expected[4] = 7;
        try (Maildrop maildrop = world.open()) {
            assertArrayEquals(expected, maildrop.sizes(ALL));
            assertArrayEquals(expected, maildrop.sizes(ALL));
            world.store.heal();
            assertThrows(MaildropException.class, () -> maildrop.open(5), "it would not have the size that was told");
            assertThrows(MaildropException.class, () -> maildrop.openBeginning(5));
        }
        assertEquals(1,
                world.count("pop3bridge.messages.unreadable", "reason", label(reason)));
        assertArrayEquals(reason == Reason.ARCHIVED ? expected : eights(COUNT), sizes(ALL),
                "it is read again, if archived after some minutes");
    }

    @Test
    void aMessageThatWasReplacedOrRemovedSinceLoginHasTheSizeOfTheListing() throws Exception {
        world.deliver(3);
        try (Maildrop maildrop = world.open()) {
            world.deliver("m0", "another message");
            world.memory.delete(World.PREFIX + "m1", Condition.always());
            assertArrayEquals(new long[]{7, 7, 8}, maildrop.sizes(List.of(1, 2, 3)));
        }
        assertEquals(1, world.count("pop3bridge.messages.unreadable", "reason", "precondition_failed"));
        assertEquals(1, world.count("pop3bridge.messages.unreadable", "reason", "not_found"));
    }

    @Test
    void whatWritersPromiseIsBelievedUntilItIsReadAndFoundWrong() throws Exception {
        World crlf = new World(LineEnds.CRLF);
        crlf.deliver("m1", "one\r\ntwo\r\n");
        crlf.deliver("m2", "one\ntwo\n");
        try (Maildrop maildrop = crlf.open()) {
            assertArrayEquals(new long[]{10, 8}, maildrop.sizes(List.of(1, 2)));
            assertEquals(0, crlf.reads());
            readAs(maildrop, 1, 10, 10);
            assertEquals(0, crlf.count("pop3bridge.size.mismatches"));
            readAs(maildrop, 2, 8, 10);
            assertEquals(1, crlf.count("pop3bridge.size.mismatches"));
            assertArrayEquals(new long[]{10, 8}, maildrop.sizes(List.of(1, 2)));
        }
        try (Maildrop maildrop = crlf.open()) {
            assertArrayEquals(new long[]{10, 10}, maildrop.sizes(List.of(1, 2)));
            readAs(maildrop, 2, 10, 10);
        }
        assertEquals(1, crlf.count("pop3bridge.size.mismatches"));
        assertEquals(3, crlf.reads());
    }

    private static void readAs(Maildrop maildrop, int number, long said, long measured) throws Exception {
        try (Content content = maildrop.open(number)) {
            assertEquals(OptionalLong.of(said), content.size());
            World.read(content);
            content.measured(measured);
        }
    }

    private static String label(Reason reason) {
        return reason == Reason.NOT_IMPLEMENTED ? "rejected" : reason.name().toLowerCase(Locale.ROOT);
    }

    private long[] sizes(List<Integer> numbers) throws MaildropException {
        try (Maildrop maildrop = world.open()) {
            return maildrop.sizes(numbers);
        }
    }

    private static long[] eights(int count) {
        long[] sizes = new long[count];
        Arrays.fill(sizes, 8);
        return sizes;
    }

    /** All of the memory is in use by a client that reads slowly. */
    @Test
    @Timeout(20)
    void whileOneMessageWaitsForMemoryToBeDecompressedOthersAreRead() throws Exception {
        world.memory.put(World.PREFIX + "m1", compressed(Compression.ZSTD, "Subject: one\n".getBytes(US_ASCII)),
                Condition.always());
        world.memory.encoded(World.PREFIX + "m1", Encoding.ZSTD);
        world.deliver("m2", "Subject: two\n");
        Decompressor decompressor = Compressions.oneAtATime();
        MaildropMetrics metrics = new MaildropMetrics(world.registry);
        List<Entry> messages = new Listing(metrics)
                .messages(world.store, new Address("mail", World.PREFIX)).messages();
        MessageReader reader = new MessageReader(world.store, Set.of(),
                new Decoder(Optional.empty(), Optional.of(decompressor)), new Archive(Optional.empty(), metrics),
                metrics);
        Sizes.Shared shared = new Sizes.Shared(Reading.of(LineEnds.DETECT), new SizeCache(world.registry),
                new SizeIndexes(Runnable::run, "", world.registry), new Semaphore(1, true),
                new ReadAheadBudget(0, metrics), metrics);
        SizeIndexes.Place place = new SizeIndexes.Place("mail", "sizes");
        Opening opening = Opening.of("session", Form.AS_STORED);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<long[]> waiting;
            try (Memory _ = decompressor.reserveNow()) {
                waiting = executor.submit(
                        () -> new Sizes(reader, place, List.of(messages.get(0)), opening, shared).of(new int[]{0}));
                while (world.reads() == 0) {
                    Thread.sleep(1);
                }
                assertArrayEquals(new long[]{14},
                        new Sizes(reader, place, List.of(messages.get(1)), opening, shared).of(new int[]{0}));
                assertFalse(waiting.isDone());
            }
            assertArrayEquals(new long[]{14}, waiting.get());
        }
    }
}
