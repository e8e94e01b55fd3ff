package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of the image name the version of this build. {@code .ci/image} tests the image itself. */
class ImageTest {
    private static List<String> found(String file, String pattern) throws IOException {
        return Pattern.compile(pattern).matcher(Files.readString(Path.of(file))).results()
                .map((MatchResult result) -> result.group(1)).toList();
    }

    @Test
    void theVersionIsThatOfTheBuild() throws IOException {
        String version = found("pom.xml", "<artifactId>pop3bridge</artifactId>\\s+<version>(\\S+)</version>")
                .getFirst();
        assertEquals(List.of(version, version), found("image/Dockerfile", "ARG VERSION=(\\S+)"));
        assertEquals(List.of(version), found("compose/.env", "BRIDGE_IMAGE=pop3bridge:(\\S+)"));
    }
}
