package pop3bridge.store.sizes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import pop3bridge.message.Form;
import pop3bridge.store.Entry;

/**
 * Sizes of messages on the wire as an object: 8 octets {@code P3BSIZE1}, then 24 octets for each message, and at last the SHA-256 of all
 * that. A message has 16 octets of a SHA-256 of its key, its ETag and what was measured (a form, and a variant of it if there is one), and its size in 8 octets, the most
 * significant one first; they are in the order of their hashes. An overwritten message has another ETag, and so no size here.
 */
final class SizeIndex {
    /** The maximum size of the object, in octets. */
    static final int MAX_OCTETS = 64 * 1024 * 1024;

    static final SizeIndex EMPTY = new SizeIndex(ByteBuffer.allocate(0));

    private static final byte[] MAGIC = "P3BSIZE1".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_OCTETS = 16;
    private static final int ENTRY_OCTETS = HASH_OCTETS + Long.BYTES;
    private static final int DIGEST_OCTETS = 32;

    /** The entries, one after another. */
    private final ByteBuffer entries;

    private SizeIndex(ByteBuffer entries) {
        this.entries = entries;
    }

    /**
     * What is measured.
     *
     * @param variant what is measured of messages in this form; empty for their sizes as stored
     */
    record Measure(Form form, String variant) {}

    /** A message, and what of it is measured. */
    record Fingerprint(long high, long low) implements Comparable<Fingerprint> {
        static Fingerprint of(Entry message, Measure measure) {
            String name = message.key() + '\0' + message.etag() + '\0' + measure.form().ofSameSize()
                    + (measure.variant().isEmpty() ? "" : '\0' + measure.variant());
            ByteBuffer hash = ByteBuffer.wrap(sha256(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8))));
            return new Fingerprint(hash.getLong(), hash.getLong());
        }

        @Override
        public int compareTo(Fingerprint other) {
            int highs = Long.compareUnsigned(high, other.high);
            return highs == 0 ? Long.compareUnsigned(low, other.low) : highs;
        }
    }

    /** The size of one message in octets. */
    record Sized(Fingerprint message, long octets) {}

    /** Empty if these octets are not an index of this version, or are damaged. */
    static Optional<SizeIndex> decode(byte[] object) {
        int length = object.length - MAGIC.length - DIGEST_OCTETS;
        if (length < 0 || length % ENTRY_OCTETS != 0 || !startsWithMagic(object)) {
            return Optional.empty();
        }
        byte[] digest = Arrays.copyOfRange(object, object.length - DIGEST_OCTETS, object.length);
        return Arrays.equals(digest, sha256(ByteBuffer.wrap(object, 0, MAGIC.length + length)))
                ? Optional.of(new SizeIndex(ByteBuffer.wrap(object, MAGIC.length, length).slice()))
                : Optional.empty();
    }

    private static boolean startsWithMagic(byte[] object) {
        return Arrays.equals(object, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Empty if there are too many for {@link #MAX_OCTETS}. */
    static Optional<byte[]> encode(Collection<Sized> sizes) {
        long octets = MAGIC.length + (long) sizes.size() * ENTRY_OCTETS + DIGEST_OCTETS;
        if (octets > MAX_OCTETS) {
            return Optional.empty();
        }
        TreeMap<Fingerprint, Long> sorted = new TreeMap<>();
        sizes.forEach(size -> sorted.put(size.message(), size.octets()));
        ByteBuffer object = ByteBuffer.allocate(MAGIC.length + sorted.size() * ENTRY_OCTETS + DIGEST_OCTETS);
        object.put(MAGIC);
        sorted.forEach(
                (message, size) -> object.putLong(message.high()).putLong(message.low()).putLong(size));
        object.put(sha256(object.duplicate().flip()));
        return Optional.of(object.array());
    }

    /** Returns the size of a message in octets, if it is here. */
    OptionalLong find(Fingerprint message) {
        int first = 0;
        int last = count() - 1;
        while (first <= last) {
            int middle = (first + last) >>> 1;
            int at = middle * ENTRY_OCTETS;
            int order = new Fingerprint(entries.getLong(at), entries.getLong(at + Long.BYTES)).compareTo(message);
            if (order == 0) {
                long size = entries.getLong(at + HASH_OCTETS);
                return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
            }
            if (order < 0) {
                first = middle + 1;
            } else {
                last = middle - 1;
            }
        }
        return OptionalLong.empty();
    }

    /** Returns how many sizes are here. */
    int count() {
        return entries.capacity() / ENTRY_OCTETS;
    }

    private static byte[] sha256(ByteBuffer octets) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(octets);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
