package pop3bridge.store.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.OptionalLong;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** The algorithm that encrypts an object, with its parameters. The key is one of AES-256. */
public sealed interface ContentCipher {
    /** The length of a data key, in octets. */
    int KEY = 32;

    /**
     * Begins to decrypt an object.
     *
     * @throws DamagedException if this cannot be the key
     */
    Decipher decipher(byte[] key) throws DamagedException;

    /** AES-GCM with a tag of 128 bits after the ciphertext. */
    record Gcm(byte[] iv) implements ContentCipher {
        static final int IV = 12;
        private static final int TAG_BITS = 128;

        @Override
        public Decipher decipher(byte[] key) {
            return decipher(key, iv, new byte[0]);
        }

        private static Decipher decipher(byte[] key, byte[] iv, byte[] associated) {
            GCMBlockCipher cipher = (GCMBlockCipher) GCMBlockCipher.newInstance(AESEngine.newInstance());
            cipher.init(false, new AEADParameters(new KeyParameter(key), TAG_BITS, iv, associated));
            return new Decipher(cipher::processBytes, cipher::doFinal, OptionalLong.empty());
        }
    }

    /**
     * AES-CBC with padding. It does not show whether the ciphertext was changed.
     *
     * @param length that of the message, in octets, if it is known
     */
    record Cbc(byte[] iv, OptionalLong length) implements ContentCipher {
        static final int IV = 16;

        @Override
        public Decipher decipher(byte[] key) {
            PaddedBufferedBlockCipher cipher = new PaddedBufferedBlockCipher(
                    CBCBlockCipher.newInstance(AESEngine.newInstance()), new PKCS7Padding());
            cipher.init(false, new ParametersWithIV(new KeyParameter(key), iv));
            return new Decipher(cipher::processBytes, cipher::doFinal, length);
        }
    }

    /** AES-GCM with a key derived from the data key, and a commitment that shows which one was used. */
    record Committing(byte[] messageId, byte[] commitment) implements ContentCipher {
        static final int MESSAGE_ID = 28;
        static final int COMMITMENT = 28;
        /** The number of the algorithm suite, as metadata have it. */
        static final String SUITE = "115";
        private static final String SUITE_TEXT = "\0s";
        private static final byte[] SUITE_OCTETS = SUITE_TEXT.getBytes(US_ASCII);

        @Override
        public Decipher decipher(byte[] key) throws DamagedException {
            if (!MessageDigest.isEqual(derived(key, "COMMITKEY", COMMITMENT), commitment)) {
                throw new DamagedException("the commitment is that of another key");
            }
            byte[] iv = new byte[Gcm.IV];
            Arrays.fill(iv, (byte) 1);
            return Gcm.decipher(derived(key, "DERIVEKEY", KEY), iv, SUITE_OCTETS);
        }

        private byte[] derived(byte[] key, String purpose, int length) {
            HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA512Digest());
            generator.init(new HKDFParameters(key, messageId, (SUITE_TEXT + purpose).getBytes(US_ASCII)));
            byte[] derived = new byte[length];
            generator.generateBytes(derived, 0, length);
            return derived;
        }
    }
}
