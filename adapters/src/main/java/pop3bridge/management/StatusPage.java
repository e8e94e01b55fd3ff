package pop3bridge.management;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The files of the status page. They are the same for everybody: the script asks for the rest. */
final class StatusPage {
    /** Nothing but its own script and style runs, and no other page can show it in a frame. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                    + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private final Map<String, Answer> files = Map.of(
            "/", file("status.html", "text/html"),
            "/status.css", file("status.css", "text/css"),
            "/status.js", file("status.js", "text/javascript"));

    /** Returns the file at a path, if there is one. */
    Optional<Answer> at(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static Answer file(String name, String type) {
        try (InputStream in = Objects.requireNonNull(StatusPage.class.getResourceAsStream(name))) {
            return Answer.of(200, type + "; charset=utf-8", new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .with(HEADERS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
