package pop3bridge.store.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.message.Octets;

/** Decryption of what the JDK has encrypted. */
final class DecryptedTest {
    /** The first sizes around those of blocks and of the pieces that are decrypted at a time. */
    private static final int[] SIZES = {0, 1, 15, 16, 17, 31, 32, 33, 255, 8175, 8176, 8191, 8192, 8193, 16384, 70_000};

    /** How an object is encrypted. */
    enum Form {
        SES,
        WITH_CONTEXT,
        COMMITTING,
        WITHOUT_AUTHENTICATION;

        private EncryptedObject of(byte[] message) {
            return switch (this) {
                case SES -> EncryptedObject.bySes(message);
                case WITH_CONTEXT -> EncryptedObject.withContext(message);
                case COMMITTING -> EncryptedObject.committing(message);
                case WITHOUT_AUTHENTICATION -> EncryptedObject.withoutAuthentication(message);
            };
        }
    }

    private static byte[] message(int size, Random random) {
        byte[] message = new byte[size];
        random.nextBytes(message);
        return message;
    }

    static byte[] decrypted(EncryptedObject object) throws Exception {
        return open(object, new ByteArrayInputStream(object.octets())::read).all();
    }

    private static Decrypted open(EncryptedObject object, Octets octets) throws Exception {
        Envelope envelope = Envelope.of(object.metadata());
        return Decrypted.of(octets, envelope.cipher(), EncryptedObject.KEYS.key(envelope.key()));
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfEachSizeAreDecrypted(Form form) throws Exception {
        Random random = new Random(1);
        for (int size : SIZES) {
            byte[] message = message(size, random);
            assertArrayEquals(message, decrypted(form.of(message)), () -> size + " octets");
        }
    }

    /** The store returns as many octets as it likes at a time, and the client takes as many as it likes. */
    @ParameterizedTest
    @EnumSource
    void itDoesNotMatterHowTheyAreRead(Form form) throws Exception {
        Random random = new Random(2);
        for (int run = 0; run < 200; run++) {
            byte[] message = message(random.nextInt(40_000), random);
            ByteArrayInputStream stored = new ByteArrayInputStream(form.of(message).octets());
            Octets inPieces = buffer -> stored.read(buffer, 0, 1 + random.nextInt(buffer.length));
            Decrypted decrypted = open(form.of(message), inPieces);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 + random.nextInt(20_000)];
            for (int read = decrypted.read(buffer); read >= 0; read = decrypted.read(buffer)) {
                all.write(buffer, 0, read);
            }
            assertArrayEquals(message, all.toByteArray());
            assertEquals(-1, decrypted.read(buffer));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "WITHOUT_AUTHENTICATION", mode = EnumSource.Mode.EXCLUDE)
    void eachBitIsAuthenticated(Form form) {
        EncryptedObject small = form.of(message(40, new Random(3)));
        for (int bit = 0; bit < 8 * small.octets().length; bit++) {
            assertDamaged(small.flipped(bit));
        }
        Random random = new Random(4);
        EncryptedObject large = form.of(message(70_000, random));
        for (int run = 0; run < 50; run++) {
            assertDamaged(large.flipped(random.nextInt(8 * large.octets().length)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMissingIsNoticed(Form form) {
        EncryptedObject whole = form.of(message(9_000, new Random(5)));
        for (int length : new int[]{0, 1, 15, 16, 17, 8192, 8200, whole.octets().length - 16,
                whole.octets().length - 1}) {
            assertDamaged(whole.truncated(length));
        }
        assertDamaged(whole.truncated(whole.octets().length + 1));
    }

    /** It goes on failing: an end that looks like one would be worse. */
    @Test
    void aDamagedMessageHasNoEnd() throws Exception {
        EncryptedObject damaged = EncryptedObject.bySes(new byte[20_000]).flipped(0);
        Decrypted decrypted = open(damaged, new ByteArrayInputStream(damaged.octets())::read);
        assertThrows(DamagedException.class, decrypted::all);
        assertThrows(DamagedException.class, () -> decrypted.read(new byte[10]));
    }

    @Test
    void anotherIvIsDamage() {
        assertDamaged(EncryptedObject.bySes(new byte[100]).with("x-amz-iv", "AAAAAAAAAAAAAAAA"));
        assertDamaged(EncryptedObject.committing(new byte[100]).with("x-amz-i",
                EncryptedObject.base64(new byte[28])));
        assertDamaged(EncryptedObject.committing(new byte[100]).with("x-amz-d",
                EncryptedObject.base64(new byte[28])));
    }

    @Test
    void withoutAuthenticationAnotherLengthIsDamage() {
        assertDamaged(EncryptedObject.withoutAuthentication(new byte[100]).with("x-amz-unencrypted-content-length",
                "99"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33})
    void aKeyOfAnotherLengthIsNone(int length) throws Exception {
        Envelope envelope = Envelope.of(EncryptedObject.bySes(new byte[1]).metadata());
        assertThrows(DamagedException.class,
                () -> Decrypted.of(_ -> -1, envelope.cipher(), EncryptedObject.key(length)));
    }

    @Test
    void aStoreThatFailsIsNoDamage() throws Exception {
        Decrypted decrypted = open(EncryptedObject.bySes(new byte[1]), _ -> {
            throw new IOException("connection reset");
        });
        assertEquals("connection reset", assertThrows(IOException.class, decrypted::all).getMessage());
    }

    private static void assertDamaged(EncryptedObject object) {
        assertThrows(DamagedException.class, () -> decrypted(object));
    }
}
