package pop3bridge.store.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import pop3bridge.store.time.Timeline;

/** A list of removals in progress, executed in batches and in several passes. Used only by the holder's thread. */
final class RemovalJob {
    private static final int BATCH = 1000;
    private static final int PASSES = 7;

    private final Progress progress;
    private List<Removal> pass;
    private List<Removal> nextPass = new ArrayList<>();
    private int position;
    private int passes = 1;
    private Duration pause = Duration.ofMillis(500);
    private long dueAt = Long.MIN_VALUE;

    RemovalJob(List<Removal> removals, Progress progress) {
        this.pass = removals;
        this.progress = progress;
    }

    Progress progress() {
        return progress;
    }

    long dueAt() {
        return dueAt;
    }

    void postpone(long nanos) {
        dueAt = nanos;
    }

    /** Returns the next batch. */
    List<Removal> next() {
        int end = Math.min(position + BATCH, pass.size());
        List<Removal> batch = pass.subList(position, end);
        position = end;
        return batch;
    }

    /** Schedules a deletion for the next pass. */
    void again(Removal removal) {
        nextPass.add(removal);
    }

    /** Returns the removals that are not done. */
    List<Removal> rest() {
        List<Removal> rest = new ArrayList<>(pass.subList(position, pass.size()));
        rest.addAll(nextPass);
        return rest;
    }

    /** Returns whether there is more to do. Delays the next pass to give the store time. */
    boolean goesOn(Timeline time) {
        if (position < pass.size()) {
            return true;
        }
        if (nextPass.isEmpty() || passes == PASSES) {
            return false;
        }
        passes++;
        pass = nextPass;
        nextPass = new ArrayList<>();
        position = 0;
        dueAt = time.nanos() + time.jittered(pause).toNanos();
        pause = pause.multipliedBy(2);
        return true;
    }
}
