package pop3bridge.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A store used by integration tests. Their class names begin with its name. */
enum TestedStore {
    S3PROXY("S3Proxy"),
    LOCALSTACK("LocalStack"),
    MINISTACK("MiniStack"),
    OTHER("OtherStore");

    private static final Path ENGINE = Path.of("/var/run/docker.sock");

    private final String text;

    TestedStore(String text) {
        this.text = text;
    }

    /** The store of a test class, which has a simple name. */
    static Optional<TestedStore> of(String type) {
        return Arrays.stream(values()).filter(store -> type.startsWith(store.text)).findFirst();
    }

    /** What the profiles of the build did not find, and what to do about it; empty if they could run these tests. */
    Optional<String> lack(Map<String, String> environment) {
        return switch (this) {
            case S3PROXY -> Optional.empty();
            case LOCALSTACK -> environment.containsKey("DOCKER_HOST") || Files.exists(ENGINE)
                    ? Optional.empty()
                    : Optional.of("no container engine: start one or set DOCKER_HOST, see CONTRIBUTING.md");
            case MINISTACK -> environment.containsKey("TEST_MINISTACK")
                    ? Optional.empty()
                    : Optional.of("set TEST_MINISTACK to its executable, see CONTRIBUTING.md");
            case OTHER -> environment.containsKey("TEST_STORE_ENDPOINT")
                    ? Optional.empty()
                    : Optional.of("set TEST_STORE_ENDPOINT to test a store of your own, see CONTRIBUTING.md");
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
