package pop3bridge.deploy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The limit of open files of the process, which counts each connection. */
final class OpenFiles {
    private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

    /** What is open besides the connections of clients: at most 1,100 connections to the store, listeners and files. */
    static final int OTHERS = 1_500;

    private OpenFiles() {}

    /** Warns if the limit of this process is too low. */
    static void check(int connections) {
        check(connections, limit());
    }

    /**
     * Warns if a limit is too low.
     *
     * @param connections how many connections of clients the settings allow
     * @param limit the maximum number of open files; empty if the system has none
     */
    static void check(int connections, OptionalLong limit) {
        long needed = (long) connections + OTHERS;
        if (limit.isPresent() && limit.getAsLong() < needed) {
            log.atWarn().addKeyValue("limit", limit.getAsLong()).addKeyValue("needed", needed)
                    .addKeyValue("pop3.connections", connections)
                    .log("the limit of open files is too low for pop3.connections");
        }
    }

    private static OptionalLong limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }
}
