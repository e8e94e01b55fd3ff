package pop3bridge.store.lock;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStore.Refusal;
import pop3bridge.store.ObjectStore.Target;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** Executes committed removals, each on condition of the object's ETag if the store supports this. */
final class Remover {
    private static final Logger log = LoggerFactory.getLogger(Remover.class);

    /** Up to this number, messages are deleted one by one if a batch would not check their ETags. */
    private static final int SINGLY = 100;

    private final LockContext context;
    private final ObjectStore store;

    /** The outcome of a deletion. */
    enum RemovalResult {
        /** The object no longer exists. */
        GONE,
        /** The store refuses to delete it until an operator intervenes. */
        REFUSED,
        /** A later attempt may succeed. */
        AGAIN
    }

    Remover(LockContext context, ObjectStore store) {
        this.context = context;
        this.store = store;
    }

    /**
     * Tries to execute up to 1000 removals.
     *
     * @param overdue whether another session may hold the lock by now; checked before every request, as each may take
     * long
     */
    Map<Removal, RemovalResult> remove(List<Removal> removals, BooleanSupplier overdue) {
        Map<Removal, RemovalResult> results = new HashMap<>();
        if (!context.batchEtag() && context.conditionalDelete() && removals.size() <= SINGLY) {
            removals.forEach(removal -> results.put(removal, one(removal, overdue)));
        } else if (!removals.isEmpty()) {
            batch(removals, results, overdue);
        }
        return results;
    }

    private void batch(List<Removal> batch, Map<Removal, RemovalResult> results, BooleanSupplier overdue) {
        try {
            Map<String, Reason> refused = new HashMap<>();
            for (Refusal refusal : store.deleteBatch(batch.stream().map(this::target).toList())) {
                refused.put(refusal.key(), refusal.reason());
            }
            for (Removal removal : batch) {
                Reason reason = refused.get(removal.key());
                results.put(removal, reason == null ? RemovalResult.GONE : result(removal, reason));
            }
        } catch (StoreException e) {
            log.atWarn().addKeyValue("messages", batch.size()).setCause(e).log("batch delete failed");
            for (Removal removal : batch) {
                results.put(removal, later(e.reason()) ? RemovalResult.AGAIN : one(removal, overdue));
            }
        }
    }

    private Target target(Removal removal) {
        return new Target(removal.key(), context.batchEtag() ? Optional.of(removal.etag()) : Optional.empty());
    }

    private RemovalResult one(Removal removal, BooleanSupplier overdue) {
        if (overdue.getAsBoolean()) {
            return RemovalResult.AGAIN;
        }
        try {
            store.delete(removal.key(),
                    context.conditionalDelete() ? Condition.matches(removal.etag()) : Condition.always());
            return RemovalResult.GONE;
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_IMPLEMENTED && context.conditionalDelete()) {
                context.withoutConditionalDelete();
                return RemovalResult.AGAIN;
            }
            return result(removal, e.reason());
        }
    }

    private RemovalResult result(Removal removal, Reason reason) {
        if (reason == Reason.NOT_FOUND) {
            return RemovalResult.GONE;
        }
        if (reason == Reason.PRECONDITION_FAILED) {
            return replaced(removal);
        }
        return later(reason) ? RemovalResult.AGAIN : RemovalResult.REFUSED;
    }

    /** Returns whether the refusal says nothing about this object, so that the committed removal must be kept. */
    private static boolean later(Reason reason) {
        return reason.temporary() || reason == Reason.NO_BUCKET || reason == Reason.KEY;
    }

    /**
     * Handles an object that has another ETag: the intended object no longer exists, and its replacement must not be
     * deleted.
     */
    private RemovalResult replaced(Removal removal) {
        try (Download download = store.get(removal.key(), Range.ALL, Optional.empty())) {
            return download.etag().equals(removal.etag()) ? RemovalResult.REFUSED : RemovalResult.GONE;
        } catch (StoreException e) {
            return e.reason() == Reason.NOT_FOUND ? RemovalResult.GONE : RemovalResult.AGAIN;
        }
    }
}
