package pop3bridge.deploy.chaos;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import pop3bridge.deploy.chaos.Totals.Count;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** After the faults: a session that reads a whole maildrop and removes nothing, compared with the bucket. */
final class LastReading implements Scene.Actor {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Beyond the lease: what a waiting login takes, on a machine with much to do. */
    private static final Duration SLACK = Duration.ofSeconds(15);
    private static final Duration REMOVALS = Duration.ofSeconds(20);
    private static final int LOOK_MILLIS = 100;

    private final Scene scene;
    private final String maildrop;
    private final long begin = System.nanoTime();

    LastReading(Scene scene, String maildrop) {
        this.scene = scene;
        this.maildrop = maildrop;
    }

    @Override
    public void act() throws Exception {
        // In an empty maildrop nobody would look at a lock that is left over.
        Producer.deliver(scene, new Letter(maildrop, maildrop + "-last", 1, true));
        Set<String> shown = read();
        long removalsBegin = System.nanoTime();
        Set<String> stored = stored(scene.bucket, Scene.prefix(maildrop));
        while (!stored.equals(shown) && System.nanoTime() - removalsBegin < REMOVALS.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            stored = stored(scene.bucket, Scene.prefix(maildrop));
        }
        scene.ledger.end(maildrop, shown, stored);
        scene.totals.add(Count.MESSAGES_LEFT, stored.size());
    }

    private Set<String> read() throws IOException {
        for (int attempt = 0;; attempt++) {
            InetSocketAddress address = scene.replicas.get(attempt % scene.replicas.size()).address().orElseThrow();
            try (Dialogue dialogue = new Dialogue(address, PATIENCE)) {
                ClientSession session = ClientSession.open(scene, dialogue, maildrop, "the last reader", false);
                scene.totals.lastLogin(Duration.ofNanos(System.nanoTime() - begin));
                session.list();
                for (int number = 1; number <= session.uids().size(); number++) {
                    session.read(number);
                }
                session.quit(Set.of());
                return Set.copyOf(session.uids());
            } catch (ClientSession.RefusedException e) {
                if (System.nanoTime() - begin > scene.options.lease().plus(SLACK).toNanos()) {
                    throw scene.ledger.broken(maildrop, "cannot be had when all is well again: " + e.getMessage());
                }
            }
        }
    }

    /** The names of the objects under a prefix; SeaweedFS lists the prefix itself too, for a while. */
    static Set<String> stored(ObjectStore bucket, String prefix) throws StoreException {
        Set<String> names = new HashSet<>();
        Optional<String> next = Optional.empty();
        do {
            ObjectStore.Page page = bucket.list(prefix, next);
            page.entries().stream().map(Entry::key).map(key -> key.substring(prefix.length()))
                    .filter(name -> !name.isEmpty()).forEach(names::add);
            next = page.next();
        } while (next.isPresent());
        return names;
    }
}
