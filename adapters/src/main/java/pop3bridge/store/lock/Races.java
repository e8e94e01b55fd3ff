package pop3bridge.store.lock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.ProbeReport.Question;

/**
 * Lets several clients write one object at once, each on a connection of its own. The ends of their bodies are held back until all heads
 * are out: a store that checks first and writes later shows itself only then.
 */
final class Races {
    private static final int RUNNERS = 8;

    /** Larger than what a client or a server gathers before it sends or looks. */
    private static final int BODY = 40_000;
    private static final long PATIENCE_MILLIS = 300;

    private final ObjectStore store;
    private final String scratch;

    Races(ObjectStore store, String scratch) {
        this.store = store;
        this.scratch = scratch;
    }

    /** How one runner fared. */
    private enum Result {
        REPLACED,
        DELETED,
        REFUSED,
        NO_ANSWER
    }

    /**
     * One round; returns whether the store has let one writer win and has told all others so. A deletion after a deletion is told that
     * the object is gone, and counts as well.
     */
    boolean oneWinner(Question race, int round) throws StoreException {
        String key = scratch + "races/" + race.name() + round;
        CyclicBarrier together = new CyclicBarrier(RUNNERS);
        String first = race == Question.RACE_CREATE ? "" : store.put(key, body(RUNNERS), Condition.absent());
        try (ExecutorService runners = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Result>> running = new ArrayList<>();
            for (int i = 0; i < RUNNERS; i++) {
                int runner = i;
                running.add(runners.submit(() -> run(race, key, first, runner, together)));
            }
            List<Result> results = new ArrayList<>();
            for (Future<Result> result : running) {
                results.add(result.get());
            }
            return fair(key, results);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException cause
                    ? cause
                    : new StoreException(Reason.UNAVAILABLE, "race failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Reason.UNAVAILABLE, "race was interrupted", e);
        } finally {
            store.delete(key, Condition.always());
        }
    }

    private Result run(Question race, String key, String first, int runner, CyclicBarrier together)
            throws StoreException {
        try {
            if (race == Question.RACE_DELETE && runner % 2 == 0) {
                meet(together);
                store.delete(key, Condition.matches(first));
                return Result.DELETED;
            }
            Condition condition = race == Question.RACE_CREATE ? Condition.absent() : Condition.matches(first);
            store.putHeld(key, body(runner), condition, () -> meet(together));
            return Result.REPLACED;
        } catch (StoreException e) {
            if (e.reason() == Reason.DENIED) {
                throw e;
            }
            return e.reason() == Reason.PRECONDITION_FAILED || e.reason() == Reason.NOT_FOUND
                    || e.reason() == Reason.CONFLICT
                            ? Result.REFUSED
                            : Result.NO_ANSWER;
        }
    }

    private boolean fair(String key, List<Result> results) throws StoreException {
        long replaced = results.stream().filter(Result.REPLACED::equals).count();
        long deleted = results.stream().filter(Result.DELETED::equals).count();
        if (replaced > 1 || (replaced == 1 && deleted > 0)) {
            return false;
        }
        if (replaced + deleted == 0) {
            if (results.contains(Result.NO_ANSWER)) {
                throw new StoreException(Reason.UNAVAILABLE, "nobody was told that he has won");
            }
            return false;
        }
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            return replaced == 1 && Arrays.equals(download.readAll(2 * BODY), body(results.indexOf(Result.REPLACED)));
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
            return deleted > 0;
        } catch (IOException e) {
            throw new StoreException(Reason.UNAVAILABLE, "race's outcome could not be read", e);
        }
    }

    /** A runner whose request was refused before its body was asked for never comes; the others go on without it. */
    private static void meet(CyclicBarrier together) {
        try {
            together.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (BrokenBarrierException | TimeoutException _) {
            // they have met as well as they could
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] body(int runner) {
        byte[] body = new byte[BODY];
        Arrays.fill(body, (byte) ('a' + runner));
        return body;
    }
}
