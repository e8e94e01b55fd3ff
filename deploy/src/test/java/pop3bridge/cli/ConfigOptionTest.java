package pop3bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigOptionTest {
    private static final Map<String, String> NAMED = Map.of("POP3BRIDGE_CONFIG", "named.yaml");

    @Test
    void theOptionThenTheVariableThenNoFile() {
        Optional<Path> option = Optional.of(Path.of("option.yaml"));
        assertEquals(option, ConfigOption.file(option, NAMED));
        assertEquals(Optional.of(Path.of("named.yaml")), ConfigOption.file(Optional.empty(), NAMED));
        assertEquals(Optional.empty(), ConfigOption.file(Optional.empty(), Map.of("POP3BRIDGE_CONFIG", "")));
        assertEquals(Optional.empty(), ConfigOption.file(Optional.empty(), Map.of()));
    }
}
