package pop3bridge.store.encryption;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import pop3bridge.store.encryption.DataKeys.Wrapped;

/**
 * How an object is encrypted, according to its metadata: formats V2 and V3 of the S3 Encryption Client, with a data key
 * that was encrypted by KMS. Amazon SES writes format V2.
 */
public record Envelope(Wrapped key, ContentCipher cipher) {
    private static final String KEY_V2 = "x-amz-key-v2";
    private static final String KEY_V3 = "x-amz-3";
    private static final String CIPHER_IN_CONTEXT = "aws:x-amz-cek-alg";
    private static final String TAG_BITS = "128";

    /** Each belongs to another format. */
    private static final List<String> KEYS = List.of("x-amz-key", KEY_V2, KEY_V3);

    /**
     * Reads the metadata of an object.
     *
     * @param metadata by names without {@code x-amz-meta-}
     * @throws EnvelopeException if the object cannot be decrypted with a key of KMS
     */
    public static Envelope of(Map<String, String> metadata) throws EnvelopeException {
        List<String> keys = KEYS.stream().filter(metadata::containsKey).toList();
        if (keys.size() != 1) {
            throw new EnvelopeException("metadata with " + keys.size() + " of " + String.join(", ", KEYS));
        }
        return switch (keys.getFirst()) {
            case KEY_V2 -> version2(metadata);
            case KEY_V3 -> version3(metadata);
            default -> throw new EnvelopeException("x-amz-key: the data key is not encrypted by KMS");
        };
    }

    private static Envelope version2(Map<String, String> metadata) throws EnvelopeException {
        String algorithm = value(metadata, "x-amz-cek-alg");
        Map<String, String> context = context(metadata, "x-amz-matdesc");
        String wrapping = value(metadata, "x-amz-wrap-alg");
        switch (wrapping) {
            case "kms" -> {
            }
            case "kms+context" -> requireBound(context, algorithm);
            default -> throw new EnvelopeException("x-amz-wrap-alg: " + wrapping + " is not supported");
        }
        return new Envelope(wrapped(metadata, KEY_V2, context), switch (algorithm) {
            case "AES/GCM/NoPadding" -> gcm(metadata);
            case "AES/CBC/PKCS5Padding" -> new ContentCipher.Cbc(
                    octets(metadata, "x-amz-iv", ContentCipher.Cbc.IV), length(metadata));
            default -> throw new EnvelopeException("x-amz-cek-alg: " + algorithm + " is not supported");
        });
    }

    private static ContentCipher gcm(Map<String, String> metadata) throws EnvelopeException {
        String bits = metadata.getOrDefault("x-amz-tag-len", TAG_BITS);
        if (!bits.equals(TAG_BITS)) {
            throw new EnvelopeException("x-amz-tag-len: " + bits + " instead of " + TAG_BITS);
        }
        return new ContentCipher.Gcm(octets(metadata, "x-amz-iv", ContentCipher.Gcm.IV));
    }

    private static Envelope version3(Map<String, String> metadata) throws EnvelopeException {
        String algorithm = value(metadata, "x-amz-c");
        if (!algorithm.equals(ContentCipher.Committing.SUITE)) {
            throw new EnvelopeException("x-amz-c: " + algorithm + " is not supported");
        }
        String wrapping = value(metadata, "x-amz-w");
        if (!wrapping.equals("12")) {
            throw new EnvelopeException("x-amz-w: " + wrapping + " is not supported");
        }
        Map<String, String> context = context(metadata, "x-amz-t");
        requireBound(context, algorithm);
        return new Envelope(wrapped(metadata, KEY_V3, context),
                new ContentCipher.Committing(octets(metadata, "x-amz-i", ContentCipher.Committing.MESSAGE_ID),
                        octets(metadata, "x-amz-d", ContentCipher.Committing.COMMITMENT)));
    }

    /** KMS vouches for the encryption context, so nobody can have an object decrypted by a weaker algorithm. */
    private static void requireBound(Map<String, String> context, String algorithm) throws EnvelopeException {
        if (!algorithm.equals(context.get(CIPHER_IN_CONTEXT))) {
            throw new EnvelopeException("the encryption context does not confirm the algorithm " + algorithm);
        }
    }

    private static Wrapped wrapped(Map<String, String> metadata, String name, Map<String, String> context)
            throws EnvelopeException {
        return new Wrapped(Base64.getEncoder().encodeToString(octets(metadata, name)), context);
    }

    private static Map<String, String> context(Map<String, String> metadata, String name) throws EnvelopeException {
        Map<String, String> context = new HashMap<>();
        JsonObject json;
        try {
            json = new JsonObject(value(metadata, name));
        } catch (DecodeException e) {
            throw new EnvelopeException(name + " is no JSON object", e);
        }
        for (Map.Entry<String, Object> entry : json) {
            if (!(entry.getValue() instanceof String text)) {
                throw new EnvelopeException(name + " has a value that is no text");
            }
            context.put(entry.getKey(), text);
        }
        return Map.copyOf(context);
    }

    private static OptionalLong length(Map<String, String> metadata) throws EnvelopeException {
        String name = "x-amz-unencrypted-content-length";
        if (!metadata.containsKey(name)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value(metadata, name)));
        } catch (NumberFormatException e) {
            throw new EnvelopeException(name + " is no number", e);
        }
    }

    private static byte[] octets(Map<String, String> metadata, String name, int length) throws EnvelopeException {
        byte[] octets = octets(metadata, name);
        if (octets.length != length) {
            throw new EnvelopeException(name + " has " + octets.length + " octets instead of " + length);
        }
        return octets;
    }

    private static byte[] octets(Map<String, String> metadata, String name) throws EnvelopeException {
        try {
            return Base64.getDecoder().decode(value(metadata, name));
        } catch (IllegalArgumentException e) {
            throw new EnvelopeException(name + " is no Base64", e);
        }
    }

    private static String value(Map<String, String> metadata, String name) throws EnvelopeException {
        return Optional.ofNullable(metadata.get(name)).map(String::strip).filter(value -> !value.isEmpty())
                .orElseThrow(() -> new EnvelopeException(name + " is missing"));
    }
}
