package pop3bridge.deploy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import pop3bridge.config.Address;

/** {@code serve}, started by the launcher in a separate process. */
final class Serve {
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Address pop3;

    /**
     * Starts it and waits until it is ready.
     *
     * @param settings as environment variables, the only ones but those that the launcher needs
     * @param folder where its log goes
     */
    Serve(Map<String, String> settings, Path folder) throws Exception {
        Path log = folder.resolve("serve.log");
        ProcessBuilder builder = new ProcessBuilder(Path.of("bin", "pop3bridge").toString(), "serve")
                .redirectError(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", System.getProperty("java.home")));
        builder.environment().putAll(settings);
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        List<String> banner = new ArrayList<>();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            banner.add(line);
            if (line.startsWith("  mode ")) {
                break;
            }
        }
        pop3 = Address.parse(banner.stream().filter(line -> line.startsWith("  POP3 ")).findFirst()
                .orElseThrow(() -> new IOException("serve does not start: " + read(log)))
                .replaceAll("  POP3 +(\\S+).*", "$1"));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    Address pop3() {
        return pop3;
    }

    /**
     * Sends it a signal.
     *
     * @param signal its name without SIG
     */
    void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + process.pid()).start();
        assertEquals(0, kill.waitFor());
    }

    /** Tells it to stop, and fails if it does not end in order. */
    void stop() throws InterruptedException {
        process.toHandle().destroy();
        assertTrue(process.waitFor(PATIENCE_SECONDS, SECONDS), "serve does not stop");
        assertEquals(0, process.exitValue());
    }
}
