package pop3bridge.store.probe;

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
import java.util.stream.IntStream;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;

/**
 * Makes several clients write one object concurrently, each on its own connection, in several rounds. Each client holds
 * back the end of its body until all have sent their request headers: only this exposes a store that checks conditions
 * first and writes later. A round in which a client got no response is undecided.
 */
final class Race {
    private static final int RUNNERS = 8;

    /** Larger than the buffers that clients and servers fill before they send or process data. */
    private static final int BODY = 40_000;
    /** Long enough to open connections on a busy machine, the only cause of delay. */
    private static final long PATIENCE_MILLIS = 2000;

    private final Capability capability;
    private final ObjectStore store;
    private final Scratch scratch;
    private int decided;
    private int undecided;
    private String unanswered = "not tested: a required check failed";
    private Optional<Check> end = Optional.empty();

    /** The result of one runner. */
    private enum Result {
        WON,
        REFUSED,
        TOLD_TO_REPEAT,
        NO_ANSWER
    }

    Race(Capability capability, ObjectStore store, Scratch scratch) {
        this.capability = capability;
        this.store = store;
        this.scratch = scratch;
    }

    Capability capability() {
        return capability;
    }

    /** Returns whether further rounds could not change the verdict. */
    boolean over() {
        return end.isPresent();
    }

    /** Returns the verdict of the rounds so far. */
    Check check() {
        return end.orElseGet(() -> decided == 0
                ? new Check(capability, Verdict.UNKNOWN, unanswered, undecided > 0)
                : new Check(capability, Verdict.YES, undecided == 0
                        ? ""
                        : "%d of %d rounds undecided: %s".formatted(undecided, decided + undecided, unanswered)));
    }

    /** Runs one more round. */
    void round() {
        String key = scratch.newKey();
        try {
            String first = creating() ? "" : store.put(key, body(RUNNERS), Condition.absent());
            Optional<String> found = judge(key, results(key, first));
            decided++;
            end = found.map(text -> new Check(capability, Verdict.NO, text + " in round " + (decided + undecided)));
            scratch.remove(key);
        } catch (StoreException e) {
            if (!e.reason().temporary() || e.reason().general()) {
                end = Optional.of(Check.failed(capability, e));
            }
            undecided++;
            unanswered = String.valueOf(e.getMessage());
        }
    }

    private boolean creating() {
        return capability == Capability.RACE_CREATE;
    }

    /** Returns whether this runner deletes: in a deletion race, every other runner does. */
    private boolean deletes(int runner) {
        return capability == Capability.RACE_DELETE && runner % 2 == 0;
    }

    /** Returns the result of each runner, in order. */
    private List<Result> results(String key, String first) throws StoreException {
        CyclicBarrier together = new CyclicBarrier(RUNNERS);
        try (ExecutorService runners = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Result>> running = IntStream.range(0, RUNNERS)
                    .mapToObj(runner -> runners.submit(() -> run(key, first, runner, together))).toList();
            List<Result> results = new ArrayList<>();
            for (Future<Result> result : running) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException cause
                    ? cause
                    : new StoreException(Reason.UNAVAILABLE, "race failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Reason.UNAVAILABLE, "race was interrupted", e);
        }
    }

    private Result run(String key, String first, int runner, CyclicBarrier together) throws StoreException {
        try {
            if (deletes(runner)) {
                meet(together);
                store.delete(key, Condition.matches(first));
            } else {
                store.putHeld(key, body(runner), creating() ? Condition.absent() : Condition.matches(first),
                        () -> meet(together));
            }
            return Result.WON;
        } catch (StoreException e) {
            return switch (e.reason()) {
                case PRECONDITION_FAILED, NOT_FOUND -> Result.REFUSED;
                case CONFLICT -> Result.TOLD_TO_REPEAT;
                case THROTTLED, UNAVAILABLE -> Result.NO_ANSWER;
                case NO_BUCKET, DENIED, CREDENTIALS, CLOCK, REGION, KEY, CUSTOMER_KEY, ARCHIVED, NOT_IMPLEMENTED,
                        REJECTED ->
                    throw e;
            };
        }
    }

    /**
     * Returns the violation in this round, if any. Several deletions may succeed, since deleting an object that does
     * not exist succeeds.
     */
    private Optional<String> judge(String key, List<Result> results) throws StoreException {
        List<Integer> winners = IntStream.range(0, RUNNERS).filter(i -> results.get(i) == Result.WON).boxed().toList();
        List<Integer> writers = winners.stream().filter(winner -> !deletes(winner)).toList();
        boolean deleted = writers.size() < winners.size();
        if (deleted && !writers.isEmpty()) {
            return Optional.of("both a deletion and a replacement won");
        }
        if (writers.size() > 1 && capability != Capability.RACE_DELETE) {
            return Optional.of(writers.size() + " of " + RUNNERS + " won");
        }
        if (results.contains(Result.NO_ANSWER) || (winners.isEmpty() && results.contains(Result.TOLD_TO_REPEAT))) {
            throw new StoreException(Reason.UNAVAILABLE, results.stream().filter(Result.NO_ANSWER::equals).count()
                    + " of " + RUNNERS + " got no response");
        }
        if (winners.isEmpty()) {
            return Optional.of("no writer has won");
        }
        return Finding.unless(deleted ? gone(key) : holdsOneOf(writers, key), "the winner's change is not visible");
    }

    private boolean gone(String key) throws StoreException {
        return Finding.unlessFails(() -> scratch.etag(key), Reason.NOT_FOUND).isEmpty();
    }

    private boolean holdsOneOf(List<Integer> writers, String key) throws StoreException {
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            byte[] body = download.readAll(2 * BODY);
            return writers.stream().anyMatch(writer -> Arrays.equals(body, body(writer)));
        } catch (IOException e) {
            throw new StoreException(Reason.UNAVAILABLE, "the object could not be read after the race", e);
        }
    }

    /**
     * Waits for the other runners, but not forever: a runner whose request fails before its body is needed never
     * arrives.
     */
    private static void meet(CyclicBarrier together) {
        try {
            together.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (BrokenBarrierException | TimeoutException _) {
            // continue with the runners that have arrived
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
