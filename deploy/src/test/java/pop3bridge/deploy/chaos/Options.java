package pop3bridge.deploy.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The options of a run.
 *
 * @param seed what the actors do follows from it; what comes of it does not, because processes and their timing are
 * real
 * @param time how long processes are killed and stopped
 * @param lease the replicas' setting {@code lock.lease}
 * @param folder where the replicas' logs go; it is there
 */
record Options(long seed, Duration time, int replicas, int maildrops, int clients, Duration lease, Path folder) {}
