package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.FaultyStore;
import pop3bridge.store.FaultyStore.Operation;
import pop3bridge.store.MemoryStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Restore;
import pop3bridge.store.StoreException;
import pop3bridge.store.encryption.DataKeys;
import pop3bridge.store.events.Arrivals;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.maildrop.MaildropConfig.Verdicts;
import pop3bridge.store.maildrop.StoredMaildrops.Sources;
import pop3bridge.store.probe.StoreMode;

/** Maildrops in two buckets in memory; the first, {@code mail}, has fault injection. */
final class World {
    static final String PREFIX = "mail/anna/";
    static final Account ANNA = new Account("anna", Optional.empty());

    private static final String CONTROL = ".pop3bridge/";
    private static final int PAGE = 7;

    final AtomicReference<Instant> clock = new AtomicReference<>(Instant.EPOCH);
    final MemoryStore memory;
    final MemoryStore other;
    final FaultyStore store;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final MaildropLocks locks;
    final StoredMaildrops maildrops;
    private final StoreMode mode;

    World() {
        this(LineEnds.DETECT);
    }

    World(LineEnds lineEnds) {
        this(lineEnds, PAGE, new StoreMode(true, true, true));
    }

    /**
     * @param page how many keys a page of a listing has
     */
    World(LineEnds lineEnds, int page, StoreMode mode) {
        this.mode = mode;
        memory = new MemoryStore(clock::get, page);
        other = new MemoryStore(clock::get, page);
        store = new FaultyStore(memory);
        locks = locks();
        maildrops = maildrops(lineEnds, locks);
    }

