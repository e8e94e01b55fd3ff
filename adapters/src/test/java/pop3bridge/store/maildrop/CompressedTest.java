package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pop3bridge.store.compression.Compressions.compressed;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.Download.Encoding;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.compression.Compression;
import pop3bridge.store.compression.Compressions;
import pop3bridge.store.compression.Decompressor;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;

/** Messages that their writer compressed with gzip or zstd: clients get what is inside. */
@ParameterizedClass
@EnumSource
final class CompressedTest {
    private static final String DAMAGED = "message was compressed by its writer, and is damaged or too large";
    private static final String TEXT = "Subject: compressed\n\n" + "one line\n".repeat(40_000);
    private static final int ON_THE_WIRE = TEXT.length() + 40_002;

    private final Compression compression;
    private World world = new World();

    CompressedTest(Compression compression) {
        this.compression = compression;
    }

    @BeforeEach
    void deliver() throws Exception {
        world.deliver("m1", "Subject: plain\n");
        deliver("m2", compressed(compression, TEXT.getBytes(ISO_8859_1)));
        world.deliver("m3", "Subject: plain too\n");
    }

    private void deliver(String name, byte[] octets) throws Exception {
        world.memory.put(World.PREFIX + name, octets, Condition.always());
        world.memory.encoded(World.PREFIX + name, compression == Compression.GZIP ? Encoding.GZIP : Encoding.ZSTD);
    }

    @Test
    void theSizeAndTheOctetsAreThoseOfTheMessageInside() throws Exception {
        try (Maildrop maildrop = world.open()) {
            assertEquals(ON_THE_WIRE, maildrop.sizes(List.of(1, 2, 3))[1]);
            assertWhole(maildrop);
        }
        try (Maildrop maildrop = world.openElsewhere()) {
            assertWhole(maildrop);
            assertEquals(ON_THE_WIRE, maildrop.sizes(List.of(2))[0]);
        }
    }

    /** What is fetched in advance is kept as clients get it, and may be longer than its object. */
    @Test
    void fewAreFetchedInVainInAdvance() throws Exception {
        for (int number = 2; number <= 30; number++) {
            deliver("m" + (100 + number), compressed(compression, "Subject: short\n".getBytes(ISO_8859_1)));
        }
        try (Maildrop maildrop = world.open()) {
            List<Integer> all = World.numbers(maildrop.count());
            long[] _ = maildrop.sizes(all);
            int reads = world.reads();
            for (int number : all) {
                try (Content content = maildrop.open(number)) {
                    assertTrue(World.read(content).startsWith("Subject: "));
                }
            }
            assertTrue(world.reads() - reads <= all.size() + 3, "%d reads".formatted(world.reads() - reads));
        }
    }

    @Test
    void aMessageIsReadInOrderAmongOthers() throws Exception {
        try (Maildrop maildrop = world.open()) {
            for (int number = 1; number <= 3; number++) {
                try (Content content = maildrop.open(number)) {
                    assertEquals(number == 2 ? TEXT.length() : number == 1 ? 15 : 19, World.read(content).length());
                }
            }
        }
    }

    @Test
    void itsBeginningCanBeReadAlone() throws Exception {
        byte[] buffer = new byte[21];
        try (Maildrop maildrop = world.open(); Content content = maildrop.openBeginning(2)) {
            assertEquals(21, content.read(buffer));
            assertEquals(TEXT.substring(0, 21), new String(buffer, ISO_8859_1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 11, 100, -8, -1})
    void whatIsNoCompleteFileIsNeverBegun(int kept) throws Exception {
        byte[] whole = compressed(compression, TEXT.getBytes(ISO_8859_1));
        deliver("m2", Arrays.copyOf(whole, Math.floorMod(kept == 0 ? 1 : kept, whole.length)));
        assertUnreadable();
    }

    @Test
    void aFileWithAWrongOctetIsNeverBegun() throws Exception {
        byte[] wrong = compressed(compression, TEXT.getBytes(ISO_8859_1));
        wrong[wrong.length / 2] ^= 0x10;
        deliver("m2", wrong);
        assertUnreadable();
    }

    @Test
    void aBombIsNotReadToItsEnd() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = Compressions.stream(compression, compressed)) {
            byte[] nothing = new byte[1024 * 1024];
            for (long octets = 0; octets <= Decompressor.LARGEST; octets += nothing.length) {
                out.write(nothing);
            }
        }
        deliver("m2", compressed.toByteArray());
        assertUnreadable();
    }

    private void assertUnreadable() throws Exception {
        try (Maildrop maildrop = world.open()) {
            assertEquals(DAMAGED, assertThrows(MaildropException.class, () -> maildrop.open(2)).getMessage());
            assertEquals(DAMAGED, assertThrows(MaildropException.class, () -> maildrop.checkRemovable(2)).getMessage());
            long[] sizes = maildrop.sizes(List.of(1, 2, 3));
            assertEquals(List.of(16L, 20L), List.of(sizes[0], sizes[2]));
        }
        assertEquals(1, world.count("pop3bridge.messages.unreadable", "reason", "damaged"));
    }

    /** It is not the message that is at fault. */
    @Test
    void aStoreThatFailsIsNoDamage() throws Exception {
        world.store.always(Operation.GET, key -> key.endsWith("m2"), new Fault.Refuse(Reason.UNAVAILABLE));
        try (Maildrop maildrop = world.open()) {
            assertEquals(MaildropException.Reason.TEMPORARY,
                    assertThrows(MaildropException.class, () -> maildrop.open(2)).reason());
        }
        world.store.heal();
        world.store.once(Operation.GET, new Fault.BreakAfter(100));
        try (Maildrop maildrop = world.open()) {
            assertWhole(maildrop);
        }
    }

    /** Its size would be that of the object, as it is told without reading. */
    @Test
    void whereSizesAreListedItIsRefused() throws Exception {
        world = new World(LineEnds.CRLF);
        deliver();
        try (Maildrop maildrop = world.open()) {
            assertEquals("message was compressed by its writer",
                    assertThrows(MaildropException.class, () -> maildrop.open(2)).getMessage());
        }
    }

    private static void assertWhole(Maildrop maildrop) throws Exception {
        try (Content content = maildrop.open(2)) {
            assertEquals(TEXT, World.read(content));
        }
    }
}
