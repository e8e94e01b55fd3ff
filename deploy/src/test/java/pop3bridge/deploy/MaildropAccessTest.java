package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.config.Config;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** The maildrops that commands use. */
class MaildropAccessTest {
    @Test
    void aRefusalMayConcernTheMailOrTheLocks(@TempDir Path folder) throws Exception {
        Path users = Files.writeString(folder.resolve("users"), "anna:{PLAIN}x\n");
        Config config = Config.read(Optional.empty(),
                Map.of("POP3BRIDGE_STORE_BUCKET", "post", "POP3BRIDGE_STORE_ENDPOINT", "http://127.0.0.1:1",
                        "POP3BRIDGE_STORE_ACCESS_KEY", "key", "POP3BRIDGE_STORE_SECRET_KEY", "secret",
                        "POP3BRIDGE_USERS_FILE", users.toString()));
        try (MaildropAccess maildrops = MaildropAccess.open(config)) {
            assertEquals(
                    List.of("store.access-key: these credentials lack permission to list, read, write and delete objects"
                            + " under the mail's prefix or .pop3bridge/ of bucket post (PUT: 403 AccessDenied)"),
                    maildrops.problem("post", new StoreException(Reason.DENIED, "PUT: 403 AccessDenied"))
                            .problems());
        }
    }
}
