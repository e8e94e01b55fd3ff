package pop3bridge.store.lock;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The body of a lock object.
 *
 * @param maildrop the address of the locked maildrop
 * @param token the globally unique identifier of the session that wrote it
 * @param nonce a new value in every write, which gives every version a unique ETag
 * @param leaseMillis how long the lock excludes other sessions after it was written, in milliseconds
 * @param holder the session's name for operators: host/instance/session
 * @param since the time when the session acquired the lock, for operators
 * @param removals the committed removals stored in the lock
 * @param sets the names of the removal sets, objects with more committed removals
 */
record LockRecord(State state, String maildrop, String token, String nonce, long leaseMillis, String holder,
        String since,
        List<Removal> removals, List<String> sets) {
    /** A lock excludes other sessions for its lease plus this time: ages are in whole seconds and rounded twice. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final int VERSION = 1;
    private static final long LONGEST_LEASE = Duration.ofDays(1).toMillis();

    /** The state of the maildrop. */
    enum State {
        /** A session holds it. */
        HELD,
        /** A session holds it and is removing messages. */
        COMMITTING,
        /** No session holds it. The next one completes the pending deletions. */
        FREE
    }

    /** The lock object cannot be interpreted; the text gives the reason. */
    static final class ForeignException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String why;

        ForeignException(String message) {
            super(message);
            this.why = message;
        }

        String why() {
            return why;
        }
    }

    byte[] encode() {
        return new JsonObject()
                .put("v", VERSION)
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("maildrop", maildrop)
                .put("token", token)
                .put("nonce", nonce)
                .put("leaseMillis", leaseMillis)
                .put("holder", holder)
                .put("since", since)
                .put("removals", json(removals))
                .put("sets", new JsonArray(sets))
                .encode().getBytes(StandardCharsets.UTF_8);
    }

    /** Parses a lock. Ignores unknown members. */
    static LockRecord decode(byte[] body) throws ForeignException {
        try {
            JsonObject json = new JsonObject(new String(body, StandardCharsets.UTF_8));
            int version = json.getInteger("v", 0);
            if (version != VERSION) {
                throw new ForeignException("version " + version + "; this program supports version " + VERSION);
            }
            long leaseMillis = json.getLong("leaseMillis");
            if (leaseMillis < 1 || leaseMillis > LONGEST_LEASE) {
                throw new ForeignException("lease out of range");
            }
            List<String> sets = new ArrayList<>();
            json.getJsonArray("sets", new JsonArray()).forEach(set -> sets.add((String) set));
            return new LockRecord(State.valueOf(text(json, "state").toUpperCase(Locale.ROOT)), text(json, "maildrop"),
                    text(json, "token"), text(json, "nonce"), leaseMillis, text(json, "holder"),
                    text(json, "since"), removals(json.getJsonArray("removals", new JsonArray())), List.copyOf(sets));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException
                | DateTimeException e) {
            throw new ForeignException("cannot be parsed: " + e.getMessage());
        }
    }

    /** Returns the body of a deletion set. */
    static byte[] encodeSet(List<Removal> removals) {
        return new JsonObject().put("v", VERSION).put("removals", json(removals)).encode()
                .getBytes(StandardCharsets.UTF_8);
    }

    static List<Removal> decodeSet(byte[] body) throws ForeignException {
        try {
            return removals(new JsonObject(new String(body, StandardCharsets.UTF_8)).getJsonArray("removals"));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException
                | DateTimeException e) {
            throw new ForeignException("deletion set cannot be parsed: " + e.getMessage());
        }
    }

    static String text(JsonObject json, String member) {
        String text = json.getString(member);
        if (text == null) {
            throw new IllegalArgumentException("missing " + member);
        }
        return text;
    }

    private static JsonArray json(List<Removal> removals) {
        JsonArray array = new JsonArray();
        removals.forEach(removal -> array.add(removal.json()));
        return array;
    }

    private static List<Removal> removals(JsonArray array) {
        List<Removal> removals = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            removals.add(Removal.of(array.getJsonObject(i)));
        }
        return List.copyOf(removals);
    }
}
