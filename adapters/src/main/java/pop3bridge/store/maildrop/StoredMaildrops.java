package pop3bridge.store.maildrop;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.maildrop.Opening;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.Scope;
import pop3bridge.store.StoreException;
import pop3bridge.store.compression.Decompressor;
import pop3bridge.store.encryption.DataKeys;
import pop3bridge.store.events.Arrivals;
import pop3bridge.store.lock.MaildropLock;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Verdicts;
import pop3bridge.store.sizes.SizeCache;
import pop3bridge.store.sizes.SizeIndexes;

/**
 * Maildrops as objects under a prefix. A login locks the maildrop, then lists it. A maildrop that was empty last time
 * is listed first, and needs no lock if it is still empty.
 */
public final class StoredMaildrops implements Maildrops {
    private static final Logger log = LoggerFactory.getLogger(StoredMaildrops.class);

    /** How many empty maildrops are remembered. */
    private static final int REMEMBERED = 100_000;

    private final Sources sources;
    private final MaildropConfig config;
    private final MaildropLocks locks;
    private final Sizes.Shared sizes;
    /** When these maildrops were listed and had no message. */
    private final Cache<Address, Long> foundEmpty = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final Listing listing;
    private final Archive archive;
    private final Optional<Quarantine> quarantine;
    private final Decompressor decompressor = Decompressor.ofHeap();

    /**
     * Where the mail of a session comes from.
     *
     * @param stores the store for a session
     * @param keys decrypts the keys of messages that their writer encrypted; empty if these are unreadable
     * @param arrivals what the store's events tell; empty if every login lists the maildrop
     */
    public record Sources(Function<Scope, ObjectStore> stores, Optional<Function<Scope, DataKeys>> keys,
            Optional<Arrivals> arrivals) {
        /** Without keys and events. */
        public static Sources of(Function<Scope, ObjectStore> stores) {
            return new Sources(stores, Optional.empty(), Optional.empty());
        }
    }

    public StoredMaildrops(Sources sources, MaildropConfig config, MaildropLocks locks, MeterRegistry registry) {
        this(sources, config, locks, registry, Thread::startVirtualThread);
    }

    StoredMaildrops(Sources sources, MaildropConfig config, MaildropLocks locks, MeterRegistry registry,
            Executor background) {
        this.sources = sources;
        this.config = config;
        this.locks = locks;
        MaildropMetrics metrics = new MaildropMetrics(registry);
        this.sizes = new Sizes.Shared(config.reading(), new SizeCache(registry),
                new SizeIndexes(background, variant(config.reading().verdicts()), registry),
                ReadAheadBudget.ofHeap(metrics), metrics);
        this.listing = new Listing(metrics);
        this.archive = new Archive(config.reading().restore(), metrics);
        this.quarantine = config.reading().quarantine()
                .map(template -> new Quarantine(template, background, metrics));
    }

    @Override
    public Maildrop open(Account account, Opening opening) throws MaildropException {
        requireUsableName(account, opening.session());
        Address address = Address.of(account, config.bucket(), config.prefix());
        for (String prefix : address.prefixes()) {
            locks.requireOutside(prefix);
        }
        Scope scope = scope(account, address);
        ObjectStore store = sources.stores().apply(scope);
        Optional<Long> empty = Optional.ofNullable(foundEmpty.getIfPresent(address));
        if (empty.isPresent() && (isStillEmpty(address, empty.get()) || isEmpty(store, address, opening.session()))) {
            return new EmptyMaildrop();
        }
        MaildropLock lock = locks.acquire(store, address.bucket(), address.prefix(), opening.session());
        boolean opened = false;
        try {
            Listing.Found found = list(store, address, opening.session());
            if (found.messages().isEmpty() && !lock.hasInheritedRemovals()) {
                return new EmptyMaildrop();
            }
            MessageReader reader = new MessageReader(store, found.encrypted(), decoder(scope), archive,
                    sizes.metrics());
            Sizes its = new Sizes(reader, index(address), candidates(lock.visible(found.messages())), opening, sizes);
            int[] shown = its.shown(most());
            quarantine(store, account, address, its);
            Maildrop maildrop = new StoredMaildrop(reader, address, shown, its,
                    new StoredMaildrop.Removing(lock, kept(store, account, address), deletion(account)));
            opened = true;
            return maildrop;
        } finally {
            if (!opened) {
                lock.release();
            }
        }
    }

    /** Returns whether the store's events say that nothing has come since the maildrop was listed. */
    private boolean isStillEmpty(Address address, long listed) {
        boolean still = sources.arrivals().isPresent() && address.prefixes().stream()
                .allMatch(prefix -> sources.arrivals().get().noneSince(prefix, listed));
        if (still) {
            sizes.metrics().notListed();
        }
        return still;
    }

