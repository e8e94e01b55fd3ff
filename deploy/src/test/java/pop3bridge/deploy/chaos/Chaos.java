package pop3bridge.deploy.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import pop3bridge.deploy.chaos.Totals.Count;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.RealStore;
import pop3bridge.store.s3.S3Config;

/** A run: replicas with one store, faults, clients and producers; finally checks the ledger. */
final class Chaos implements AutoCloseable {
    private static final int PAGE = 1000;
    private static final String LOCKS = ".pop3bridge/locks/";
    /** What the log must never say, whatever is done to a process. */
    private static final List<String> FAULTS = List.of("internal error in a session",
            "internal error at the end of a session",
            "internal error while holding a lock");

    private final Options options;
    private final Scene scene;

    /** Makes a bucket; nothing runs yet. */
    Chaos(RealStore store, Options options) throws IOException {
        this.options = options;
        String name = store.newBucket();
        ObjectStore bucket = store.bucket(name, PAGE);
        Path users = Files.write(options.folder().resolve("users"),
                Scene.maildrops(options.maildrops()).stream().map(user -> user + ":{PLAIN}" + Scene.PASSWORD).toList());
        List<Replica> replicas = new ArrayList<>();
        for (int number = 1; number <= options.replicas(); number++) {
            String replica = "replica" + number;
            Path log = Files.write(options.folder().resolve(replica + ".log"), new byte[0]);
            replicas.add(new Replica(replica, settings(store.config(), name, users, options), log));
        }
        scene = new Scene(options, bucket, replicas);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    private static Map<String, String> settings(S3Config s3, String bucket, Path users, Options options) {
        S3Config.Credentials credentials = s3.credentials().orElseThrow();
        return Map.of("POP3BRIDGE_STORE_ENDPOINT", s3.endpoint().orElseThrow().toString(),
                "POP3BRIDGE_STORE_BUCKET", bucket,
                "POP3BRIDGE_STORE_ACCESS_KEY", credentials.accessKey(),
                "POP3BRIDGE_STORE_SECRET_KEY", new String(credentials.secretKey().octets(), UTF_8),
                "POP3BRIDGE_USERS_FILE", users.toString(),
                "POP3BRIDGE_POP3_LISTEN", "127.0.0.1:0",
                "POP3BRIDGE_MANAGEMENT_LISTEN", "127.0.0.1:0",
                "POP3BRIDGE_LOCK_LEASE", options.lease().toSeconds() + "s",
                "POP3BRIDGE_LOCK_WAIT", "3s");
    }

    /**
     * Makes the run.
     *
     * @throws Violation if a promise was broken
     */
    Totals run() throws Exception {
        together(scene.replicas.stream().map(replica -> scene.start("start of " + replica, replica::start)).toList());
        List<Thread> actors = new ArrayList<>();
        for (Replica replica : scene.replicas) {
            actors.add(scene.start("havoc on " + replica, new Havoc(scene, replica)));
        }
        for (String maildrop : scene.maildrops()) {
            actors.add(scene.start("producer for " + maildrop, new Producer(scene, maildrop)));
        }
        for (int number = 1; number <= options.clients(); number++) {
            actors.add(scene.start("client" + number, new ChaosClient(scene, "client" + number)));
        }
        scene.pause(options.time());
        scene.end();
        together(actors);
        scene.ledger.note("all is well again");
        together(scene.maildrops().stream()
                .map(maildrop -> scene.start("last reader of " + maildrop, new LastReading(scene, maildrop))).toList());
        conclude();
        return scene.totals;
    }

    private void together(List<Thread> threads) throws Exception {
        for (Thread thread : threads) {
            thread.join();
        }
        scene.check();
    }

    private void conclude() throws Exception {
        for (Replica replica : scene.replicas) {
            if (!replica.terminate()) {
                throw scene.ledger.broken("", replica + " does not end in order");
            }
            scene.totals.add(Count.TAKE_OVERS_BEGUN, replica.logged("taking over the lock"));
            scene.totals.add(Count.LOST_LOCKS_LOGGED, replica.logged("lock was taken over"));
            for (String fault : FAULTS) {
                if (replica.logged(fault) > 0) {
                    throw scene.ledger.broken("", replica + " has logged: " + fault);
                }
            }
        }
        scene.totals.add(Count.REMOVALS_UNACKNOWLEDGED_BUT_DONE, scene.ledger.unacknowledged());
        scene.totals.add(Count.LOCKS_LEFT, LastReading.stored(scene.bucket, LOCKS).size());
    }

    /** Whatever has happened so far. */
    Totals totals() {
        return scene.totals;
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        scene.replicas.forEach(Replica::close);
    }
}
