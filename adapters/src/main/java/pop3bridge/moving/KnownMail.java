package pop3bridge.moving;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pop3bridge.store.names.MessageName;
import pop3bridge.store.names.UniqueIds;

/** What a maildrop has already, from its listing. Not thread-safe. */
final class KnownMail {
    private final Map<String, List<MessageName>> byHash = new HashMap<>();
    private final Map<String, Integer> uniqueIds = new HashMap<>();

    /**
     * @param names the names of the messages, without prefixes
     */
    KnownMail(List<String> names) {
        for (String name : names) {
            MessageName.parse(name).ifPresent(this::add);
            UniqueIds.kept(name).ifPresent(uniqueId -> uniqueIds.merge(uniqueId, 1, Integer::sum));
        }
    }

    /**
     * Returns the message if it is there.
     *
     * @param others the names of other messages of the source, which may have the same content
     */
    Optional<MessageName> find(MessageName message, Set<MessageName> others) {
        return byHash.getOrDefault(message.hash(), List.of()).stream()
                .filter(known -> message.isSameMessage(known) && !others.contains(known)).findFirst();
    }

    void add(MessageName message) {
        byHash.computeIfAbsent(message.hash(), _ -> new ArrayList<>(1)).add(message);
    }

    /** Returns whether the listing has a message with this unique-id that this was not asked for before. */
    boolean takes(String uniqueId) {
        Integer left = uniqueIds.get(uniqueId);
        if (left == null) {
            return false;
        }
        uniqueIds.put(uniqueId, left - 1);
        return left > 0;
    }
}
