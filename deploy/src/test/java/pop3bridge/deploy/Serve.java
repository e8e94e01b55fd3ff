package pop3bridge.deploy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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
    private final String management;

    /**
     * How a process is started.
     *
     * @param shell what a shell does before it becomes the process, such as {@code ulimit -n 100}; may be empty
     * @param errors where standard error goes
     */
    record Start(String shell, Redirect errors) {}

    /**
     * Starts it and waits until it is ready.
     *
     * @param settings as environment variables, the only ones but those that the launcher needs
     * @param folder where its log goes
     */
    Serve(Map<String, String> settings, Path folder) throws Exception {
        this(settings, new Start("", Redirect.to(folder.resolve("serve.log").toFile())));
    }

    /** Starts it in this way and waits until it is ready. */
    Serve(Map<String, String> settings, Start start) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", start.shell() + "\nexec bin/pop3bridge serve")
                .redirectError(start.errors());
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
        pop3 = Address.parse(value(banner, "POP3", start));
        management = value(banner, "management", start);
    }

    private static String value(List<String> banner, String name, Start start) throws IOException {
        return banner.stream().filter(line -> line.startsWith("  " + name + " ")).findFirst()
                .orElseThrow(() -> new IOException("serve does not start: " + read(start.errors())))
                .replaceAll("  " + name + " +(\\S+).*", "$1");
    }

    private static String read(Redirect errors) {
        File log = errors.file();
        try {
            return log == null ? "" : Files.readString(log.toPath());
        } catch (IOException e) {
            return e.toString();
        }
    }

    Address pop3() {
        return pop3;
    }

    /** What the management port answers. */
    HttpResponse<String> management(HttpRequest.Builder request, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.uri(URI.create(management + path)).build(), BodyHandlers.ofString());
        }
    }

    /** The value of a metric, which has no labels. */
    double metric(String name) throws Exception {
        return management(HttpRequest.newBuilder(), "/metrics").body().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst().orElseThrow();
    }

    Process process() {
        return process;
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
