package pop3bridge.maildrop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import pop3bridge.accounts.Account;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.message.Form;
import pop3bridge.message.Octets;
import pop3bridge.message.WireSize;

/**
 * Maildrops in memory, one for each account's address or name, with fault injection. Thread-safe. A maildrop that is
 * used after its end, or closed twice, fails the session with an {@link IllegalStateException}.
 */
public final class MemoryMaildrops implements Maildrops {
    /** The operations that can be made to fail or to wait. */
    public enum Step {
        OPEN,
        USE,
        SIZES,
        OPEN_MESSAGE,
        READ,
        REMOVE
    }

    /** Runs before a step, on the session's thread; what it throws, the step throws. */
    public interface Action {
        void run() throws MaildropException;
    }

    private record Stored(String uniqueId, byte[] octets) {}

    private record Sized(String uniqueId, Form form) {}

    private static final class Place {
        private final Map<String, byte[]> messages = new LinkedHashMap<>();
        private final Map<Sized, Long> sizes = new HashMap<>();
        private boolean locked;
    }

    private final Map<String, Place> places = new HashMap<>();
    private final Map<Step, Action> actions = new EnumMap<>(Step.class);
    private final Map<String, Integer> brokenAfter = new HashMap<>();
    private final Set<String> kept = new HashSet<>();
    private BooleanSupplier clientGone = () -> false;
    private final Set<String> notRemovable = new HashSet<>();
    private final AtomicLong octetsRead = new AtomicLong();
    private final AtomicInteger sizesAsked = new AtomicInteger();
    private final AtomicInteger openContents = new AtomicInteger();

    /** Adds a message after those that are there. */
    public synchronized void deliver(String maildrop, String uniqueId, byte[] octets) {
        if (place(maildrop).messages.putIfAbsent(uniqueId, octets.clone()) != null) {
            throw new IllegalArgumentException("there is a message " + uniqueId);
        }
    }

    /** The unique-ids of the messages that are there, in order of arrival. */
    public synchronized List<String> uniqueIds(String maildrop) {
        return List.copyOf(place(maildrop).messages.keySet());
    }

    /** From now on this message may not be marked for removal. */
    public synchronized void notRemovable(String uniqueId) {
        notRemovable.add(uniqueId);
    }

    /** Whether the client of the session that has opened a maildrop last is gone. */
    public synchronized boolean lastClientGone() {
        return clientGone.getAsBoolean();
    }

    /** Whether a session has the lock. */
    public synchronized boolean locked(String maildrop) {
        return place(maildrop).locked;
    }

    /** How many octets of messages have been read by all sessions. */
    public long octetsRead() {
        return octetsRead.get();
    }

    /** How many messages' sizes have been asked for by all sessions. */
    public int sizesAsked() {
        return sizesAsked.get();
    }

    /** How many messages are open for reading now. */
    public int openContents() {
        return openContents.get();
    }

    /** Lets this run before each such step from now on, instead of what was ordered before. */
    public synchronized void before(Step step, Action action) {
        actions.put(step, action);
    }

    /** An action that fails. */
    public static Action failing(Reason reason) {
        return () -> {
            throw new MaildropException(reason, "ordered by a test");
        };
    }

    /** Lets the reading of a message fail after so many octets. */
    public synchronized void breakAfter(String uniqueId, int octets) {
        brokenAfter.put(uniqueId, octets);
    }

    /** Lets a message be kept by {@link Maildrop#remove}, for good. */
    public synchronized void keep(String uniqueId) {
        kept.add(uniqueId);
    }

    @Override
    public Maildrop open(Account account, Opening opening) throws MaildropException {
        act(Step.OPEN);
        synchronized (this) {
            Place place = place(account.maildrop().stream().findFirst().orElse(account.name()));
            if (place.locked) {
                throw new MaildropException(Reason.IN_USE, "maildrop is locked by another session");
            }
            place.locked = true;
            clientGone = opening.clientGone();
            return new Opened(place, opening.form());
        }
    }

    private synchronized Place place(String maildrop) {
        return places.computeIfAbsent(maildrop, _ -> new Place());
    }

    private void act(Step step) throws MaildropException {
        Action action;
        synchronized (this) {
            action = actions.getOrDefault(step, () -> {});
        }
        action.run();
    }

