package pop3bridge.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of {@code deploy/docs/settings.md}, which the build compares with the code. */
final class SettingsPage {
    private static final Path PAGE = Path.of("../docs/settings.md");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.-]+)` \\| `[A-Z0-9_]+` \\| ([^|]+) \\|.*");

    private SettingsPage() {}

    /**
     * A setting.
     *
     * @param word the values that it accepts, in words
     */
    record Row(String key, String word) {
        boolean isFile() {
            return word.startsWith("a path");
        }
    }

    static List<Row> rows() throws IOException {
        List<Row> rows = Files.readString(PAGE).lines().map(ROW::matcher).filter(Matcher::matches)
                .map(row -> new Row(row.group(1), row.group(2))).collect(Collectors.toList());
        if (rows.size() < 50) {
            throw new IOException(PAGE + " has only " + rows.size() + " settings");
        }
        return rows;
    }
}
