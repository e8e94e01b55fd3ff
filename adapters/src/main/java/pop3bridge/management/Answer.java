package pop3bridge.management;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The response to a request. */
record Answer(int status, Map<String, String> headers, String body) implements Response {
    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);

    private static final String TYPE = "Content-Type";

    static Answer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text + "\n");
    }

    static Answer json(int status, JsonObject json) {
        return of(status, "application/json", json.encodePrettily() + "\n");
    }

    static Answer of(int status, String type, String body) {
        return new Answer(status, Map.of(TYPE, type), body);
    }

    /** Refuses a method that the path does not have. */
    static Answer notAllowed(HttpMethod... allowed) {
        return text(405, "method not allowed").with("Allow",
                Stream.of(allowed).map(HttpMethod::name).collect(Collectors.joining(", ")));
    }

    Answer with(String header, String value) {
        return with(Map.of(header, value));
    }

    Answer with(Map<String, String> more) {
        return new Answer(status, Stream.of(headers, more).flatMap(map -> map.entrySet().stream())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)), body);
    }

    @Override
    public void send(HttpServerResponse response) {
        response.setStatusCode(status).putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        headers.forEach(response::putHeader);
        response.end(body).onFailure(e -> log.atDebug().setCause(e).log("management client disconnected"));
    }
}
