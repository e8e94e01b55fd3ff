package pop3bridge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzzes each target with Jazzer, in a JVM of its own, for a fixed number of inputs. {@code -Dfuzz.target=SessionTarget -Dfuzz.runs=5000000}
 * makes a long run, {@code -Dfuzz.seed=2} another one.
 */
final class FuzzIT {
    private static final String SEED = System.getProperty("fuzz.seed", "1");
    private static final String LONGEST_INPUT = "600";
    private static final String SECONDS_FOR_AN_INPUT = "60";
    private static final int OPTIMISED = 4;
    private static final int QUICKLY_COMPILED = 1;
    private static final Pattern DONE = Pattern.compile("#(\\d+)\\s+DONE +cov: (\\d+)");

    static List<Target> targets() {
        Optional<String> one = Optional.ofNullable(System.getProperty("fuzz.target"));
        return Target.ALL.stream().filter(target -> one.isEmpty() || target.toString().equals(one.get())).toList();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void nothingIsFound(Target target) throws Exception {
        long runs = Long.getLong("fuzz.runs", target.runsInBuild());
        Path place = Path.of("target", "fuzz", target.type().getSimpleName()).toAbsolutePath();
        delete(place);
        Files.createDirectories(place.resolve("corpus"));
        Path log = place.resolve("log");
        Process jazzer = new ProcessBuilder(command(target, runs, place)).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        int status;
        try {
            status = jazzer.waitFor();
        } finally {
            jazzer.destroyForcibly();
        }
        String said = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertEquals(0, status, () -> finding(place, target, said));
        Matcher done = DONE.matcher(said);
        assertTrue(done.find() && Long.parseLong(done.group(1)) >= runs, () -> "did not run to its end: see " + log);
        assertTrue(Integer.parseInt(done.group(2)) > 0, () -> "the classes were not instrumented: see " + log);
    }

    private static List<String> command(Target target, long runs, Path place) {
        String name = target.type().getName();
        String notGuiding = name + ":" + FuzzIT.class.getPackageName() + ".**";
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + (runs > target.runsInBuild() ? OPTIMISED : QUICKLY_COMPILED),
                "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + name,
                "--trace=cov", "--instrumentation_includes=pop3bridge.**", "--custom_hook_includes=pop3bridge.**",
                "--instrumentation_excludes=" + notGuiding, "--custom_hook_excludes=" + notGuiding,
                "--reproducer_path=" + place, "-artifact_prefix=" + place + "/",
                "-runs=" + runs, "-seed=" + SEED, "-max_len=" + LONGEST_INPUT, "-timeout=" + SECONDS_FOR_AN_INPUT,
                "-dict=" + Target.KEPT.resolve("pop3.dict"),
                place.resolve("corpus").toString(), target.corpus().toString());
    }

    private static String finding(Path place, Target target, String said) {
        int begin = Math.max(said.indexOf("== Java Exception"), 0);
        return "The input is in " + place + ": keep it in " + target.corpus() + ", where CorpusTest runs it.\n"
                + said.substring(begin);
    }

    private static void delete(Path place) throws IOException {
        if (Files.exists(place)) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
