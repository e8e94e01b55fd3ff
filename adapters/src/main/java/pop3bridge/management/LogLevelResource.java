package pop3bridge.management;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Shows and changes the level of a logger. */
final class LogLevelResource {
    private static final String LOGGER = "[A-Za-z0-9_$.]{1,200}";

    private LogLevelResource() {}

    /** Answers a request for {@code /log-level}. */
    static Answer of(Request request, LogLevels levels) {
        Optional<String> logger = request.parameter("logger").filter(name -> name.matches(LOGGER));
        if (logger.isEmpty()) {
            return Answer.text(400, "Name a logger, as /log-level?logger=pop3bridge.");
        }
        if (request.method().equals(HttpMethod.GET)) {
            return answer(logger.get(), levels.level(logger.get()));
        }
        if (!request.method().equals(HttpMethod.PUT)) {
            return Answer.notAllowed(HttpMethod.GET, HttpMethod.PUT);
        }
        return request.parameter("level").flatMap(level -> levels.change(logger.get(), level))
                .map(level -> answer(logger.get(), level))
                .orElseGet(() -> Answer.text(400, "The level is one of trace, debug, info, warn, error and off."));
    }

    private static Answer answer(String logger, String level) {
        return Answer.json(200, new JsonObject().put("logger", logger).put("level", level));
    }
}
