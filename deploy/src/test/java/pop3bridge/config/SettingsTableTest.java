package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {
    private static final Path README = Path.of("..", "README.md");
    private static final String START = "<!-- settings -->\n";
    private static final String END = "<!-- /settings -->\n";
    private static final String UPDATE = "settings.update";
    private static final String COMMAND = "./mvnw -q -pl deploy -am test -Dtest=SettingsTableTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -D" + UPDATE + "=true";

    /** With the system property {@code settings.update} the README is written anew. */
    @Test
    void theReadmeHasTheTable() throws IOException {
        String readme = Files.readString(README);
        int start = readme.indexOf(START) + START.length();
        int end = readme.indexOf(END);
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(README, readme.substring(0, start) + SettingsTable.markdown() + readme.substring(end));
        } else {
            assertEquals(SettingsTable.markdown(), readme.substring(start, end),
                    "README.md is not what Settings says; write its table anew with: " + COMMAND);
        }
    }
}
