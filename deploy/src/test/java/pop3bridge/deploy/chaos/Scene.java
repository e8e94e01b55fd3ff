package pop3bridge.deploy.chaos;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import pop3bridge.store.ObjectStore;

/** The state shared by all actors of a run. */
final class Scene {
    static final String PASSWORD = "secret";

    final Options options;
    final ObjectStore bucket;
    final List<Replica> replicas;
    final Ledger ledger = new Ledger();
    final Totals totals = new Totals();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Set<Dialogue> dialogues = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Scene(Options options, ObjectStore bucket, List<Replica> replicas) {
        this.options = options;
        this.bucket = bucket;
        this.replicas = List.copyOf(replicas);
    }

    /** The names of the users, each of whom has a maildrop. */
    static List<String> maildrops(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> "user" + number).toList();
    }

    List<String> maildrops() {
        return maildrops(options.maildrops());
    }

    static String prefix(String maildrop) {
        return "mail/" + maildrop + "/";
    }

    /** The random numbers of one actor, which nobody else draws from. */
    SplittableRandom random(String actor) {
        return new SplittableRandom(options.seed() * 31 + actor.hashCode());
    }

    static Duration between(SplittableRandom random, Duration least, Duration most) {
        return Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos() + 1));
    }

    /** An actor that goes on until the end; a fault of it ends the run. */
    Thread start(String name, Actor actor) {
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                actor.act();
            } catch (Throwable e) {
                fail(e);
            }
        });
    }

    /** What an actor does. */
    interface Actor {
        void act() throws Exception;
    }

    /** Waits until the time has passed or the end has come; returns whether it has. */
    boolean pause(Duration time) throws InterruptedException {
        return end.await(time.toNanos(), NANOSECONDS);
    }

    boolean over() {
        return end.getCount() == 0;
    }

    private void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        end();
    }

    /** Ends the run: no more pauses, and no more connections. */
    void end() {
        end.countDown();
        dialogues.forEach(Scene::close);
    }

    /** Throws what has ended the run before its time. */
    void check() throws Exception {
        Throwable cause = failure.get();
        switch (cause) {
            case null -> {
            }
            case Error e -> throw e;
            case Exception e -> throw e;
            default -> throw new IllegalStateException(cause);
        }
    }

    /** A connection that ends with the run. */
    Dialogue dial(InetSocketAddress address, Duration patience) throws IOException {
        Dialogue dialogue = new Dialogue(address, patience);
        dialogues.add(dialogue);
        if (over()) {
            dialogue.close();
        }
        return dialogue;
    }

    void hangUp(Dialogue dialogue) {
        dialogues.remove(dialogue);
        close(dialogue);
    }

    private static void close(Dialogue dialogue) {
        try {
            dialogue.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket cannot be closed", e);
        }
    }
}
