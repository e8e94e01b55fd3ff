package pop3bridge.store.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.store.s3.AwsEnvironment.Found;

class AwsEnvironmentTest {
    @TempDir
    private Path folder;

    @Test
    void whatStandsInTheProfileComesLast() throws Exception {
        Files.createDirectories(folder.resolve(".aws"));
        Files.write(folder.resolve(".aws").resolve("config"),
                List.of("[default]", "region = eu-north-1", "endpoint_url = http://everything", "[profile work]",
                        "services = ours", "[services ours]", "s3 =", "  endpoint_url = http://s3", "[profile own]",
                        "ignore_configured_endpoint_urls = true", "endpoint_url = http://ignored"));
        AwsEnvironment home = AwsEnvironment.of(Map.of("HOME", folder.toString()));
        assertEquals(Optional.of(new Found("eu-north-1", "profile default")), home.region());
        assertEquals(Optional.of(new Found("http://everything", "profile default")), home.endpoint());
        AwsEnvironment work = AwsEnvironment.of(Map.of("HOME", folder.toString(), "AWS_PROFILE", "work"));
        assertEquals(Optional.empty(), work.region());
        assertEquals(Optional.of(new Found("http://s3", "services ours")), work.endpoint());
        AwsEnvironment own = AwsEnvironment.of(Map.of("HOME", folder.toString(), "AWS_PROFILE", "own"));
        assertEquals(Optional.empty(), own.endpoint());
        AwsEnvironment given = AwsEnvironment
                .of(Map.of("HOME", folder.toString(), "AWS_REGION", "a", "AWS_ENDPOINT_URL", "http://b"));
        assertEquals(Optional.of(new Found("a", "AWS_REGION")), given.region());
        assertEquals(Optional.of(new Found("http://b", "AWS_ENDPOINT_URL")), given.endpoint());
    }

    @Test
    void theUrlOfS3IsNearerThanThatOfEverything() {
        assertEquals(Optional.of(new Found("http://s3", "AWS_ENDPOINT_URL_S3")), AwsEnvironment
                .of(Map.of("AWS_ENDPOINT_URL", "http://all", "AWS_ENDPOINT_URL_S3", "http://s3")).endpoint());
    }

    @Test
    void secretsDoNotShow() {
        assertFalse(AwsEnvironment.of(Map.of("AWS_SECRET_ACCESS_KEY", "s3cret")).toString().contains("s3cret"));
    }
}
