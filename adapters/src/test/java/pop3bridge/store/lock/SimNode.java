package pop3bridge.store.lock;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.lock.SimStore.Weather;
import pop3bridge.store.probe.StoreMode;

/** A simulated server process with its locks; a restart replaces all of it but the mode that it found its store to have. */
final class SimNode {
    private final SimWorld world;
    private final SimBucket bucket;
    private final Weather weather;
    private final StoreMode mode;
    private SimWorld.Program process = new SimWorld.Program();
    private SimTimeline time;
    private ObjectStore store;
    private MaildropLocks locks;
    private long quietSince;

    SimNode(SimWorld world, SimBucket bucket, Weather weather, StoreMode mode) {
        this.world = world;
        this.bucket = bucket;
        this.weather = weather;
        this.mode = mode;
        this.time = new SimTimeline(world, process);
        this.store = new SimStore(world, process, bucket, weather, mode);
        this.locks = newLocks();
    }

    private MaildropLocks newLocks() {
        Duration wait = Duration.ofSeconds(world.random.nextBoolean() ? 60 : world.random.nextInt(12));
        return new MaildropLocks(time,
                new LockConfig(LockSimulation.CONTROL, LockSimulation.LEASE, wait, Duration.ofMinutes(10),
                        world.random.nextInt(6), true),
                mode, "host", new CompositeMeterRegistry());
    }

    void restart() {
        process.crash();
        process = new SimWorld.Program();
        time = new SimTimeline(world, process);
        store = new SimStore(world, process, bucket, weather, mode);
        locks = newLocks();
    }

    SimWorld.Program process() {
        return process;
    }

    SimTimeline time() {
        return time;
    }

    ObjectStore store() {
        return store;
    }

    MaildropLocks locks() {
        return locks;
    }

    StoreMode mode() {
        return mode;
    }

    /** When its last pause ends, in nanoseconds of the simulated world. */
    long quietSince() {
        return quietSince;
    }

    void quietSince(long nanos) {
        quietSince = Math.max(quietSince, nanos);
    }
}
