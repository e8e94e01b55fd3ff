package pop3bridge.store.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;
import pop3bridge.store.time.SystemTimeline;
import pop3bridge.store.time.Timeline;

/**
 * Tests what a store enforces, under a scratch prefix that it empties afterwards. Documentation and version numbers are
 * not enough: several stores accept a condition and ignore it. A probe can find violations, but cannot prove that there
 * are none.
 */
public final class Probe {
    /** Lets a brief disruption of the store pass. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Timeline time;
    private final ObjectStore store;
    private final ObjectStore elsewhere;
    private final ObjectStore smallPages;
    private final Scratch scratch;
    private final Map<Capability, Check> checks = new EnumMap<>(Capability.class);
    private volatile boolean stopped;

    /**
     * @param elsewhere the same bucket over other connections
     * @param smallPages the same bucket with two keys per listing page
     */
    public Probe(ObjectStore store, ObjectStore elsewhere, ObjectStore smallPages, String controlPrefix) {
        this(new SystemTimeline(), store, elsewhere, smallPages, controlPrefix);
    }

    Probe(Timeline time, ObjectStore store, ObjectStore elsewhere, ObjectStore smallPages, String controlPrefix) {
        this.time = time;
        this.store = store;
        this.elsewhere = elsewhere;
        this.smallPages = smallPages;
        this.scratch = new Scratch(store, controlPrefix, time.unique());
    }

    /**
     * Runs all checks.
     *
     * @param rounds the maximum number of rounds of each race
     * @param raceTime the maximum duration of all races together
     * @throws StoreException if the store rejects even an unconditional write, or refuses all requests
     */
    public ProbeReport run(int rounds, Duration raceTime) throws StoreException {
        ContentTrials contents = new ContentTrials(time, store, elsewhere, smallPages, scratch);
        try {
            ask(trials(contents, new ConditionTrials(store, scratch)));
            int raced = race(rounds, raceTime);
            ask(Map.of(Capability.LAST_MODIFIED, contents::lastModified));
            return new ProbeReport(List.copyOf(checks.values()), raced);
        } finally {
            scratch.clear();
        }
    }

    /** Lets {@link #run} end soon, with an exception, if it is running. */
    public void stop() {
        stopped = true;
    }

    private void requireWanted() throws StoreException {
        if (stopped) {
            throw new StoreException(Reason.UNAVAILABLE, "the test was stopped");
        }
    }

    private static Map<Capability, Trial> trials(ContentTrials contents, ConditionTrials conditions) {
        Map<Capability, Trial> trials = new EnumMap<>(Capability.class);
        trials.put(Capability.READ_BACK, contents::readBack);
        trials.put(Capability.NOT_FOUND, contents::notFound);
        trials.put(Capability.ETAGS_AGREE, contents::etagsAgree);
        trials.put(Capability.ETAGS_DIFFER, contents::etagsDiffer);
        trials.put(Capability.SEEN_BY_GET, contents::seenByGet);
        trials.put(Capability.SEEN_BY_LIST, contents::seenByList);
        trials.put(Capability.LIST_WHOLE, contents::listWhole);
        trials.put(Capability.CLOCK, contents::clock);
        trials.put(Capability.CREATE, conditions::create);
        trials.put(Capability.CREATE_REFUSED, conditions::createRefused);
        trials.put(Capability.SWAP, conditions::swap);
        trials.put(Capability.SWAP_REFUSED, conditions::swapRefused);
        trials.put(Capability.SWAP_ABSENT, conditions::swapAbsent);
        trials.put(Capability.DELETE, conditions::delete);
        trials.put(Capability.DELETE_REFUSED, conditions::deleteRefused);
        trials.put(Capability.BATCH_ETAG, conditions::batchEtag);
        trials.put(Capability.ATOMIC, conditions::atomic);
        return trials;
    }

    /** A test of one capability; returns the violation, if any. */
    private interface Trial {
        Optional<String> run() throws StoreException, IOException;
    }

    /**
     * Runs checks, each with objects of its own, at the same time; repeats those once that gave no result. A refusal of
     * all requests ends the probe, as it says nothing about the capability.
     */
    private void ask(Map<Capability, Trial> trials) throws StoreException {
        askOnce(trials);
        Map<Capability, Trial> undecided = new EnumMap<>(trials);
        undecided.keySet().removeIf(capability -> verdict(capability) != Verdict.UNKNOWN);
        if (!undecided.isEmpty()) {
            time.sleep(PAUSE);
            askOnce(undecided);
        }
    }

    private void askOnce(Map<Capability, Trial> trials) throws StoreException {
        requireWanted();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Capability, Future<Check>> asked = new EnumMap<>(Capability.class);
            trials.forEach((capability, trial) -> asked.put(capability,
                    threads.submit(() -> check(capability, trial))));
            for (Map.Entry<Capability, Future<Check>> check : asked.entrySet()) {
                checks.put(check.getKey(), check.getValue().get());
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StoreException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(Reason.UNAVAILABLE, "the test was interrupted", e);
        }
    }

    private static Check check(Capability capability, Trial trial) throws StoreException {
        try {
            return trial.run().map(found -> new Check(capability, Verdict.NO, found))
                    .orElseGet(() -> new Check(capability, Verdict.YES, ""));
        } catch (StoreException e) {
            if (e.reason().general()) {
                throw e;
            }
            return Check.failed(capability, e);
        } catch (IOException e) {
            return new Check(capability, Verdict.UNKNOWN, "GET: " + e.getMessage(), true);
        }
    }

    /** Returns the number of rounds. They end with the round in which a required check fails. */
    private int race(int rounds, Duration raceTime) throws StoreException {
        List<Race> races = races();
        long end = time.nanos() + raceTime.toNanos();
        int raced = 0;
        while (raced < rounds && (raced == 0 || time.nanos() < end) && mayShowMore(races)) {
            requireWanted();
            for (Race race : races) {
                if (!race.over() && mayShowMore(races)) {
                    race.round();
                }
            }
            raced++;
        }
        races.forEach(race -> checks.put(race.capability(), race.check()));
        return raced;
    }

    private static boolean mayShowMore(List<Race> races) {
        return races.stream().anyMatch(race -> !race.over())
                && races.stream().noneMatch(race -> race.over() && race.capability().needed());
    }

    /** Returns the races to run; skips those whose outcome is already known. */
    private List<Race> races() {
        boolean fit = checks.values().stream()
                .allMatch(check -> yes(check.capability()) || !check.capability().needed());
        boolean deletes = yes(Capability.DELETE) && yes(Capability.DELETE_REFUSED);
        List<Race> races = new ArrayList<>();
        for (Capability capability : List.of(Capability.RACE_CREATE, Capability.RACE_SWAP, Capability.RACE_DELETE)) {
            if (!fit) {
                checks.put(capability,
                        new Check(capability, Verdict.UNKNOWN, "not tested: a required check failed"));
            } else if (capability == Capability.RACE_DELETE && !deletes) {
                checks.put(capability,
                        new Check(capability, Verdict.UNKNOWN,
                                "not tested: the store does not support conditional deletion"));
            } else {
                races.add(new Race(capability, store, scratch));
            }
        }
        return races;
    }

    private boolean yes(Capability capability) {
        return verdict(capability) == Verdict.YES;
    }

    /** Returns the verdict so far. */
    private Verdict verdict(Capability capability) {
        Check check = checks.get(capability);
        return check == null ? Verdict.UNKNOWN : check.verdict();
    }
}
