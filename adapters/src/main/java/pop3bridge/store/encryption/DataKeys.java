package pop3bridge.store.encryption;

import java.util.Map;
import pop3bridge.store.StoreException;

/** Decrypts the data keys that encrypt objects. Safe for use by many threads. */
public interface DataKeys {
    /**
     * A data key, encrypted with a key of KMS.
     *
     * @param base64 the encrypted key, in Base64
     * @param context the encryption context, which has to be the same as when it was encrypted
     */
    record Wrapped(String base64, Map<String, String> context) {}

    /**
     * Returns a data key. The caller must not change it.
     *
     * @throws StoreException {@code KEY} if this key cannot be decrypted; with a temporary reason if no key can be
     * decrypted now
     */
    byte[] key(Wrapped wrapped) throws StoreException;
}
