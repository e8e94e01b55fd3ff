package pop3bridge.helm;

import com.google.gson.Gson;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The chart, as Helm renders it. */
final class Chart {
    static final Path FOLDER = Path.of("pop3bridge").toAbsolutePath();

    private Chart() {}

    /** Returns the files with values that the chart comes with. */
    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
            return files.sorted().toList();
        }
    }

    /**
     * Renders the chart.
     *
     * @throws IllegalStateException if Helm refuses the values
     */
    static String render(Path... values) {
        TemplateCommand command = new Helm(FOLDER).template().withName("mail").withNamespace("post")
                .withKubeVersion("1.33.0");
        for (Path file : values) {
            command.withValuesFile(file);
        }
        return command.call();
    }

    /** Lints a copy of the chart with other defaults, because {@code lint} takes no values. */
    static LintResult lint(Path values, Path folder) throws IOException {
        Path copy = folder.resolve("pop3bridge");
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(FOLDER.relativize(file)));
            }
        }
        Map<String, Object> merged = merged(yaml(FOLDER.resolve("values.yaml")), yaml(values));
        // As JSON: Helm's YAML is an older one, which takes "off" for a truth value.
        Files.writeString(copy.resolve("values.yaml"), new Gson().toJson(merged));
        return new Helm(copy).lint().strict().call();
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    private static Map<String, Object> merged(Map<?, ?> base, Map<?, ?> over) {
        Map<String, Object> merged = new LinkedHashMap<>();
        base.forEach((key, value) -> merged.put((String) key, value));
        over.forEach((key, value) -> merged.merge((String) key, value,
                (below, above) -> below instanceof Map<?, ?> one && above instanceof Map<?, ?> other
                        ? merged(one, other)
                        : above));
        return merged;
    }
}
