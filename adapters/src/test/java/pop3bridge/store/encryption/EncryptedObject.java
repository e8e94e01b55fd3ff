package pop3bridge.store.encryption;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * An object as a writer with client-side encryption stores it. Encrypted by the JDK, and not by the library that decrypts it.
 *
 * @param metadata by names without {@code x-amz-meta-}
 */
public record EncryptedObject(Map<String, String> metadata, byte[] octets) {
    /** The data key of all of them, which {@link #KEYS} gives for the wrapped key. */
    public static final byte[] KEY = key(32);

    /** Decrypts the key of these objects, and no other. */
    public static final DataKeys KEYS = wrapped -> {
        if (!wrapped.base64().equals(base64("wrapped".getBytes(US_ASCII)))) {
            throw new StoreException(Reason.KEY, "no such key");
        }
        return KEY.clone();
    };

    private static final String SES = """
            {"aws:ses:message-id":"o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1","aws:ses:rule-name":"fax","aws:ses:source-account":"123456789012","kms_cmk_id":"arn:aws:kms:eu-central-1:123456789012:alias/aws/ses"}""";

    static byte[] key(int length) {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) {
            key[i] = (byte) (7 * i + 1);
        }
        return key;
    }

    static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /** As Amazon SES stores a message. */
    public static EncryptedObject bySes(byte[] message) {
        Map<String, String> metadata = version2("AES/GCM/NoPadding", "kms", SES, 12);
        metadata.put("x-amz-tag-len", "128");
        metadata.put("x-amz-unencrypted-content-length", String.valueOf(message.length));
        return new EncryptedObject(metadata,
                encrypt("AES/GCM/NoPadding", KEY, new GCMParameterSpec(128, iv(12)), new byte[0], message));
    }

    /** As versions 2 and 3 of the S3 Encryption Client store it. */
    static EncryptedObject withContext(byte[] message) {
        Map<String, String> metadata = version2("AES/GCM/NoPadding", "kms+context",
                "{\"aws:x-amz-cek-alg\":\"AES/GCM/NoPadding\"}", 12);
        metadata.put("x-amz-tag-len", "128");
        return new EncryptedObject(metadata, bySes(message).octets());
    }

    /** As version 1 of the S3 Encryption Client stores it if nobody asks for authentication. */
    public static EncryptedObject withoutAuthentication(byte[] message) {
        Map<String, String> metadata = version2("AES/CBC/PKCS5Padding", "kms", "{\"kms_cmk_id\":\"1234abcd\"}", 16);
        metadata.put("x-amz-unencrypted-content-length", String.valueOf(message.length));
        return new EncryptedObject(metadata,
                encrypt("AES/CBC/PKCS5Padding", KEY, new IvParameterSpec(iv(16)), new byte[0], message));
    }

    /** As version 4 of the S3 Encryption Client stores it. */
    static EncryptedObject committing(byte[] message) {
        byte[] id = iv(28);
        byte[] ones = new byte[12];
        Arrays.fill(ones, (byte) 1);
        byte[] suite = {0, 115};
        Map<String, String> metadata = new HashMap<>(Map.of("x-amz-c", "115", "x-amz-w", "12",
                "x-amz-t", "{\"aws:x-amz-cek-alg\":\"115\"}", "x-amz-3", base64("wrapped".getBytes(US_ASCII)),
                "x-amz-i", base64(id), "x-amz-d", base64(derived(id, "COMMITKEY", 28))));
        return new EncryptedObject(metadata, encrypt("AES/GCM/NoPadding", derived(id, "DERIVEKEY", 32),
                new GCMParameterSpec(128, ones), suite, message));
    }

    private static byte[] derived(byte[] id, String purpose, int length) {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        info.writeBytes(new byte[]{0, 115});
        info.writeBytes(purpose.getBytes(US_ASCII));
        try {
            return KDF.getInstance("HKDF-SHA512").deriveData(
                    HKDFParameterSpec.ofExtract().addIKM(KEY).addSalt(id).thenExpand(info.toByteArray(), length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> version2(String cipher, String wrapping, String context, int iv) {
        return new HashMap<>(Map.of("x-amz-cek-alg", cipher, "x-amz-wrap-alg", wrapping, "x-amz-matdesc", context,
                "x-amz-key-v2", base64("wrapped".getBytes(US_ASCII)), "x-amz-iv", base64(iv(iv))));
    }

    private static byte[] iv(int length) {
        byte[] iv = new byte[length];
        Arrays.fill(iv, (byte) 0xa5);
        return iv;
    }

    private static byte[] encrypt(String algorithm, byte[] key, AlgorithmParameterSpec parameters, byte[] associated,
            byte[] message) {
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), parameters);
            if (associated.length > 0) {
                cipher.updateAAD(associated);
            }
            return cipher.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same with another octet: one bit of it is flipped. */
    public EncryptedObject flipped(int bit) {
        byte[] other = octets.clone();
        other[bit / 8] ^= (byte) (1 << bit % 8);
        return new EncryptedObject(metadata, other);
    }

    /** The same with another value in its metadata. */
    public EncryptedObject with(String name, String value) {
        Map<String, String> other = new HashMap<>(metadata);
        other.put(name, value);
        return new EncryptedObject(other, octets);
    }

    /** The same without a value in its metadata. */
    EncryptedObject without(String name) {
        Map<String, String> other = new HashMap<>(metadata);
        other.remove(name);
        return new EncryptedObject(other, octets);
    }

    /** The same with only so many octets. */
    public EncryptedObject truncated(int length) {
        return new EncryptedObject(metadata, Arrays.copyOf(octets, length));
    }
}
