package pop3bridge.store.maildrop;

import io.opentelemetry.context.Context;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.StoreException;

/**
 * Fetches the messages that a client will probably request next: while it retrieves one small message after another,
 * the next ones are fetched together. Used by one thread; other threads fetch.
 */
final class ReadAhead {
    private static final Logger log = LoggerFactory.getLogger(ReadAhead.class);

    /** The maximum number of messages that are fetched in advance, each of at most {@link StoredContent#READ_AHEAD} octets. */
    private static final int MOST = 16;

    private final MessageReader reader;
    private final List<Entry> messages;
    private final ReadAheadBudget budget;
    private final IntPredicate inMemory;
    private final Map<Integer, Fetch> fetches = new HashMap<>();
    /** Whether a message was compressed: those are not kept in memory, and the others probably are compressed too. */
    private volatile boolean inVain;
    private int last;
    private int ahead;

    /** A message that is being fetched; empty if it could not be. */
    private record Fetch(CompletableFuture<Optional<byte[]>> body, int octets) {}

    /**
     * @param inMemory tells by its number whether a message needs not be fetched
     */
    ReadAhead(MessageReader reader, List<Entry> messages, ReadAheadBudget budget, IntPredicate inMemory) {
        this.reader = reader;
        this.messages = messages;
        this.budget = budget;
        this.inMemory = inMemory;
    }

    /**
     * Returns a message if it was fetched in advance, and begins to fetch those after it if it follows the last one.
     *
     * @param number from 1
     */
    Optional<Download> take(int number) {
        boolean sequential = last > 0 && number == last + 1;
        last = number;
        Fetch fetch = fetches.remove(number);
        if (sequential && !inVain) {
            ahead = Math.min(MOST, Math.max(1, 2 * ahead));
            fetchAfter(number);
        } else {
            ahead = 0;
            close();
        }
        return fetch == null ? Optional.empty() : await(fetch).map(body -> new MessageInMemory(message(number), body));
    }

    private void fetchAfter(int number) {
        for (int next = number + 1; next <= Math.min(number + ahead, messages.size()); next++) {
            if (!fetches.containsKey(next) && !inMemory.test(next)) {
                Entry message = message(next);
                if (message.size() > StoredContent.READ_AHEAD || !budget.reserve((int) message.size())) {
                    return;
                }
                CompletableFuture<Optional<byte[]>> body = new CompletableFuture<>();
                fetches.put(next, new Fetch(body, (int) message.size()));
                Thread.ofVirtual().name("read-ahead").start(Context.current().wrap(() -> {
                    try {
                        body.complete(fetched(message));
                    } finally {
                        body.complete(Optional.empty());
                    }
                }));
            }
        }
    }

    private Optional<byte[]> fetched(Entry message) {
        try (Download download = reader.whole(message)) {
            Optional<byte[]> body = reader.decoder().small(download);
            if (body.isEmpty()) {
                inVain = true;
            }
            return body;
        } catch (StoreException | UnreadableException | IOException | RuntimeException e) {
            log.atDebug().addKeyValue("key", message.key()).setCause(e)
                    .log("message cannot be fetched in advance; it is fetched again when the client requests it");
            return Optional.empty();
        }
    }

    private Optional<byte[]> await(Fetch fetch) {
        boolean used = false;
        try {
            Optional<byte[]> body = fetch.body().get();
            used = body.isPresent();
            return body;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            budget.release(fetch.octets(), used);
        }
    }

    /** Gives up the messages that were fetched in advance. */
    void close() {
        for (Fetch fetch : fetches.values()) {
            var _ = fetch.body().thenAccept(_ -> budget.release(fetch.octets(), false));
        }
        fetches.clear();
    }

    private Entry message(int number) {
        return messages.get(number - 1);
    }
}
