package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pop3bridge.store.compression.Compressions.compressed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.Download.Encoding;
import pop3bridge.store.Download.Encryption;
import pop3bridge.store.FaultyStore.Fault;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.compression.Compression;
import pop3bridge.store.encryption.DamagedException;
import pop3bridge.store.encryption.DataKeys;
import pop3bridge.store.encryption.EncryptedObject;

/** Messages that their writer encrypted: clients get what is inside. */
final class EncryptedTest {
    private static final String SMALL = "Subject: secret\n\nsmall\n";
    private static final String LARGE = "Subject: secret\n\n" + "one line\n".repeat(30_000);
    private static final String DAMAGED = "message was encrypted by its writer, and is damaged";

    private final World world = new World();
    private final List<String> requests = new ArrayList<>();
    private DataKeys keys = EncryptedObject.KEYS;
    private final StoredMaildrops maildrops = world.decrypting(wrapped -> {
        requests.add(wrapped.base64());
        return keys.key(wrapped);
    });

    @BeforeEach
    void deliver() throws Exception {
        world.deliver("m1", "Subject: plain\n");
        deliver("m2", EncryptedObject.bySes(octets(LARGE)));
        deliver("m3", EncryptedObject.bySes(octets(SMALL)));
    }

    private void deliver(String name, EncryptedObject object) throws StoreException {
        deliver(name, object, Optional.empty());
    }

    private void deliver(String name, EncryptedObject object, Optional<Encoding> content) throws StoreException {
        world.memory.put(World.PREFIX + name, object.octets(), Condition.always());
        world.memory.encrypted(World.PREFIX + name, new Encryption(object.metadata(), content));
    }

