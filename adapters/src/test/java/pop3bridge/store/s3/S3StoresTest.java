package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** Where credentials come from. The build takes the variables that the SDK knows out of the environment. */
class S3StoresTest {
    private static final S3Config AWS = new S3Config(Optional.empty(), "us-east-1", false, Optional.empty());

    @TempDir
    Path folder;

    private final Map<String, Optional<String>> before = new HashMap<>();

    @BeforeEach
    void onlyWhatIsInTheFolder() {
        for (String file : List.of("aws.sharedCredentialsFile", "aws.configFile")) {
            set(file, folder.resolve("credentials").toString());
        }
        set("aws.disableEc2Metadata", "true");
    }

    private void set(String property, String value) {
        before.put(property, Optional.ofNullable(System.setProperty(property, value)));
    }

    @AfterEach
    void asBefore() {
        before.forEach((property, value) -> value.ifPresentOrElse(v -> System.setProperty(property, v),
                () -> System.clearProperty(property)));
    }

    @Test
    void withoutCredentialsNothingIsOpened() {
        StoreException refused = assertThrows(StoreException.class,
                () -> S3Stores.open(AWS, Duration.ofSeconds(15), new SimpleMeterRegistry()));
        assertEquals(Reason.DENIED, refused.reason());
    }

    @Test
    void theSdksOwnSourcesAreAsked() throws Exception {
        Files.writeString(folder.resolve("credentials"),
                "[default]\naws_access_key_id = AKFROMFILE\naws_secret_access_key = secret\n");
        S3Stores.open(AWS, Duration.ofSeconds(15), new SimpleMeterRegistry()).close();
    }

    @Test
    void givenCredentialsAreUsedAsTheyAre() throws Exception {
        try (FakeS3 s3 = new FakeS3()) {
            s3.answers(FakeS3.answer(200, "", "ETag", "\"1\""));
            s3.bucket().put("key", new byte[0], Condition.always());
            String authorization = s3.request().header("Authorization");
            assertEquals("AWS4-HMAC-SHA256 Credential=key/", authorization.substring(0, 32), authorization);
        }
    }
}
