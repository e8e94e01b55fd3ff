package pop3bridge.store.maildrop;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.MaildropContract;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.RealStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.MaildropConfig.LineEnds;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.probe.StoreMode;

/** Maildrops in a new bucket of a real store. */
abstract class RealMaildrops implements MaildropContract {
    /** So small that many messages are listed in several ranges at a time. */
    private static final int PAGE = 4;

    private final ObjectStore bucket;
    private final Maildrops maildrops;
    private int delivered;

    /**
     * @param mode what the store enforces
     */
    RealMaildrops(RealStore store, StoreMode mode) {
        String name = store.newBucket();
        bucket = store.bucket(name, PAGE);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        LockConfig locks = new LockConfig(".pop3bridge/", Duration.ofSeconds(90), Duration.ZERO, Duration.ofMinutes(10),
                LockConfig.INLINE_REMOVALS, true);
        maildrops = new StoredMaildrops(StoredMaildrops.Sources.of(_ -> bucket),
                new MaildropConfig(name, "mail/{user}/", Reading.of(LineEnds.DETECT), Deletion.PLAIN, Optional.empty()),
                new MaildropLocks(locks, mode, "test", registry), registry);
    }

    @Override
    public Maildrops maildrops() {
        return maildrops;
    }

    @Override
    public Account account() {
        return World.ANNA;
    }

    /** The store's clock counts seconds: within one, names decide. */
    @Override
    public void deliver(List<byte[]> messages) throws StoreException {
        for (byte[] message : messages) {
            bucket.put(World.PREFIX + "%03d- é".formatted(delivered++), message, Condition.always());
        }
    }
}