    private final class Opened implements Maildrop {
        private final Place place;
        private final List<Stored> messages;
        private final Form form;
        private boolean closed;

        private Opened(Place place, Form form) {
            this.place = place;
            this.form = form;
            this.messages = place.messages.entrySet().stream()
                    .map(message -> new Stored(message.getKey(), message.getValue())).toList();
        }

        @Override
        public void use() throws MaildropException {
            act(Step.USE);
        }

        @Override
        public int count() {
            return messages.size();
        }

        @Override
        public String uniqueId(int number) {
            return message(number).uniqueId();
        }

        @Override
        public long[] sizes(List<Integer> numbers) throws MaildropException {
            act(Step.SIZES);
            sizesAsked.addAndGet(numbers.size());
            synchronized (MemoryMaildrops.this) {
                return numbers.stream().map(this::message)
                        .mapToLong(message -> place.sizes.computeIfAbsent(new Sized(message.uniqueId(), form),
                                _ -> size(message)))
                        .toArray();
            }
        }

        @Override
        public Content open(int number) throws MaildropException {
            act(Step.OPEN_MESSAGE);
            openContents.incrementAndGet();
            return new Reading(place, message(number), form);
        }

        @Override
        public Content openBeginning(int number) throws MaildropException {
            return open(number);
        }

        @Override
        public void checkRemovable(int number) throws MaildropException {
            if (notRemovable.contains(uniqueId(number))) {
                throw new MaildropException(Reason.PERMANENT, "message was encrypted by its writer");
            }
        }

        @Override
        public void remove(Collection<Integer> numbers) throws MaildropException {
            act(Step.REMOVE);
            synchronized (MemoryMaildrops.this) {
                List<String> asked = numbers.stream().map(this::uniqueId).toList();
                List<String> removed = asked.stream().filter(uniqueId -> !kept.contains(uniqueId)).toList();
                removed.forEach(place.messages::remove);
                if (removed.size() < asked.size()) {
                    throw new MaildropException(Reason.PERMANENT,
                            asked.size() - removed.size() + " of " + asked.size() + " messages not deleted");
                }
            }
        }

        @Override
        public void close() {
            synchronized (MemoryMaildrops.this) {
                requireOpen();
                closed = true;
                place.locked = false;
            }
        }

        private long size(Stored message) {
            ByteArrayInputStream octets = new ByteArrayInputStream(message.octets());
            try {
                return WireSize.of(form.of(octets::read));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Stored message(int number) {
            requireOpen();
            return messages.get(number - 1);
        }

        private void requireOpen() {
            if (closed) {
                throw new IllegalStateException("the maildrop has been closed");
            }
        }
    }

    private final class Reading implements Content {
        private final Place place;
        private final Stored message;
        private int position;
        private boolean closed;

        private final Sized sized;
        private final Octets octets;

        private Reading(Place place, Stored message, Form form) {
            this.place = place;
            this.message = message;
            this.sized = new Sized(message.uniqueId(), form);
            this.octets = form.of(this::stored);
        }

        @Override
        public OptionalLong size() {
            synchronized (MemoryMaildrops.this) {
                Long known = place.sizes.get(sized);
                return known == null ? OptionalLong.empty() : OptionalLong.of(known);
            }
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            return octets.read(buffer);
        }

        private int stored(byte[] buffer) throws IOException {
            try {
                act(Step.READ);
            } catch (MaildropException e) {
                throw new IOException(e);
            }
            int end;
            synchronized (MemoryMaildrops.this) {
                end = brokenAfter.getOrDefault(message.uniqueId(), message.octets().length);
                if (position == end && brokenAfter.containsKey(message.uniqueId())) {
                    throw new IOException("ordered by a test");
                }
            }
            int count = Math.min(buffer.length, end - position);
            System.arraycopy(message.octets(), position, buffer, 0, count);
            position += count;
            octetsRead.addAndGet(count);
            return count == 0 ? -1 : count;
        }

        @Override
        public void measured(long size) {
            synchronized (MemoryMaildrops.this) {
                place.sizes.put(sized, size);
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openContents.decrementAndGet();
            }
        }
    }
}
