package pop3bridge.management;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import pop3bridge.server.SessionStatus;

/** The state of the server at a glance, as JSON. */
final class StatusResource {
    private static final int MOST_SESSIONS = 10;

    private final String version;
    private final Health health;
    private final Problems problems;
    private final Rates rates;
    private final Instant started = Clock.systemUTC().instant();

    StatusResource(String version, Health health, Problems problems, MeterRegistry registry) {
        this.version = version;
        this.health = health;
        this.problems = problems;
        this.rates = new Rates(registry);
    }

    void sample() {
        rates.sample();
    }

    Answer status(Sessions sessions) {
        List<SessionStatus> all = sessions.all();
        return Answer.json(200, readiness()
                .put("version", version)
                .put("uptimeMillis", Duration.between(started, Clock.systemUTC().instant()).toMillis())
                .put("sessions", new JsonObject().put("open", all.size())
                        .put("loggedIn", all.stream().filter(session -> session.user().isPresent()).count()))
                .put("lastMinute", rates.lastMinute())
                .put("minutes", rates.minutes())
                .put("longest", SessionsResource.longest(all, MOST_SESSIONS))
                .put("problems", problems.json()));
    }

    /** Whether the process is ready, and the state of its components. */
    JsonObject readiness() {
        Optional<String> why = health.notReady();
        JsonObject readiness = new JsonObject().put("ready", why.isEmpty());
        why.ifPresent(text -> readiness.put("why", text));
        return readiness.mergeIn(new JsonObject(health.details()));
    }
}
