package pop3bridge.lmtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Maildrops in memory: every local part is a user, but for those who are unknown. Thread-safe. */
public final class MemoryDeliveries implements Deliveries {
    /** Local parts that nobody has. */
    public final Set<String> unknown = new HashSet<>(Set.of("nobody"));
    /** Local parts that cannot be looked up. */
    public final Set<String> unavailable = new HashSet<>(Set.of("someday"));
    /** What the store answers; may block. */
    public volatile Supplier<Outcome> store = () -> Outcome.STORED;

    private final Map<String, List<String>> mail = new HashMap<>();

    /** The messages of a user: sender, recipient and content. */
    public synchronized List<String> of(String user) {
        return List.copyOf(mail.getOrDefault(user, List.of()));
    }

    @Override
    public Recipient recipient(MailPath address) {
        if (unknown.contains(address.local())) {
            return new Recipient.Unknown();
        }
        return unavailable.contains(address.local())
                ? new Recipient.Unavailable()
                : new Recipient.Found(new InMemory(address.local()));
    }

    private synchronized void add(String user, Mail message) {
        mail.computeIfAbsent(user, _ -> new ArrayList<>()).add(message.sender() + ">" + message.recipient() + ":"
                + new String(message.content(), StandardCharsets.ISO_8859_1));
    }

    private final class InMemory implements Mailbox {
        private final String user;

        private InMemory(String user) {
            this.user = user;
        }

        @Override
        public String user() {
            return user;
        }

        @Override
        public Outcome store(Mail message) {
            Outcome outcome = store.get();
            if (outcome == Outcome.STORED) {
                add(user, message);
            }
            return outcome;
        }
    }
}