    private MaildropLocks locks() {
        return new MaildropLocks(new LockConfig(CONTROL, Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10),
                LockConfig.INLINE_REMOVALS, true), mode, "test", registry);
    }

    private StoredMaildrops maildrops(LineEnds lineEnds, MaildropLocks itsLocks) {
        return new StoredMaildrops(
                Sources.of(scope -> Objects.requireNonNull(Map.of("mail", store, "other", other).get(scope.bucket()))),
                new MaildropConfig("mail", "mail/{user}/", Reading.of(lineEnds), Deletion.PLAIN, Optional.empty()),
                itsLocks,
                registry,
                Runnable::run);
    }

    /** Maildrops whose clients may delete what is compressed or encrypted. */
    StoredMaildrops unreadableMayGo() {
        return new StoredMaildrops(Sources.of(_ -> store),
                new MaildropConfig("mail", "mail/{user}/", Reading.of(LineEnds.DETECT),
                        new Deletion(false, Optional.empty(), true), Optional.empty()),
                locks, registry);
    }

    /** Maildrops whose removed messages are kept below {@code kept/}. */
    StoredMaildrops keepingMaildrops() {
        return new StoredMaildrops(
                Sources.of(scope -> Objects.requireNonNull(Map.of("mail", store, "other", other).get(scope.bucket()))),
                new MaildropConfig("mail", "mail/{user}/", Reading.of(LineEnds.DETECT),
                        new Deletion(false, Optional.of("kept/{user}/"), false), Optional.empty()),
                locks,
                registry);
    }

    /** Maildrops of which a session sees only so many messages. */
    StoredMaildrops showingAtMost(int messages) {
        return new StoredMaildrops(Sources.of(_ -> store),
                new MaildropConfig("mail", "mail/{user}/", Reading.of(LineEnds.DETECT), Deletion.PLAIN,
                        Optional.of(messages)),
                locks, registry);
    }

    /** Maildrops whose encrypted messages are decrypted with these keys. */
    StoredMaildrops decrypting(DataKeys keys) {
        return new StoredMaildrops(new Sources(_ -> store, Optional.of(_ -> keys), Optional.empty()),
                new MaildropConfig("mail", "mail/{user}/", Reading.of(LineEnds.DETECT), Deletion.PLAIN,
                        Optional.empty()),
                locks(), registry, Runnable::run);
    }

    /** Maildrops whose store tells of new mail. */
    StoredMaildrops told(Arrivals arrivals) {
        return new StoredMaildrops(new Sources(_ -> store, Optional.empty(), Optional.of(arrivals)),
                new MaildropConfig("mail", "mail/{user}/", Reading.of(LineEnds.DETECT), Deletion.PLAIN,
                        Optional.empty()),
                locks(), registry, Runnable::run);
    }

    /** Maildrops of another process, whose messages SES may have found something in. */
    StoredMaildrops judged(Verdicts verdicts, Optional<Integer> messages) {
        return judged(new Reading(LineEnds.DETECT, verdicts, Optional.empty(), Optional.empty()), messages,
                Runnable::run);
    }

    /** Maildrops whose hidden messages are moved. */
    StoredMaildrops quarantined() {
        return quarantined(Runnable::run);
    }

    /** Maildrops whose hidden messages this moves. */
    StoredMaildrops quarantined(Executor background) {
        return judged(new Reading(LineEnds.DETECT, Verdicts.HIDE, Optional.of("bad/{user}/"), Optional.empty()),
                Optional.empty(), background);
    }

    private StoredMaildrops judged(Reading reading, Optional<Integer> messages, Executor background) {
        return new StoredMaildrops(Sources.of(_ -> store),
                new MaildropConfig("mail", "mail/{user}/", reading,
                        Deletion.PLAIN, messages),
                locks(), registry, background);
    }

    /** Maildrops whose archived messages are restored. */
    StoredMaildrops restoring(Restore how) {
        return new StoredMaildrops(Sources.of(_ -> store),
                new MaildropConfig("mail", "mail/{user}/",
                        new Reading(LineEnds.DETECT, Verdicts.SERVE, Optional.empty(), Optional.of(how)),
                        Deletion.PLAIN,
                        Optional.empty()),
                locks(), registry, Runnable::run);
    }

    /** Maildrops in another store. */
    StoredMaildrops over(ObjectStore another) {
        return new StoredMaildrops(Sources.of(_ -> another),
                new MaildropConfig("mail", "mail/{user}/", Reading.of(LineEnds.DETECT), Deletion.PLAIN,
                        Optional.empty()),
                locks,
                registry);
    }

    /** Anna's maildrop as another process opens it. */
    Maildrop openElsewhere() throws MaildropException {
        return maildrops(LineEnds.DETECT, locks()).open(ANNA, Opening.of("elsewhere", Form.AS_STORED));
    }

    /** The key of anna's size index. */
    String indexKey() {
        return locks.sizeIndexKey("mail", PREFIX);
    }

    /** The key of anna's lock. */
    static String lockKey() {
        return MaildropLocks.key(CONTROL, "mail", PREFIX);
    }

    Maildrop open() throws MaildropException {
        return maildrops.open(ANNA, Opening.of("session", Form.AS_STORED));
    }

    /** Puts a message under a name into anna's maildrop, one second after the last one. */
    void deliver(String name, String text) throws StoreException {
        clock.updateAndGet(now -> now.plusSeconds(1));
        memory.put(PREFIX + name, text.getBytes(ISO_8859_1), Condition.always());
    }

    /** Puts so many messages of 7 octets, on the wire 8, into anna's maildrop. */
    void deliver(int count) throws StoreException {
        for (int i = 0; i < count; i++) {
            deliver("m" + i, "%06d\n".formatted(i));
        }
    }

    /** The keys in the first bucket but those of locks. */
    List<String> mail() {
        return memory.contents().keySet().stream().filter(key -> !key.startsWith(CONTROL)).toList();
    }

    /** How many messages have been asked for, or parts of them. */
    int reads() {
        return store.requests(Operation.GET, PREFIX);
    }

    double count(String meter, String... tags) {
        return registry.get(meter).tags(tags).counter().count();
    }

    /** The numbers of the first messages. */
    static List<Integer> numbers(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    static String read(Content content) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] buffer = new byte[1000];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            octets.write(buffer, 0, read);
        }
        return octets.toString(ISO_8859_1);
    }
}
