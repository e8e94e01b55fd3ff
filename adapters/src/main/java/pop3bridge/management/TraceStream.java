package pop3bridge.management;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.trace.Trace;
import pop3bridge.trace.TraceLine;
import pop3bridge.trace.Traces;

/**
 * The lines of a trace as they come, each as one line of JSON, until its time is over or the client disconnects. While the client does
 * not read, the lines wait in the trace. Used on the event loop.
 */
final class TraceStream implements Response {
    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);

    private static final Duration PERIOD = Duration.ofMillis(200);

    /** Well before a connection without data is taken for a dead one. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final int MOST_LINES = 500;

    private final Vertx vertx;
    private final Traces traces;
    private final Trace trace;
    private final String user;
    private final Duration time;
    private long began;
    private long written;

    /**
     * @param time how long the trace runs
     */
    TraceStream(Vertx vertx, Traces traces, Trace trace, String user, Duration time) {
        this.vertx = vertx;
        this.traces = traces;
        this.trace = trace;
        this.user = user;
        this.time = time;
    }

    @Override
    public void send(HttpServerResponse response) {
        log.atInfo().addKeyValue("user", user).addKeyValue("seconds", time.toSeconds())
                .log("an operator traces a user");
        began = System.nanoTime();
        response.setChunked(true).putHeader("Content-Type", "application/x-ndjson")
                .putHeader("Cache-Control", "no-store").putHeader("X-Content-Type-Options", "nosniff")
                .exceptionHandler(e -> log.atDebug().setCause(e).log("management client disconnected"));
        write(response, new JsonObject().put("user", user).put("seconds", time.toSeconds()).encode());
        long _ = vertx.setPeriodic(PERIOD.toMillis(), timer -> {
            boolean over = System.nanoTime() - began > time.toNanos();
            if (over || response.closed()) {
                boolean _ = vertx.cancelTimer(timer);
                end(response);
            } else if (!response.writeQueueFull()) {
                lines(response, MOST_LINES);
            }
        });
    }

    private void lines(HttpServerResponse response, int most) {
        Trace.Taken taken = trace.take(most);
        if (taken.leftOut() > 0) {
            write(response, new JsonObject().put("leftOut", taken.leftOut()).encode());
        }
        taken.lines().forEach(line -> write(response, json(line).encode()));
        if (System.nanoTime() - written > SILENCE.toNanos()) {
            write(response, "");
        }
    }

    private void end(HttpServerResponse response) {
        traces.stop(trace);
        log.atInfo().addKeyValue("user", user).log("a trace has ended");
        if (!response.closed()) {
            lines(response, Trace.MOST_LINES);
            response.end(new JsonObject().put("end", "time").encode() + "\n")
                    .onFailure(e -> log.atDebug().setCause(e).log("management client disconnected"));
        }
    }

    private void write(HttpServerResponse response, String line) {
        written = System.nanoTime();
        response.write(line + "\n").onFailure(e -> log.atDebug().setCause(e).log("management client disconnected"));
    }

    private static JsonObject json(TraceLine line) {
        return new JsonObject().put("time", line.time().toString()).put("session", line.session())
                .put("from", line.from().name().toLowerCase(Locale.ROOT)).put("text", line.text());
    }
}
