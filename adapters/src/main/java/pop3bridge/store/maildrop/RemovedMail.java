package pop3bridge.store.maildrop;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** The copies of the messages that a user's clients have removed, as {@link KeptMail} has made them. */
public final class RemovedMail {
    private static final DateTimeFormatter REMOVED = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);
    private static final int NAME_OCTETS = 8;

    private final ObjectStore store;
    private final Address maildrop;
    private final String prefix;
    private final PrefixListing objects = new PrefixListing();

    /**
     * @param prefix the prefix of the copies
     */
    public RemovedMail(ObjectStore store, Address maildrop, String prefix) {
        this.store = store;
        this.maildrop = maildrop;
        this.prefix = prefix;
    }

    /**
     * Returns the copies that were made since a time, in the order of removal. A copy whose message is still in the
     * maildrop is left out: the session that made it did not delete the message.
     */
    public List<Entry> since(Instant time) throws StoreException {
        Map<String, Entry> present = objects.all(store, maildrop.prefix()).stream()
                .collect(Collectors.toMap(Entry::key, Function.identity()));
        return objects.all(store, prefix).stream()
                .filter(copy -> !copy.lastModified().isBefore(time) && copy.size() > 0)
                .filter(copy -> Optional.ofNullable(present.get(original(copy)))
                        .filter(message -> message.size() == copy.size()).isEmpty())
                .sorted(Comparator.comparing(Entry::lastModified).thenComparing(Entry::key)).toList();
    }

    private String original(Entry copy) {
        return maildrop.prefix() + copy.key().substring(prefix.length());
    }

    /**
     * Moves a copy into the maildrop, under a new name: clients that remember unique-ids fetch it again. If this fails
     * half-way, the message is in both places, and the next call completes it.
     *
     * @return false if the copy is no longer there
     */
    public boolean restore(Entry copy) throws StoreException {
        return Moving.move(store, copy, maildrop.prefix() + newName(copy));
    }

    /** The same whenever the same copy is restored. */
    private static String newName(Entry copy) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((copy.key() + '\0' + copy.etag() + '\0' + copy.lastModified())
                    .getBytes(StandardCharsets.UTF_8));
            return "restored-" + REMOVED.format(copy.lastModified()) + "-"
                    + HexFormat.of().formatHex(digest.digest(), 0, NAME_OCTETS) + ".eml";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
