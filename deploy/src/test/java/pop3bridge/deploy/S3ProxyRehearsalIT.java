package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import org.junit.jupiter.api.Test;

class S3ProxyRehearsalIT {
    @Test
    void itRunsToItsEnd() {
        assertDoesNotThrow(() -> Rehearsal.run(Site.embedded()));
    }
}
