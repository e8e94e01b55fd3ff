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
 * @param maildrop the address of the maildrop that it locks
 * @param token names the session that wrote it, and no other session ever
 * @param nonce new in every write, so that every version has an ETag of its own
 * @param leaseMillis for how long, after it was written, the lock keeps others out
 * @param holder names the session to people: host/instance/session
 * @param since when the session took the lock, for people
 * @param removals what is decided to be removed, whoever carries it out
 * @param sets the names of objects that hold more of these
 */
record LockRecord(State state, String maildrop, String token, String nonce, long leaseMillis, String holder,
        String since,
        List<Removal> removals, List<String> sets) {
    /** A lock keeps others out for its lease and this: ages are told in whole seconds, twice rounded. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final int VERSION = 1;
    private static final long LONGEST_LEASE = Duration.ofDays(1).toMillis();

    /** What the lock says about its maildrop. */
    enum State {
        /** A session has it. */
        HELD,
        /** A session has it and is removing messages. */
        COMMITTING,
        /** Nobody has it; whoever takes it finishes the removals. */
        FREE
    }

    /** What is in the lock object is not ours to understand; the text says why. */
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

    /** Reads a lock; members that it does not know are ignored. */
    static LockRecord decode(byte[] body) throws ForeignException {
        try {
            JsonObject json = new JsonObject(new String(body, StandardCharsets.UTF_8));
            int version = json.getInteger("v", 0);
            if (version != VERSION) {
                throw new ForeignException("it has version " + version + ", this program knows " + VERSION);
            }
            long leaseMillis = json.getLong("leaseMillis");
            if (leaseMillis < 1 || leaseMillis > LONGEST_LEASE) {
                throw new ForeignException("its lease is out of range");
            }
            List<String> sets = new ArrayList<>();
            json.getJsonArray("sets", new JsonArray()).forEach(set -> sets.add((String) set));
            return new LockRecord(State.valueOf(text(json, "state").toUpperCase(Locale.ROOT)), text(json, "maildrop"),
                    text(json, "token"), text(json, "nonce"), leaseMillis, text(json, "holder"),
                    text(json, "since"), removals(json.getJsonArray("removals", new JsonArray())), List.copyOf(sets));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException
                | DateTimeException e) {
            throw new ForeignException("it is no lock: " + e.getMessage());
        }
    }

    /** Returns the body of a set of removals that is an object of its own. */
    static byte[] encodeSet(List<Removal> removals) {
        return new JsonObject().put("v", VERSION).put("removals", json(removals)).encode()
                .getBytes(StandardCharsets.UTF_8);
    }

    static List<Removal> decodeSet(byte[] body) throws ForeignException {
        try {
            return removals(new JsonObject(new String(body, StandardCharsets.UTF_8)).getJsonArray("removals"));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException
                | DateTimeException e) {
            throw new ForeignException("it is no set of removals: " + e.getMessage());
        }
    }

    static String text(JsonObject json, String member) {
        String text = json.getString(member);
        if (text == null) {
            throw new IllegalArgumentException("no " + member);
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
