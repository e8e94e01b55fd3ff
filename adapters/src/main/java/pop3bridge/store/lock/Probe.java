package pop3bridge.store.lock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStore.Refusal;
import pop3bridge.store.ObjectStore.Target;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.lock.ProbeReport.Check;
import pop3bridge.store.lock.ProbeReport.Question;
import pop3bridge.store.lock.ProbeReport.Verdict;

/**
 * Asks a store what it enforces, by trying it under a scratch prefix that is empty again afterwards. Documentation and version numbers
 * do not tell: several stores take a condition and ignore it. A probe refutes, it does not prove.
 */
public final class Probe {
    private static final Duration TRUE_AGE = Duration.ofSeconds(2);
    private static final int PAGED = 5;

    private final ObjectStore store;
    private final ObjectStore elsewhere;
    private final ObjectStore smallPages;
    private final Races races;
    private final String scratch;
    private final Map<Question, Check> checks = new EnumMap<>(Question.class);

    /** One question's trial: returns whether the answer is yes. */
    private interface Trial {
        boolean run() throws StoreException, IOException;
    }

    /**
     * @param elsewhere the same bucket over other connections
     * @param smallPages the same bucket with two keys to a page of a listing
     */
    public Probe(ObjectStore store, ObjectStore elsewhere, ObjectStore smallPages, String controlPrefix) {
        this.store = store;
        this.elsewhere = elsewhere;
        this.smallPages = smallPages;
        this.scratch = controlPrefix + "probe/" + UUID.randomUUID() + "/";
        this.races = new Races(store, scratch);
    }

    /**
     * Asks everything.
     *
     * @param rounds how many rounds each race has at most
     * @param raceTime how long all races together last at most
     * @throws StoreException if the store cannot be asked at all
     */
    public ProbeReport run(int rounds, Duration raceTime) throws StoreException {
        store.put(scratch + "first", body("first"), Condition.absent());
        try {
            ask(Question.CREATE, () -> true);
            askConditions();
            askContents();
            askVisibility();
            int raced = race(rounds, raceTime);
            return new ProbeReport(List.copyOf(checks.values()), raced);
        } finally {
            clear();
        }
    }

    private void ask(Question question, Trial trial) {
        Verdict verdict;
        String detail = "";
        try {
            verdict = trial.run() ? Verdict.YES : Verdict.NO;
        } catch (StoreException e) {
            verdict = e.reason() == Reason.NOT_IMPLEMENTED || e.reason() == Reason.REJECTED
                    ? Verdict.NO
                    : Verdict.UNKNOWN;
            detail = String.valueOf(e.getMessage());
        } catch (IOException e) {
            verdict = Verdict.UNKNOWN;
            detail = String.valueOf(e.getMessage());
        }
        checks.put(question, new Check(question, verdict, detail));
    }

    private void askConditions() {
        ask(Question.CREATE_REFUSED, () -> refused(Reason.PRECONDITION_FAILED,
                () -> store.put(scratch + "first", body("again"), Condition.absent())) && holds("first", "first"));
        ask(Question.SWAP, () -> {
            store.put(scratch + "first", body("next"), Condition.matches(etag("first")));
            return holds("first", "next");
        });
        ask(Question.SWAP_REFUSED, () -> {
            String old = etag("first");
            store.put(scratch + "first", body("newer"), Condition.always());
            return refused(Reason.PRECONDITION_FAILED,
                    () -> store.put(scratch + "first", body("late"), Condition.matches(old)))
                    && holds("first", "newer");
        });
        ask(Question.SWAP_ABSENT, () -> {
            String gone = etag("first");
            store.delete(scratch + "first", Condition.always());
            boolean refused = refused(Reason.NOT_FOUND,
                    () -> store.put(scratch + "first", body("late"), Condition.matches(gone)))
                    || refused(Reason.PRECONDITION_FAILED,
                            () -> store.put(scratch + "first", body("late"), Condition.matches(gone)));
            return refused && absent("first");
        });
        ask(Question.DELETE_REFUSED, () -> {
            String old = store.put(scratch + "deleted", body("one"), Condition.always());
            store.put(scratch + "deleted", body("two"), Condition.always());
            return refused(Reason.PRECONDITION_FAILED, () -> store.delete(scratch + "deleted", Condition.matches(old)))
                    && holds("deleted", "two");
        });
        ask(Question.DELETE, () -> {
            String etag = store.put(scratch + "deleted", body("three"), Condition.always());
            store.delete(scratch + "deleted", Condition.matches(etag));
            return absent("deleted");
        });
        ask(Question.BATCH_ETAG, () -> {
            String old = store.put(scratch + "batch", body("one"), Condition.always());
            String etag = store.put(scratch + "batch", body("two"), Condition.always());
            List<Refusal> refusals = store.deleteBatch(List.of(new Target(scratch + "batch", Optional.of(old))));
            boolean kept = refusals.size() == 1 && refusals.getFirst().reason() == Reason.PRECONDITION_FAILED
                    && !absent("batch");
            return kept && store.deleteBatch(List.of(new Target(scratch + "batch", Optional.of(etag)))).isEmpty()
                    && absent("batch");
        });
    }

