package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tests mentioned in the documentation exist. */
class DocumentedTestsTest {
    private static final Path ROOT = Path.of("..");
    private static final List<Path> DOCUMENTS = Stream.of("CONTRIBUTING.md", "deploy/docs/guarantees.md",
            "deploy/docs/protocol.md", "deploy/docs/pop3-rules.md", "deploy/docs/security.md",
            "deploy/docs/kubernetes.md",
            "deploy/docs/aws.md").map(ROOT::resolve).toList();
    private static final Pattern NAMED = Pattern
            .compile("`([A-Z][A-Za-z0-9]*(?:Test|IT|Scripts|Contract))(?:\\.(\\w+))?`");

    private final Map<String, Path> tests = new HashMap<>();

    @Test
    void whatIsNamedIsThere() throws IOException {
        for (String module : List.of("proxy", "adapters", "deploy")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
                files.filter(file -> file.toString().endsWith(".java") && file.toString().contains("src/test"))
                        .forEach(file -> tests.put(file.getFileName().toString().replace(".java", ""), file));
            }
        }
        int named = 0;
        List<String> missing = new ArrayList<>();
        for (Path document : DOCUMENTS) {
            for (MatchResult name : NAMED.matcher(Files.readString(document)).results().toList()) {
                named++;
                if (!isThere(name.group(1), name.group(2))) {
                    missing.add(document + " names " + name.group());
                }
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(named > 60, named + " names");
    }

    private boolean isThere(String test, @Nullable String method) throws IOException {
        Path file = tests.get(test);
        return file != null && (method == null || Files.readString(file).contains("void " + method + "("));
    }
}