    private boolean isEmpty(ObjectStore store, Address address, String session) throws MaildropException {
        return list(store, address, session).messages().isEmpty();
    }

    /** Returns the messages among which are those that the client sees. */
    private List<Entry> candidates(List<Entry> messages) {
        boolean all = messages.size() <= most() || config.reading().verdicts() == Verdicts.HIDE;
        return all ? messages : List.copyOf(messages.subList(0, most()));
    }

    private int most() {
        return config.maxMessages().orElse(Integer.MAX_VALUE);
    }

    /** Returns the variant of sizes in the index: those of marked messages differ, and hidden ones have none. */
    private static String variant(Verdicts verdicts) {
        return verdicts == Verdicts.SERVE ? "" : verdicts.name();
    }

    /** Sizes from the listing are those of objects, so objects must be messages then. */
    private Decoder decoder(Scope scope) {
        return config.reading().lineEnds() == LineEnds.CRLF
                ? new Decoder(Optional.empty(), Optional.empty())
                : new Decoder(sources.keys().map(keys -> keys.apply(scope)), Optional.of(decompressor));
    }

    private SizeIndexes.Place index(Address address) {
        return new SizeIndexes.Place(address.bucket(), locks.sizeIndexKey(address.bucket(), address.prefix()));
    }

    private Scope scope(Account account, Address address) {
        Stream<String> keys = Stream.of(address.prefixes(), locks.keys(address.bucket(), address.prefix()),
                List.of(index(address).key())).flatMap(List::stream);
        return new Scope(address.bucket(),
                Stream.concat(keys, templates().map(template -> prefix(template, account, address))).toList());
    }

    private Deletion deletion(Account account) {
        Deletion all = config.deletion();
        return new Deletion(all.readOnly() || account.readOnly(), all.kept(), all.unreadable());
    }

    private void requireUsableName(Account account, String session) throws MaildropException {
        Optional<String> problem = Address.problem(account, config.prefix())
                .or(() -> templates().flatMap(template -> Address.problem(named(account), template).stream())
                        .findFirst());
        if (problem.isPresent()) {
            log.atError().addKeyValue("session", session).addKeyValue("why", problem.get())
                    .log("user name cannot be part of a maildrop's prefix");
            throw new MaildropException(MaildropException.Reason.PERMANENT, "this user name cannot have a maildrop");
        }
    }

    /** The account without a maildrop of its own. */
    private static Account named(Account account) {
        return new Account(account.name(), Optional.empty());
    }

    private Optional<KeptMail> kept(ObjectStore store, Account account, Address maildrop) {
        return config.deletion().kept()
                .map(template -> new KeptMail(store, maildrop, prefix(template, account, maildrop)));
    }

    private void quarantine(ObjectStore store, Account account, Address maildrop, Sizes messages) {
        if (quarantine.isPresent() && !deletion(account).readOnly()) {
            String prefix = prefix(quarantine.get().template(), account, maildrop);
            quarantine.get().take(new Quarantine.Route(store, maildrop, prefix), messages.hidden());
        }
    }

    /** The templates for prefixes to which messages are copied or moved. */
    private Stream<String> templates() {
        return Stream.of(config.deletion().kept(), config.reading().quarantine()).flatMap(Optional::stream);
    }

    /** It follows from the name, for accounts that have a maildrop of their own too. */
    private static String prefix(String template, Account account, Address maildrop) {
        return Address.of(named(account), maildrop.bucket(), template).prefix();
    }

    private Listing.Found list(ObjectStore store, Address address, String session) throws MaildropException {
        try {
            long begin = sources.arrivals().map(Arrivals::now).orElse(0L);
            Listing.Found found = listing.messages(store, address);
            if (found.messages().isEmpty()) {
                foundEmpty.put(address, begin);
            } else {
                foundEmpty.invalidate(address);
            }
            return found;
        } catch (StoreException e) {
            // A problem that affects all requests is logged once elsewhere.
            log.atLevel(e.reason().general() ? Level.DEBUG : Level.ERROR).addKeyValue("session", session)
                    .addKeyValue("maildrop", address).setCause(e)
                    .log("maildrop cannot be listed");
            throw e.reason().temporary()
                    ? new MaildropException(MaildropException.Reason.TEMPORARY,
                            "maildrop cannot be listed now, try again later", e)
                    : new MaildropException(MaildropException.Reason.PERMANENT, "maildrop cannot be listed", e);
        }
    }
}
