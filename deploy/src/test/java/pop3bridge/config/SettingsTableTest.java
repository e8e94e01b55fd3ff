package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {
    private static final Path PAGE = Path.of("docs", "settings.md");
    private static final String START = "<!-- settings -->\n";
    private static final String END = "<!-- /settings -->\n";
    private static final String UPDATE = "settings.update";
    private static final String COMMAND = "./mvnw -q -pl deploy -am test -Dtest=SettingsTableTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -D" + UPDATE + "=true";

    /** With the system property {@code settings.update} the page is updated. */
    @Test
    void thePageHasTheTable() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf(START) + START.length();
        int end = page.indexOf(END);
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(PAGE, page.substring(0, start) + SettingsTable.markdown() + page.substring(end));
        } else {
            assertEquals(SettingsTable.markdown(), page.substring(start, end),
                    "settings.md does not match Settings; update its table with: " + COMMAND);
        }
    }
}
