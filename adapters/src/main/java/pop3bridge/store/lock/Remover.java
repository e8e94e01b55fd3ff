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

/** Carries out removals that are decided: each with the ETag of the object that was meant, where the store looks at it. */
final class Remover {
    private static final Logger log = LoggerFactory.getLogger(Remover.class);

    /** Up to so many are deleted one by one where a batch would not look at their ETags. */
    private static final int SINGLY = 100;

    private final LockContext context;
    private final ObjectStore store;

    /** What has become of a removal. */
    enum RemovalResult {
        /** The object that was meant is not there any more. */
        GONE,
        /** The store will not remove it until somebody changes something. */
        REFUSED,
        /** It may work later. */
        AGAIN
    }

    Remover(LockContext context, ObjectStore store) {
        this.context = context;
        this.store = store;
    }

    /**
     * Tries to carry out up to 1000 removals.
     *
     * @param overdue whether somebody else may have the lock by now; asked before every request, as any of them may take long
     */
    Map<Removal, RemovalResult> remove(List<Removal> removals, BooleanSupplier overdue) {
        Map<Removal, RemovalResult> results = new HashMap<>();
        if (!context.batchEtag && context.conditionalDelete() && removals.size() <= SINGLY) {
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
            log.atWarn().addKeyValue("messages", batch.size()).setCause(e).log("batch of removals failed as a whole");
            for (Removal removal : batch) {
                results.put(removal, later(e.reason()) ? RemovalResult.AGAIN : one(removal, overdue));
            }
        }
    }

    private Target target(Removal removal) {
        return new Target(removal.key(), context.batchEtag ? Optional.of(removal.etag()) : Optional.empty());
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

    /** Returns whether the refusal says nothing about this object: what was decided must not be forgotten for it. */
    private static boolean later(Reason reason) {
        return reason.temporary() || reason == Reason.NO_BUCKET || reason == Reason.KEY;
    }

    /**
     * Returns the store says that the object has another ETag: a new one is not ours to remove, and the one that was
     * meant is gone.
     */
    private RemovalResult replaced(Removal removal) {
        try (Download download = store.get(removal.key(), Range.ALL, Optional.empty())) {
            return download.etag().equals(removal.etag()) ? RemovalResult.REFUSED : RemovalResult.GONE;
        } catch (StoreException e) {
            return e.reason() == Reason.NOT_FOUND ? RemovalResult.GONE : RemovalResult.AGAIN;
        }
    }
}
