package pop3bridge.store.lock;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.sizes.SizeIndexes;
import pop3bridge.store.time.SystemTimeline;
import pop3bridge.store.time.Timeline;

/** Acquires maildrop locks for the sessions of this process. */
public final class MaildropLocks {
    private static final Logger log = LoggerFactory.getLogger(MaildropLocks.class);

    private final LockContext context;

    /**
     * @param host the name of this machine, for operators
     */
    public MaildropLocks(LockConfig config, StoreMode mode, String host, MeterRegistry registry) {
        this(new SystemTimeline(), config, mode, host, registry);
    }

    MaildropLocks(Timeline time, LockConfig config, StoreMode mode, String host, MeterRegistry registry) {
        this.context = new LockContext(time, config, mode, host, registry);
    }

    /**
     * Called when a later test finds that the store lacks a capability: it is not used from now on. A capability that
     * is found anew is not used before the next start.
     */
    public void restrict(StoreMode most) {
        if (context.restrict(most)) {
            log.atWarn().addKeyValue("conditionalDelete", most.conditionalDelete())
                    .addKeyValue("batchEtag", most.batchEtag()).addKeyValue("clock", most.clock())
                    .log("the store has lost a capability, which is not used any more; see pop3bridge check");
        }
    }

    /** Returns the key of a maildrop's lock, which is in the same bucket as the mail. */
    public static String key(String controlPrefix, String bucket, String prefix) {
        return controlPrefix + "locks/" + hash(bucket, prefix) + ".json";
    }

    private static String hash(String bucket, String prefix) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest((bucket + '\0' + prefix).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the key of a maildrop's size index, which is in the same bucket as the mail. */
    public String sizeIndexKey(String bucket, String prefix) {
        return SizeIndexes.key(context.config.controlPrefix(), hash(bucket, prefix));
    }

    /** Returns the keys that the lock of a maildrop uses in its bucket: its own, and the prefix of the removal sets. */
    public List<String> keys(String bucket, String prefix) {
        String control = context.config.controlPrefix();
        return List.of(key(control, bucket, prefix), LockObject.setsPrefix(control));
    }

    /** Returns the address of a maildrop in its lock. */
    static String address(String bucket, String prefix) {
        return "s3://" + bucket + "/" + prefix;
    }

    /**
     * Requires that no object with this prefix is one of ours.
     *
     * @throws MaildropException {@code PERMANENT} if it may be
     */
    public void requireOutside(String prefix) throws MaildropException {
        if (prefix.startsWith(context.config.controlPrefix())) {
            throw new MaildropException(MaildropException.Reason.PERMANENT, "this maildrop is reserved for locks");
        }
    }

    /**
     * Acquires the lock of a maildrop.
     *
     * @throws MaildropException {@code IN_USE} if another session holds it for longer than a login may wait;
     * {@code TEMPORARY} if the store does not respond; {@code PERMANENT} if an operator must fix the store or the lock,
     * or if the prefix is that of the locks
     */
    public MaildropLock acquire(ObjectStore store, String bucket, String prefix, String session)
            throws MaildropException {
        requireOutside(prefix);
        LockObject object = new LockObject(store, context.config.controlPrefix(),
                key(context.config.controlPrefix(), bucket, prefix), address(bucket, prefix));
        Lease lease = new Acquisition(context, object, session).run();
        LockHolder holder = new LockHolder(context, object, lease, new Remover(context, store), session);
        MaildropLock lock = new MaildropLock(lease, holder, context.config.durable());
        context.holderStarts(holder);
        holder.start();
        return lock;
    }

    /**
     * Called when the process stops: releases the locks of ended sessions at once, with their outstanding removals
     * still listed.
     *
     * @return whether all locks were released in time
     */
    public boolean stop(Duration time) {
        return context.stop(time);
    }
}
