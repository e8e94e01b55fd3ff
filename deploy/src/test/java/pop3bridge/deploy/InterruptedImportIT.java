package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code import} in a process of its own that ends in the middle, and its repetition. */
@Timeout(120)
class InterruptedImportIT {
    /** One page of a listing. */
    private static final int MESSAGES = 1000;

    private static final Pattern SUMMARY = Pattern
            .compile("Imported (\\d+) messages .* (\\d+) were there already; 0 failed");

    private final Path folder;
    private final Site site;

    InterruptedImportIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        site = new Site(folder);
        Path cur = Files.createDirectories(folder.resolve("Maildir/cur"));
        StringBuilder list = new StringBuilder("3 V1700000000 N2000\n");
        for (int i = 1; i <= MESSAGES; i++) {
            Files.writeString(cur.resolve((1_700_000_000 + i) + ".host:2,S"), "Subject: " + i + "\n");
            list.append(i).append(" :").append(1_700_000_000 + i).append(".host\n");
        }
        Files.writeString(folder.resolve("Maildir/dovecot-uidlist"), list);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of("bin", "pop3bridge").toAbsolutePath().toString(), "import",
                "anna", folder.resolve("Maildir").toString()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.putAll(site.settings());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private static int number(Matcher summary, int group) {
        return Integer.parseInt(summary.group(group));
    }

    /** Whether it is interrupted or killed, nothing is half there, and the next run brings the rest. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theNextRunContinues(boolean kill) throws Exception {
        Process first = start();
        try {
            while (first.isAlive() && site.mail().size() < 20) {
                Thread.onSpinWait();
            }
            // Unlike its handle, a process that is destroyed closes its streams.
            boolean signalled = kill ? first.toHandle().destroyForcibly() : first.toHandle().destroy();
            assertTrue(signalled);
            assertTrue(first.waitFor() > 0);
            String said = new String(first.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(!kill, said.contains(" messages: repeat the command to continue"), said);
        } finally {
            first.destroyForcibly();
        }
        int written = site.mail().size();
        assertTrue(written >= 20 && written < MESSAGES, written + " messages");
        Process second = start();
        String output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, second.waitFor(), output);
        Matcher summary = SUMMARY.matcher(output);
        assertTrue(summary.find(), output);
        assertEquals(MESSAGES, number(summary, 1) + number(summary, 2));
        assertTrue(number(summary, 2) >= written);
        List<String> mail = site.mail();
        assertEquals(IntStream.rangeClosed(1, MESSAGES).mapToObj("%08x6553f100.eml"::formatted).toList(),
                mail.stream().map(name -> name.replaceAll(".*\\.uidl=", "")).toList());
    }
}
