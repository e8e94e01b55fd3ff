package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.ConfigException;
import pop3bridge.store.s3.EmbeddedStore;

class DemoTest {
    /** Does not start. */
    private static final class NoStore implements EmbeddedStore {
        private Path directory = Path.of("");

        @Override
        public Running start(Path given, String bucket) throws IOException {
            directory = given;
            throw new IOException("ordered by a test");
        }

        @Override
        public SequencedMap<String, byte[]> sampleMail() {
            return new LinkedHashMap<>();
        }
    }

    private final NoStore store = new NoStore();

    @Test
    void aStoreThatDoesNotStartLeavesNoTemporaryFolder() {
        ConfigException failure = assertThrows(ConfigException.class,
                () -> Demo.start(store, Optional.empty(), new Demo.Ports(0, 0, 0)));
        assertEquals(List.of("--data: cannot be used: ordered by a test"), failure.problems());
        assertFalse(Files.exists(store.directory.getParent()), store.directory.toString());
    }

    /** Each would take the locks of the other for left over. */
    @Test
    void twoDemosDoNotShareAFolder(@TempDir Path folder) throws Exception {
        try (DemoFolder _ = DemoFolder.open(Optional.of(folder))) {
            ConfigException failure = assertThrows(ConfigException.class,
                    () -> Demo.start(store, Optional.of(folder), new Demo.Ports(0, 0, 0)));
            assertEquals(List.of("--data: " + folder
                    + " is used by another demo; stop that demo, or choose another folder"), failure.problems());
        }
        assertThrows(ConfigException.class, () -> Demo.start(store, Optional.of(folder), new Demo.Ports(0, 0, 0)));
        assertEquals(folder.resolve("s3"), store.directory);
    }

    @Test
    void aFolderOfTheUsersIsKept(@TempDir Path folder) {
        assertThrows(ConfigException.class, () -> Demo.start(store, Optional.of(folder), new Demo.Ports(0, 0, 0)));
        assertEquals(folder.resolve("s3"), store.directory);
        assertTrue(Files.exists(folder));
    }
}
