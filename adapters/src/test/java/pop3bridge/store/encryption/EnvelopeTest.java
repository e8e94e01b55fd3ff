package pop3bridge.store.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metadata of encrypted objects. */
final class EnvelopeTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    @Test
    void amazonSesTellsKmsAboutTheMessage() throws Exception {
        Envelope envelope = Envelope.of(EncryptedObject.bySes(MESSAGE).metadata());
        assertEquals("fax", envelope.key().context().get("aws:ses:rule-name"));
        assertEquals(4, envelope.key().context().size());
        assertEquals(12, assertInstanceOf(ContentCipher.Gcm.class, envelope.cipher()).iv().length);
    }

    @Test
    void eachFormatIsKnown() throws Exception {
        assertInstanceOf(ContentCipher.Gcm.class,
                Envelope.of(EncryptedObject.withContext(MESSAGE).metadata()).cipher());
        assertInstanceOf(ContentCipher.Committing.class,
                Envelope.of(EncryptedObject.committing(MESSAGE).metadata()).cipher());
        ContentCipher.Cbc cbc = assertInstanceOf(ContentCipher.Cbc.class,
                Envelope.of(EncryptedObject.withoutAuthentication(MESSAGE).metadata()).cipher());
        assertEquals(3, cbc.length().orElseThrow());
    }

    @Test
    void whatIsNotNeededMayBeMissing() throws Exception {
        Envelope.of(EncryptedObject.bySes(MESSAGE).without("x-amz-tag-len").metadata());
        EncryptedObject unknown = EncryptedObject.withoutAuthentication(MESSAGE)
                .without("x-amz-unencrypted-content-length");
        assertArrayEquals(MESSAGE, DecryptedTest.decrypted(unknown));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "x-amz-cek-alg | AES/CTR/NoPadding | x-amz-cek-alg: AES/CTR/NoPadding is not supported",
            "x-amz-cek-alg | - | x-amz-cek-alg is missing",
            "x-amz-wrap-alg | AESWrap | x-amz-wrap-alg: AESWrap is not supported",
            "x-amz-wrap-alg | - | x-amz-wrap-alg is missing",
            "x-amz-wrap-alg | kms+context | the encryption context does not confirm the algorithm AES/GCM/NoPadding",
            "x-amz-matdesc | kms_cmk_id | x-amz-matdesc is no JSON object",
            "x-amz-matdesc | [] | x-amz-matdesc is no JSON object",
            "x-amz-matdesc | {\"a\":1} | x-amz-matdesc has a value that is no text",
            "x-amz-matdesc | {\"a\":null} | x-amz-matdesc has a value that is no text",
            "x-amz-matdesc | - | x-amz-matdesc is missing",
            "x-amz-iv | pQ== | x-amz-iv has 1 octets instead of 12",
            "x-amz-iv | ~ | x-amz-iv is no Base64",
            "x-amz-iv | - | x-amz-iv is missing",
            "x-amz-key-v2 | ~ | x-amz-key-v2 is no Base64",
            "x-amz-key-v2 | '' | x-amz-key-v2 is missing",
            "x-amz-key-v2 | - | metadata with 0 of x-amz-key, x-amz-key-v2, x-amz-3",
            "x-amz-key | a2V5 | metadata with 2 of x-amz-key, x-amz-key-v2, x-amz-3",
            "x-amz-tag-len | 96 | x-amz-tag-len: 96 instead of 128"})
    void whatCannotBeDecryptedSaysWhy(String name, String value, String why) {
        EncryptedObject object = EncryptedObject.bySes(MESSAGE);
        assertEquals(why, refusal(value == null ? object.without(name) : object.with(name, value)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x-amz-c | 114 | x-amz-c: 114 is not supported",
            "x-amz-w | 02 | x-amz-w: 02 is not supported",
            "x-amz-t | {} | the encryption context does not confirm the algorithm 115",
            "x-amz-i | pQ== | x-amz-i has 1 octets instead of 28",
            "x-amz-d | pQ== | x-amz-d has 1 octets instead of 28"})
    void theSameIsTrueForAKeyThatIsCommittedTo(String name, String value, String why) {
        assertEquals(why, refusal(EncryptedObject.committing(MESSAGE).with(name, value)));
    }

    /** A client that was given a weaker algorithm would decrypt what it cannot verify. */
    @Test
    void theAlgorithmThatKmsVouchesForCannotBeChanged() {
        assertEquals("the encryption context does not confirm the algorithm AES/CBC/PKCS5Padding",
                refusal(EncryptedObject.withContext(MESSAGE).with("x-amz-cek-alg", "AES/CBC/PKCS5Padding")));
    }

    @Test
    void aLengthThatIsNoNumberIsRefused() {
        assertEquals("x-amz-unencrypted-content-length is no number", refusal(EncryptedObject
                .withoutAuthentication(MESSAGE).with("x-amz-unencrypted-content-length", "three")));
    }

    @Test
    void aKeyThatKmsHasNotEncryptedIsRefused() {
        assertEquals("x-amz-key: the data key is not encrypted by KMS",
                refusal(new EncryptedObject(Map.of("x-amz-key", "a2V5", "x-amz-iv", "aXY="), MESSAGE)));
    }

    private static String refusal(EncryptedObject object) {
        return Optional.ofNullable(assertThrows(EnvelopeException.class, () -> Envelope.of(object.metadata()))
                .getMessage()).orElse("");
    }
}
