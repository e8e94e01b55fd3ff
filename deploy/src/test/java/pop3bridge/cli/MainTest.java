package pop3bridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @ParameterizedTest
    @CsvSource({"serve, true", "serve --config file.yaml, true", "serve --config, false", "serve --config -h, false",
            "serve --config file.yaml --help, false", "serve --help, false", "serve --config=file.yaml, false",
            "check, false", "check --config file.yaml, false", "demo --config file.yaml, false", "'', false"})
    void onlyServeWithASettingsFileNeedsNoParser(String line, boolean plain) {
        assertEquals(plain, Main.servesPlainly(List.of(line.split(" ", -1))));
    }
}
