package pop3bridge.management;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import pop3bridge.trace.Trace;
import pop3bridge.trace.Traces;

/** Starts traces. */
record TraceResource(Vertx vertx, Traces traces) {
    private static final int USUAL_SECONDS = 600;
    private static final int MOST_SECONDS = 86_400;

    /** Answers a request for {@code /trace}. */
    Response of(Request request) {
        if (!request.method().equals(HttpMethod.POST)) {
            return Answer.notAllowed(HttpMethod.POST);
        }
        Optional<String> user = request.parameter("user").filter(name -> !name.isEmpty());
        if (user.isEmpty()) {
            return Answer.text(400, "Name a user, as /trace?user=NAME.");
        }
        Optional<Integer> seconds = request.has("seconds")
                ? request.parameter("seconds").filter(text -> text.matches("\\d{1,5}")).map(Integer::valueOf)
                        .filter(number -> number >= 1 && number <= MOST_SECONDS)
                : Optional.of(USUAL_SECONDS);
        if (seconds.isEmpty()) {
            return Answer.text(400, "The time is a number of seconds from 1 to " + MOST_SECONDS + ".");
        }
        Optional<Trace> trace = traces.start(user.get());
        return trace.isPresent()
                ? new TraceStream(vertx, traces, trace.get(), user.get(), Duration.ofSeconds(seconds.get()))
                : Answer.text(429, Traces.MOST + " traces are running. Wait until one of them ends, or end one.");
    }
}
