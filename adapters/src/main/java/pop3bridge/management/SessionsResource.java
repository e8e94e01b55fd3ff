package pop3bridge.management;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import pop3bridge.server.SessionStatus;

/** The sessions as JSON, the oldest first; and their end. */
final class SessionsResource {
    private static final Comparator<SessionStatus> OLDEST_FIRST = Comparator.comparing(SessionStatus::age).reversed();

    private static final Comparator<SessionStatus> LONGEST_FIRST = Comparator.comparing(SessionStatus::since)
            .reversed();

    private SessionsResource() {}

    /** Answers a request for {@code /sessions}. */
    static Answer all(Request request, Sessions sessions) {
        if (request.method().equals(HttpMethod.GET)) {
            return list(request, sessions);
        }
        if (!request.method().equals(HttpMethod.DELETE)) {
            return Answer.notAllowed(HttpMethod.GET, HttpMethod.DELETE);
        }
        Optional<String> user = request.parameter("user").filter(name -> !name.isEmpty());
        return user.map(name -> ended(sessions.endUser(name), "no session of this user"))
                .orElseGet(() -> Answer.text(400,
                        "Name one user, as /sessions?user=NAME, or a session, as /sessions/ID."));
    }

    /** Answers a request for {@code /sessions/ID}. */
    static Answer one(Request request, String id, Sessions sessions) {
        return request.method().equals(HttpMethod.DELETE)
                ? ended(sessions.end(id) ? 1 : 0, "no such session")
                : Answer.notAllowed(HttpMethod.DELETE);
    }

    private static Answer ended(int count, String otherwise) {
        return count == 0
                ? Answer.json(404, new JsonObject().put("error", otherwise))
                : Answer.json(202, new JsonObject().put("ending", count));
    }

    private static Answer list(Request request, Sessions sessions) {
        Optional<String> user = request.parameter("user");
        OptionalInt limit = limit(request);
        if (request.has("limit") && limit.isEmpty()) {
            return Answer.text(400, "The limit is not a number.");
        }
        List<SessionStatus> all = sessions.all().stream()
                .filter(session -> !request.has("user") || session.user().equals(user)).sorted(OLDEST_FIRST).toList();
        Stream<SessionStatus> shown = limit.isPresent() ? all.stream().limit(limit.getAsInt()) : all.stream();
        return Answer.json(200, new JsonObject().put("total", all.size()).put("sessions", json(shown)));
    }

    private static OptionalInt limit(Request request) {
        return request.parameter("limit").filter(text -> text.matches("\\d{1,9}")).stream()
                .mapToInt(Integer::parseInt).findFirst();
    }

    /** The sessions whose command has been running longest. */
    static JsonArray longest(List<SessionStatus> sessions, int most) {
        return json(sessions.stream().filter(session -> session.command().isPresent()).sorted(LONGEST_FIRST)
                .limit(most));
    }

    private static JsonArray json(Stream<SessionStatus> sessions) {
        return sessions.map(SessionsResource::json).collect(JsonArray::new, JsonArray::add, JsonArray::addAll);
    }

    private static JsonObject json(SessionStatus session) {
        return new JsonObject().put("id", session.id())
                .put("user", session.user().orElse(null))
                .put("remote", session.remote())
                .put("method", session.method().orElse(null))
                .put("tls", session.tls().orElse(null))
                .put("ageMillis", session.age().toMillis())
                .put("command", session.command().map(Enum::name).orElse(null))
                .put("sinceMillis", session.since().toMillis())
                .put("messages", session.messages());
    }
}