    private static byte[] octets(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private Maildrop open() throws MaildropException {
        return maildrops.open(World.ANNA, Opening.of("session", Form.AS_STORED));
    }

    private static long onTheWire(String text) {
        return text.length() + text.chars().filter(character -> character == '\n').count();
    }

    private static String read(Maildrop maildrop, int number) throws Exception {
        try (Content content = maildrop.open(number)) {
            return World.read(content);
        }
    }

    @Test
    void theSizeAndTheOctetsAreThoseOfTheMessageInside() throws Exception {
        try (Maildrop maildrop = open()) {
            long[] sizes = maildrop.sizes(List.of(1, 2, 3));
            assertEquals(onTheWire(LARGE), sizes[1]);
            assertEquals(onTheWire(SMALL), sizes[2]);
            assertEquals(LARGE, read(maildrop, 2));
            assertEquals(SMALL, read(maildrop, 3));
        }
        try (Maildrop maildrop = open()) {
            assertEquals(SMALL, read(maildrop, 3));
            assertEquals(onTheWire(SMALL), maildrop.sizes(List.of(3))[0]);
        }
    }

    @Test
    void messagesAreReadInOrderAndInAdvance() throws Exception {
        deliver("m4", EncryptedObject.bySes(octets(SMALL)));
        deliver("m5", EncryptedObject.withoutAuthentication(octets(SMALL)));
        try (Maildrop maildrop = open()) {
            assertEquals(List.of("Subject: plain\n", LARGE, SMALL, SMALL, SMALL), List.of(read(maildrop, 1),
                    read(maildrop, 2), read(maildrop, 3), read(maildrop, 4), read(maildrop, 5)));
        }
    }

    /** Who asks for a size mostly fetches the message next. */
    @Test
    void aSmallMessageIsDecryptedOnce() throws Exception {
        try (Maildrop maildrop = open()) {
            maildrop.sizes(List.of(3));
            int reads = world.reads();
            assertEquals(SMALL, read(maildrop, 3));
            assertEquals(reads, world.reads());
            assertEquals(1, requests.size());
        }
    }

    @Test
    void itsBeginningCanBeReadAlone() throws Exception {
        for (int number : new int[]{2, 3}) {
            byte[] buffer = new byte[15];
            try (Maildrop maildrop = open(); Content content = maildrop.openBeginning(number)) {
                assertEquals(15, content.read(buffer));
                assertEquals("Subject: secret", new String(buffer, ISO_8859_1));
            }
        }
    }

    /** Around the sizes that are read in advance, in the first piece, and in further pieces. */
    @Test
    void messagesOfEachSizeAreReadWholeAndInPieces() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int size : new int[]{1, 16, Windows.FIRST - 17, Windows.FIRST - 16, Windows.FIRST - 15, Windows.FIRST,
                StoredContent.READ_AHEAD - 17, StoredContent.READ_AHEAD - 16, StoredContent.READ_AHEAD - 15,
                StoredContent.READ_AHEAD, 5 * Windows.FIRST - 16, 5 * Windows.FIRST, 2_000_000}) {
            texts.add("x".repeat(size));
            deliver("size%07d".formatted(size), EncryptedObject.bySes(octets(texts.getLast())));
        }
        for (int session = 0; session < 2; session++) {
            try (Maildrop maildrop = open()) {
                for (int i = 0; i < texts.size(); i++) {
                    assertEquals(texts.get(i), read(maildrop, 4 + i));
                    try (Content content = maildrop.openBeginning(4 + i)) {
                        assertEquals(texts.get(i), World.read(content));
                    }
                    assertEquals(texts.get(i).length() + 2, maildrop.sizes(List.of(4 + i))[0]);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasCompressedBeforeIsDecompressed(Compression compression) throws Exception {
        deliver("m2", EncryptedObject.bySes(compressed(compression, octets(LARGE))),
                Optional.of(compression == Compression.GZIP ? Encoding.GZIP : Encoding.ZSTD));
        try (Maildrop maildrop = open()) {
            assertEquals(LARGE, read(maildrop, 2));
            assertEquals(onTheWire(LARGE), maildrop.sizes(List.of(2))[0]);
        }
        deliver("m2", EncryptedObject.bySes(octets(LARGE)), Optional.of(Encoding.COMPRESSED));
        assertUnreadable("compressed", "message was compressed by its writer");
    }

    /** What is compressed ends before its tag does. */
    @Test
    void whatFollowsCompressedContentIsAuthenticatedToo() throws Exception {
        byte[] compressed = compressed(Compression.GZIP, octets(LARGE));
        byte[] padded = Arrays.copyOf(compressed, compressed.length + StoredContent.READ_AHEAD);
        EncryptedObject object = EncryptedObject.bySes(padded);
        deliver("m2", object.flipped(8 * (padded.length - 1)), Optional.of(Encoding.GZIP));
        assertUnreadable("unauthentic", DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {SMALL, "large"})
    void aDamagedMessageIsNeverBegun(String text) throws Exception {
        EncryptedObject object = EncryptedObject.bySes(octets(text.equals(SMALL) ? SMALL : LARGE));
        deliver("m2", object.flipped(8 * object.octets().length - 1));
        assertUnreadable("unauthentic", DAMAGED);
    }

    @Test
    void aTruncatedMessageIsNeverBegun() throws Exception {
        EncryptedObject object = EncryptedObject.bySes(octets(LARGE));
        deliver("m2", object.truncated(object.octets().length - 1));
        assertUnreadable("unauthentic", DAMAGED);
    }

    /** Its size is known from a session before, so it is begun. */
    @Test
    void aLargeMessageWhoseMetadataChangedLaterHasNoEnd() throws Exception {
        EncryptedObject object = EncryptedObject.bySes(octets(LARGE));
        try (Maildrop maildrop = open()) {
            assertEquals(LARGE, read(maildrop, 2));
            world.memory.encrypted(World.PREFIX + "m2", new Encryption(
                    object.with("x-amz-iv", "AAAAAAAAAAAAAAAA").metadata(), Optional.empty()));
            try (Content content = maildrop.open(2)) {
                assertInstanceOf(DamagedException.class,
                        assertThrows(IOException.class, () -> World.read(content)));
            }
        }
    }

    @Test
    void aKeyThatKmsDoesNotDecryptIsTheFaultOfOneMessage() throws Exception {
        deliver("m2", EncryptedObject.bySes(octets(LARGE)).with("x-amz-key-v2", "b3RoZXI="));
        assertUnreadable("data_key", "message was encrypted by its writer, and its key cannot be decrypted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-cek-alg", "x-amz-wrap-alg", "x-amz-matdesc", "x-amz-iv", "x-amz-key-v2"})
    void metadataThatMeanNothingAreTheFaultOfOneMessage(String name) throws Exception {
        deliver("m2", EncryptedObject.bySes(octets(LARGE)).with(name, "?"));
        assertUnreadable("encrypted", "message was encrypted by its writer");
    }

    @Test
    void whatClaimsToBeEncryptedAndIsNotIsDamaged() throws Exception {
        deliver("m2", new EncryptedObject(EncryptedObject.bySes(octets(LARGE)).metadata(), octets(LARGE)));
        assertUnreadable("unauthentic", DAMAGED);
    }

    private void assertUnreadable(String reason, String why) throws Exception {
        try (Maildrop maildrop = open()) {
            assertEquals(why, assertThrows(MaildropException.class, () -> maildrop.open(2)).getMessage());
            assertEquals(why, assertThrows(MaildropException.class, () -> maildrop.openBeginning(2)).getMessage());
            assertEquals(why, assertThrows(MaildropException.class, () -> maildrop.checkRemovable(2)).getMessage());
            long[] sizes = maildrop.sizes(List.of(1, 2, 3));
            assertEquals(List.of(16L, onTheWire(SMALL)), List.of(sizes[0], sizes[2]));
            assertEquals(SMALL, read(maildrop, 3));
        }
        assertTrue(world.count("pop3bridge.messages.unreadable", "reason", reason) > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"THROTTLED", "UNAVAILABLE"})
    void withoutKmsMessagesAreUnreadableForNow(String reason) throws Exception {
        keys = _ -> {
            throw new StoreException(Reason.valueOf(reason), "KMS does not respond");
        };
        try (Maildrop maildrop = open()) {
            assertTemporary(() -> maildrop.open(2));
            assertTemporary(() -> maildrop.openBeginning(3));
            assertTemporary(() -> maildrop.sizes(List.of(1, 2, 3)));
            assertEquals("Subject: plain\n", read(maildrop, 1));
            keys = EncryptedObject.KEYS;
            assertEquals(LARGE, read(maildrop, 2));
            assertEquals(SMALL, read(maildrop, 3));
        }
    }

    private interface Attempt {
        Object run() throws MaildropException;
    }

    private static void assertTemporary(Attempt attempt) {
        assertEquals(MaildropException.Reason.TEMPORARY,
                assertThrows(MaildropException.class, attempt::run).reason());
    }

    @Test
    void aReadThatIsInterruptedGoesOn() throws Exception {
        world.store.once(Operation.GET, new Fault.BreakAfter(100));
        try (Maildrop maildrop = open()) {
            assertEquals(LARGE, read(maildrop, 2));
        }
    }

    @Test
    void withoutKeysItIsRefused() throws Exception {
        try (Maildrop maildrop = world.open()) {
            assertEquals("message was encrypted by its writer",
                    assertThrows(MaildropException.class, () -> maildrop.open(3)).getMessage());
        }
    }
}
