package pop3bridge.store.maildrop;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.names.MessageName;

/** Lists maildrops: returns all pages or fails, never a partial listing. Thread-safe. */
final class Listing {
    private static final Logger log = LoggerFactory.getLogger(Listing.class);

    /** A message with the time of its arrival: that in its name, or else when the object was written. */
    private record Arrived(Instant time, Entry message) implements Comparable<Arrived> {
        private static Arrived of(Entry message) {
            String name = message.key().substring(message.key().lastIndexOf('/') + 1);
            return new Arrived(MessageName.arrival(name).orElse(message.lastModified()), message);
        }

        @Override
        public int compareTo(Arrived other) {
            int order = time.compareTo(other.time);
            return order == 0 ? message.key().compareTo(other.message.key()) : order;
        }
    }

    /** The object that Amazon SES writes once, when a rule is created. */
    private static final String SES_NOTIFICATION = "AMAZON_SES_SETUP_NOTIFICATION";

    /** The suffix of the objects in which the S3 Encryption Client stores key material. */
    private static final String INSTRUCTION_FILE = ".instruction";

    /** How many empty objects are remembered, to log and count each only once. */
    private static final int REMEMBERED = 100_000;

    private record Place(Address maildrop, String key) {}

    private final PrefixListing objects = new PrefixListing();
    private final MaildropMetrics metrics;
    private final Cache<Place, Boolean> emptyObjects = Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Listing(MaildropMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * The messages in a maildrop.
     *
     * @param messages in order of arrival
     * @param encrypted the keys of messages that have an instruction file of the S3 Encryption Client
     */
    record Found(List<Entry> messages, Set<String> encrypted) {}

    /** Returns the messages; excludes objects that are not mail. */
    Found messages(ObjectStore store, Address maildrop) throws StoreException {
        List<Entry> messages = new ArrayList<>();
        for (String prefix : maildrop.prefixes()) {
            for (Entry entry : objects.all(store, prefix)) {
                if (isMail(entry, maildrop, prefix)) {
                    messages.add(entry);
                }
            }
        }
        return withoutInstructionFiles(
                messages.stream().map(Arrived::of).sorted().map(Arrived::message).toList());
    }

    private static Found withoutInstructionFiles(List<Entry> messages) {
        if (messages.stream().noneMatch(message -> message.key().endsWith(INSTRUCTION_FILE))) {
            return new Found(List.copyOf(messages), Set.of());
        }
        Set<String> keys = messages.stream().map(Entry::key).collect(Collectors.toSet());
        Set<String> encrypted = keys.stream().filter(key -> keys.contains(key + INSTRUCTION_FILE))
                .collect(Collectors.toUnmodifiableSet());
        return new Found(messages.stream().filter(message -> !isInstructionFile(message.key(), encrypted)).toList(),
                encrypted);
    }

    private static boolean isInstructionFile(String key, Set<String> encrypted) {
        return key.endsWith(INSTRUCTION_FILE)
                && encrypted.contains(key.substring(0, key.length() - INSTRUCTION_FILE.length()));
    }

    private boolean isMail(Entry entry, Address maildrop, String prefix) {
        String name = entry.key().substring(prefix.length());
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals(SES_NOTIFICATION)) {
            return false;
        }
        if (entry.size() == 0) {
            leaveOut(new Place(maildrop, entry.key()));
            return false;
        }
        return true;
    }

    /**
     * Excludes an empty object and logs it. Consoles and sync tools create objects of 0 octets as placeholders. Some
     * clients cannot fetch any message after one of 0 octets: fdm aborts there at each poll.
     */
    private void leaveOut(Place place) {
        if (emptyObjects.asMap().putIfAbsent(place, true) == null) {
            metrics.emptyObject();
            log.atWarn().addKeyValue("maildrop", place.maildrop()).addKeyValue("key", place.key())
                    .log("empty object is not served as a message");
        }
    }
}
