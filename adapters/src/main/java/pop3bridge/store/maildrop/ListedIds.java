package pop3bridge.store.maildrop;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.Entry;
import pop3bridge.store.names.UniqueIds;

/**
 * The unique-ids of the messages in a listing. A message whose kept unique-id another one has too gets its hash instead:
 * names and hashes win over kept unique-ids, the first prefix over others, and the first message over later ones. Not
 * thread-safe.
 */
final class ListedIds {
    private final Address address;
    private final List<Entry> messages;
    private @Nullable BitSet refused;

    ListedIds(Address address, List<Entry> messages) {
        this.address = address;
        this.messages = messages;
    }

    /**
     * @param index from 0
     */
    String of(int index) {
        String key = messages.get(index).key();
        Optional<String> kept = address.keptUniqueId(key);
        if (kept.isEmpty()) {
            return address.ownUniqueId(key);
        }
        if (refused == null) {
            refused = findRefused();
        }
        return refused.get(index) ? address.ownUniqueId(key) : kept.get();
    }

    /** Returns the messages whose kept unique-ids belong to others. */
    private BitSet findRefused() {
        boolean hashesMatter = messages.stream().map(message -> address.keptUniqueId(message.key()))
                .anyMatch(kept -> kept.filter(UniqueIds::isLikeHashed).isPresent());
        Set<String> taken = new HashSet<>();
        for (Entry message : messages) {
            if (hashesMatter || address.keptUniqueId(message.key()).isEmpty()) {
                taken.add(address.ownUniqueId(message.key()));
            }
        }
        BitSet found = new BitSet();
        for (boolean first : new boolean[]{true, false}) {
            IntStream.range(0, messages.size()).filter(i -> address.isUnderFirst(messages.get(i).key()) == first)
                    .filter(i -> address.keptUniqueId(messages.get(i).key()).filter(kept -> !taken.add(kept))
                            .isPresent())
                    .forEach(found::set);
        }
        return found;
    }
}
