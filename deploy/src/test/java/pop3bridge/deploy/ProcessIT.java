package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.Address;

/** The launcher with the packaged jars, in a separate process with a minimal environment. */
@Timeout(120)
class ProcessIT {
    private static final String FREE_PORTS = "pop3: {listen: '127.0.0.1:0'}\nmanagement: {listen: '127.0.0.1:0'}\n";

    @TempDir
    Path folder;

    private Path temporary = Path.of("");

    @BeforeEach
    void temporaryFolder() throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of("bin", "pop3bridge").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        return builder.start();
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("errors"));
    }

    @Test
    void theDemoServesMailUntilItIsToldToStop() throws Exception {
        Process demo = start("demo", "--port", "0", "--tls-port", "0", "--management-port", "0");
        try (BufferedReader out = demo.inputReader()) {
            List<String> banner = new ArrayList<>();
            for (String line = out.readLine(); line != null && !line.equals("Stop: Ctrl-C"); line = out.readLine()) {
                banner.add(line);
            }
            String address = banner.stream().filter(line -> line.startsWith("  POP3 ")).findFirst()
                    .orElseThrow(() -> new AssertionError(banner.toString())).replaceAll("  POP3 +(\\S+).*", "$1");
            try (Pop3Client client = new Pop3Client(Address.parse(address))) {
                assertEquals("+OK 10 messages", client.login("demo", "demo"));
                assertEquals(10, client.lines("LIST").size());
                assertTrue(count(temporary) > 0);
                demo.toHandle().destroy();
                client.rest();
            }
            assertEquals(0, demo.waitFor(), this::errorsOfTest);
            assertEquals(0, count(temporary));
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void aSecondDemoOnAFolderSaysSo() throws Exception {
        Path data = folder.resolve("data");
        String[] arguments = {"demo", "--port", "0", "--tls-port", "0", "--management-port", "0", "--data",
                data.toString()};
        Process demo = start(arguments);
        try (BufferedReader out = demo.inputReader()) {
            assertTrue(out.readLine().contains("demo is ready"), this::errorsOfTest);
            Process second = start(arguments);
            assertEquals(2, second.waitFor());
            assertTrue(errors().contains("pop3bridge: --data: " + data + " is used by another demo"), errors());
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void aDemoWhosePortIsTakenNamesTheOptionForAnother() throws Exception {
        for (String option : List.of("--port", "--tls-port", "--management-port")) {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                List<String> arguments = new ArrayList<>(List.of("demo"));
                for (String each : List.of("--port", "--tls-port", "--management-port")) {
                    arguments.addAll(List.of(each, each.equals(option) ? String.valueOf(taken.getLocalPort()) : "0"));
                }
                assertEquals(2, start(arguments.toArray(String[]::new)).waitFor());
                assertTrue(errors().contains("pop3bridge: " + option + ": 127.0.0.1:" + taken.getLocalPort() + ": "),
                        errors());
            }
        }
    }

    @Test
    void aDemoThatIsStoppedWhileItStartsLeavesNothing() throws Exception {
        Process demo = start("demo", "--port", "0", "--tls-port", "0", "--management-port", "0");
        try {
            while (demo.isAlive() && count(temporary) == 0) {
                Thread.onSpinWait();
            }
            demo.toHandle().destroy();
            assertEquals(0, demo.waitFor(), this::errorsOfTest);
            assertEquals(0, count(temporary));
        } finally {
            demo.destroyForcibly();
        }
    }

    private String errorsOfTest() {
        try {
            return errors();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void theLogIsJsonIfTheSettingsSaySo() throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "anna:" + Site.HASH + "\n");
        Path config = Files.writeString(folder.resolve("pop3bridge.yaml"),
                "store: {bucket: post}\nlog: {format: json}\nusers: {file: " + users + "}\n" + FREE_PORTS);
        assertEquals(2, start("serve", "--config", config.toString()).waitFor());
        JsonObject line = new JsonObject(errors().lines().findFirst().orElseThrow());
        assertEquals("users file read", line.getString("message"));
        assertEquals(users.toString(), line.getJsonObject("pop3bridge").getString("file"));
    }

    @Test
    void withoutCredentialsAnywhereOneLineSaysSo() throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "anna:" + Site.HASH + "\n");
        Path config = Files.writeString(folder.resolve("pop3bridge.yaml"),
                "store: {bucket: post}\nusers: {file: " + users + "}\n" + FREE_PORTS);
        Process serve = start("serve", "--config", config.toString());
        assertEquals("", new String(serve.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(2, serve.waitFor());
        List<String> problems = errors().lines().filter(line -> !line.contains(" INFO ")).toList();
        assertEquals(1, problems.size(), errors());
        assertTrue(problems.getFirst()
                .startsWith("pop3bridge: store.access-key: not set, and no credential source is configured,"
                        + " and instance metadata is disabled"),
                errors());
    }
}
