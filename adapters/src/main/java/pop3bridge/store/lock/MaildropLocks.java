package pop3bridge.store.lock;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * Takes and releases the locks of maildrops. A lock is one object: whoever creates it has the maildrop, until he deletes it. Its
 * body names the session, so that a session whose answer was lost knows its own lock again. A lock whose holder died stays until
 * somebody deletes it; the log of the sessions that it keeps out names its key.
 */
public final class MaildropLocks {
    private static final Logger log = LoggerFactory.getLogger(MaildropLocks.class);

    private static final int ATTEMPTS = 4;
    private static final int BODY_LIMIT = 64 * 1024;

    private final String controlPrefix;
    private final String holder;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param controlPrefix where the bridge keeps its own objects; ends in a slash
     * @param holder names this process to people
     */
    public MaildropLocks(String controlPrefix, String holder) {
        this.controlPrefix = controlPrefix;
        this.holder = holder;
    }

    /** The prefix under which all locks are. */
    public String prefix() {
        return controlPrefix + "locks/";
    }

    /** The key of a maildrop's lock. */
    public String key(String bucket, String prefix) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest((bucket + '\0' + prefix).getBytes(StandardCharsets.UTF_8));
            return prefix() + HexFormat.of().formatHex(hash) + ".json";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Takes the lock of a maildrop in the bucket that its mail is in.
     *
     * @throws MaildropException {@code IN_USE} if another session has it; {@code TEMPORARY} or {@code PERMANENT} if the store
     *     refuses: then nothing of ours remains, as far as the store has told
     */
    public MaildropLock acquire(ObjectStore store, String bucket, String prefix, String session)
            throws MaildropException {
        String key = key(bucket, prefix);
        String token = token();
        byte[] body = new JsonObject()
                .put("v", 1)
                .put("state", "held")
                .put("maildrop", "s3://" + bucket + "/" + prefix)
                .put("token", token)
                .put("holder", holder + "/" + session)
                .put("since", Instant.now().toString())
                .encode().getBytes(StandardCharsets.UTF_8);
        try {
            return create(store, key, token, body);
        } catch (StoreException e) {
            log.atError().addKeyValue("session", session).addKeyValue("lock", key).setCause(e)
                    .log("maildrop cannot be locked");
            throw e.reason().temporary()
                    ? new MaildropException(MaildropException.Reason.TEMPORARY,
                            "maildrop cannot be locked now, try again later", e)
                    : new MaildropException(MaildropException.Reason.PERMANENT, "maildrop cannot be locked", e);
        }
    }

    private MaildropLock create(ObjectStore store, String key, String token, byte[] body)
            throws StoreException, MaildropException {
        StoreException last = new StoreException(Reason.UNAVAILABLE, "not tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return new MaildropLock(store, key, store.put(key, body, Condition.absent()));
            } catch (StoreException e) {
                if (e.reason() != Reason.PRECONDITION_FAILED && !e.reason().temporary()) {
                    throw e;
                }
                last = e;
            }
            Optional<Seen> seen = look(store, key);
            if (seen.isPresent() && seen.get().token().equals(token)) {
                return new MaildropLock(store, key, seen.get().etag());
            }
            if (seen.isPresent()) {
                log.atWarn().addKeyValue("lock", key).addKeyValue("holder", seen.get().holder())
                        .addKeyValue("since", seen.get().since())
                        .log("maildrop is in use; if its holder is gone for good, delete the lock");
                throw new MaildropException(MaildropException.Reason.IN_USE, "maildrop is locked by another session");
            }
        }
        throw last;
    }

    private record Seen(String etag, String token, String holder, String since) {}

    private static Optional<Seen> look(ObjectStore store, String key) throws StoreException {
        try (Download download = store.get(key, Range.ALL, Optional.empty())) {
            return Optional.of(seen(download.etag(), new String(download.readAll(BODY_LIMIT), StandardCharsets.UTF_8)));
        } catch (StoreException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw new StoreException(Reason.UNAVAILABLE, "lock could not be read to its end", e);
        }
    }

    private static Seen seen(String etag, String body) {
        try {
            JsonObject lock = new JsonObject(body);
            return new Seen(etag, lock.getString("token", ""), lock.getString("holder", "unknown"),
                    lock.getString("since", "unknown"));
        } catch (DecodeException | ClassCastException _) {
            return new Seen(etag, "", "unreadable", "unknown");
        }
    }

    private String token() {
        byte[] octets = new byte[16];
        random.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }
}