    private void askContents() {
        ask(Question.READ_BACK, () -> {
            store.put(scratch + "read", body("octets"), Condition.always());
            return holds("read", "octets");
        });
        ask(Question.ETAGS_AGREE, () -> {
            String put = store.put(scratch + "etag", body("etag"), Condition.always());
            return put.equals(etag("etag")) && entry(store, "etag").map(Entry::etag).filter(put::equals).isPresent();
        });
        ask(Question.ETAGS_DIFFER, () -> {
            String one = store.put(scratch + "etag", body("aaaa"), Condition.always());
            return !one.equals(store.put(scratch + "etag", body("bbbb"), Condition.always()));
        });
        ask(Question.NOT_FOUND, () -> absent("nothing"));
        ask(Question.CLOCK, () -> {
            store.put(scratch + "clock", body("old"), Condition.always());
            Optional<Duration> age = age("clock");
            return age.isPresent() && age.get().abs().compareTo(TRUE_AGE) <= 0;
        });
    }

    private void askVisibility() {
        ask(Question.SEEN_AT_ONCE, () -> {
            for (int i = 0; i < PAGED; i++) {
                String name = "seen" + i;
                String etag = store.put(scratch + name, body(name), Condition.always());
                try (Download download = elsewhere.get(scratch + name, Range.ALL, Optional.empty())) {
                    if (!download.etag().equals(etag)) {
                        return false;
                    }
                }
                if (entry(elsewhere, name).isEmpty()) {
                    return false;
                }
                if (i % 2 == 0) {
                    store.delete(scratch + name, Condition.always());
                } else {
                    store.deleteBatch(List.of(Target.of(scratch + name)));
                }
                if (entry(elsewhere, name).isPresent()
                        || !refused(Reason.NOT_FOUND,
                                () -> elsewhere.get(scratch + name, Range.ALL, Optional.empty()).close())) {
                    return false;
                }
            }
            return true;
        });
        ask(Question.LIST_WHOLE, () -> {
            List<String> names = IntStream.range(0, PAGED).mapToObj(i -> scratch + "pages/" + i).toList();
            for (String name : names) {
                store.put(name, body(name), Condition.always());
            }
            return keys(smallPages, scratch + "pages/").equals(names);
        });
    }

    private int race(int rounds, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        int[] raced = {0};
        Map<Question, Boolean> clean = new EnumMap<>(Question.class);
        for (int round = 0; round < rounds && (round == 0 || System.nanoTime() < end); round++) {
            int n = round;
            for (Question race : List.of(Question.RACE_CREATE, Question.RACE_SWAP, Question.RACE_DELETE)) {
                if (clean.getOrDefault(race, true) && (race != Question.RACE_DELETE || yes(Question.DELETE))) {
                    ask(race, () -> races.oneWinner(race, n));
                    clean.put(race, yes(race));
                }
            }
            raced[0]++;
        }
        return raced[0];
    }

    private boolean yes(Question question) {
        Check check = checks.get(question);
        return check != null && check.verdict() == Verdict.YES;
    }

    private interface Request {
        void run() throws StoreException;
    }

    private static boolean refused(Reason expected, Request request) throws StoreException {
        try {
            request.run();
            return false;
        } catch (StoreException e) {
            if (e.reason() != expected && (e.reason() == Reason.DENIED || e.reason().temporary())) {
                throw e;
            }
            return e.reason() == expected;
        }
    }

    private boolean holds(String name, String text) throws StoreException, IOException {
        try (Download download = store.get(scratch + name, Range.ALL, Optional.empty())) {
            return Arrays.equals(download.readAll(10_000), body(text));
        }
    }

    private String etag(String name) throws StoreException {
        try (Download download = store.get(scratch + name, Range.ALL, Optional.empty())) {
            return download.etag();
        }
    }

    private Optional<Duration> age(String name) throws StoreException {
        try (Download download = store.get(scratch + name, Range.ALL, Optional.empty())) {
            return download.age();
        }
    }

    private boolean absent(String name) throws StoreException {
        return refused(Reason.NOT_FOUND, () -> store.get(scratch + name, Range.ALL, Optional.empty()).close());
    }

    private Optional<Entry> entry(ObjectStore where, String name) throws StoreException {
        return where.list(scratch + name, Optional.empty()).entries().stream()
                .filter(entry -> entry.key().equals(scratch + name)).findFirst();
    }

    private static List<String> keys(ObjectStore where, String prefix) throws StoreException {
        List<String> keys = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            ObjectStore.Page page = where.list(prefix, next);
            page.entries().forEach(entry -> keys.add(entry.key()));
            next = page.next();
        } while (next.isPresent());
        return keys.stream().sorted().toList();
    }

    private static byte[] body(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void clear() throws StoreException {
        for (String prefix : List.of(scratch, scratch + "pages/", scratch + "races/")) {
            for (String key : keys(store, prefix)) {
                store.delete(key, Condition.always());
            }
        }
    }
}
