package pop3bridge.deploy.chaos;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One replica: {@code serve}, started by the launcher, in one process after another. Only one thread may send signals.
 */
final class Replica implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("  POP3 +(\\S+):(\\d+)");
    private static final int PATIENCE_SECONDS = 60;

    private final String name;
    private final Map<String, String> settings;
    private final Path log;
    private final Signals signals = new Signals();
    /** A permit for each QUIT that clients have sent. */
    private final Semaphore quits = new Semaphore(0);
    private volatile @Nullable Process process;
    private volatile Optional<InetSocketAddress> address = Optional.empty();

    /**
     * @param settings as environment variables, the only ones but those that the launcher needs
     */
    Replica(String name, Map<String, String> settings, Path log) throws IOException {
        this.name = name;
        this.settings = settings;
        this.log = log;
    }

    /** Starts a process and waits until it is ready. */
    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of("bin", "pop3bridge").toString(), "serve")
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", System.getProperty("java.home"),
                "JAVA_OPTS", "-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
        builder.environment().putAll(settings);
        Process started = builder.start();
        process = started;
        Optional<InetSocketAddress> found = Optional.empty();
        BufferedReader out = started.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.matches()) {
                found = Optional.of(new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2))));
            }
            if (line.startsWith("  mode ")) {
                address = found;
                return;
            }
        }
        throw new IOException(name + " does not start, see " + log);
    }

    /** Where it serves, if it has been started and not ended since; it may be stopped. */
    Optional<InetSocketAddress> address() {
        return address;
    }

    private Process process() {
        return Optional.ofNullable(process).orElseThrow();
    }

    /** SIGKILL. */
    void kill() throws IOException, InterruptedException {
        address = Optional.empty();
        signals.send("KILL", process().pid());
        process().waitFor();
    }

    /** SIGTERM; returns whether it has ended in order. */
    boolean terminate() throws IOException, InterruptedException {
        address = Optional.empty();
        process().destroy();
        if (!process().waitFor(PATIENCE_SECONDS, SECONDS)) {
            kill();
            return false;
        }
        return process().exitValue() == 0;
    }

    /** SIGSTOP. */
    void stop() throws IOException {
        signals.send("STOP", process().pid());
    }

    /** SIGCONT. */
    void goOn() throws IOException {
        signals.send("CONT", process().pid());
    }

    /** By clients: QUIT is on its way. */
    void quitSent() {
        quits.release();
    }

    /** Waits for the next QUIT, but not longer than this. */
    void awaitQuit(Duration time) throws InterruptedException {
        quits.drainPermits();
        boolean _ = quits.tryAcquire(time.toMillis(), MILLISECONDS);
    }

    /** How many lines of the log have this in them. */
    long logged(String text) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    @Override
    public void close() {
        signals.close();
        Process last = process;
        if (last != null) {
            last.destroyForcibly();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
