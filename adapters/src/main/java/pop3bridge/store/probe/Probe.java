package pop3bridge.store.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
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
        this.scratch = new Scratch(store, controlPrefix + "probe/" + time.unique() + "/");
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
            askContents(contents);
            askConditions(new ConditionTrials(store, scratch));
            int raced = race(rounds, raceTime);
            ask(Capability.LAST_MODIFIED, contents::lastModified);
            return new ProbeReport(List.copyOf(checks.values()), raced);
        } finally {
            scratch.clear();
        }
    }

    private void askContents(ContentTrials trials) throws StoreException {
        ask(Capability.READ_BACK, trials::readBack);
        ask(Capability.NOT_FOUND, trials::notFound);
        ask(Capability.ETAGS_AGREE, trials::etagsAgree);
        ask(Capability.ETAGS_DIFFER, trials::etagsDiffer);
        ask(Capability.SEEN_BY_GET, trials::seenByGet);
        ask(Capability.SEEN_BY_LIST, trials::seenByList);
        ask(Capability.LIST_WHOLE, trials::listWhole);
        ask(Capability.CLOCK, trials::clock);
    }

    private void askConditions(ConditionTrials trials) throws StoreException {
        ask(Capability.CREATE, trials::create);
        ask(Capability.CREATE_REFUSED, trials::createRefused);
        ask(Capability.SWAP, trials::swap);
        ask(Capability.SWAP_REFUSED, trials::swapRefused);
        ask(Capability.SWAP_ABSENT, trials::swapAbsent);
        ask(Capability.DELETE, trials::delete);
        ask(Capability.DELETE_REFUSED, trials::deleteRefused);
        ask(Capability.BATCH_ETAG, trials::batchEtag);
    }

    /** A test of one capability; returns the violation, if any. */
    private interface Trial {
        Optional<String> run() throws StoreException, IOException;
    }

    /**
     * Runs one check; repeats it once if it gave no result. A refusal of all requests ends the probe, as it says
     * nothing about the capability.
     */
    private void ask(Capability capability, Trial trial) throws StoreException {
        Check check = check(capability, trial);
        if (check.verdict() == Verdict.UNKNOWN) {
            time.sleep(PAUSE);
            check = check(capability, trial);
        }
        checks.put(capability, check);
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
    private int race(int rounds, Duration raceTime) {
        List<Race> races = races();
        long end = time.nanos() + raceTime.toNanos();
        int raced = 0;
        while (raced < rounds && (raced == 0 || time.nanos() < end) && mayShowMore(races)) {
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
        Check check = checks.get(capability);
        return check != null && check.verdict() == Verdict.YES;
    }
}
