package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the status page advises about each warning and error in the log. */
class AdviceTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern WARNING = Pattern
            .compile("\\.at(?:Warn|Error)\\(\\)(?:[^;\"]|\"[^\"]*\")*?\\.log\\(\\s*\"([^\"]*)\"\\)");

    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        for (String module : List.of("proxy", "adapters", "deploy")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
                for (Path file : files.filter(
                        path -> path.toString().contains("src/main/java/") && path.toString().endsWith(".java"))
                        .toList()) {
                    sources.add(JOINED.matcher(Files.readString(file)).replaceAll(""));
                }
            }
        }
        return sources;
    }

    @Test
    void everyWarningAndErrorHasAdvice() throws IOException {
        TreeSet<String> texts = new TreeSet<>();
        for (String source : sources()) {
            WARNING.matcher(source).results().map((MatchResult found) -> found.group(1)).forEach(texts::add);
        }
        assertTrue(texts.size() > 30, texts.toString());
        texts.removeAll(ProblemLog.advice().keySet());
        assertEquals(List.of(), List.copyOf(texts));
    }

    @Test
    void everyAdviceIsAboutALineOfTheLog() throws IOException {
        List<String> sources = sources();
        assertEquals(List.of(), ProblemLog.advice().keySet().stream()
                .filter(text -> sources.stream().noneMatch(source -> source.contains('"' + text + '"'))).toList());
    }
}
