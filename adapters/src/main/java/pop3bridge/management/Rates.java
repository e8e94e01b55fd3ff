package pop3bridge.management;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What happened in each of the last minutes, from samples of the counters that {@link #sample} takes every
 * {@link #PERIOD_SECONDS} seconds. Thread-safe.
 */
final class Rates {
    static final int PERIOD_SECONDS = 10;

    private static final int PER_MINUTE = 60 / PERIOD_SECONDS;
    private static final int MINUTES = 60;
    private static final Set<String> ERRORS = Set.of("sys_temp", "sys_perm", "aborted");

    private final MeterRegistry registry;
    private final List<Totals> samples = new ArrayList<>();

    /** The counters since the start. */
    private record Totals(double logins, double refused, double commands, double errors, double requests,
            double requestMillis) {
        Totals minus(Totals before) {
            return new Totals(logins - before.logins, refused - before.refused, commands - before.commands,
                    errors - before.errors, requests - before.requests, requestMillis - before.requestMillis);
        }

        JsonObject json() {
            JsonObject json = new JsonObject().put("logins", Math.round(logins))
                    .put("loginsRefused", Math.round(refused))
                    .put("commands", Math.round(commands)).put("errors", Math.round(errors))
                    .put("storeRequests", Math.round(requests));
            return requests > 0 ? json.put("storeMillis", Math.round(10 * requestMillis / requests) / 10.0) : json;
        }
    }

    Rates(MeterRegistry registry) {
        this.registry = registry;
        sample();
    }

    void sample() {
        Totals now = totals();
        synchronized (this) {
            samples.add(now);
            if (samples.size() > MINUTES * PER_MINUTE + 1) {
                samples.removeFirst();
            }
        }
    }

    /** The last minute up to now; the time since the start if that is shorter. */
    JsonObject lastMinute() {
        Totals now = totals();
        synchronized (this) {
            return now.minus(samples.get(Math.max(0, samples.size() - PER_MINUTE))).json();
        }
    }

    /** The last whole minutes, the oldest first; at most an hour. */
    synchronized JsonArray minutes() {
        JsonArray minutes = new JsonArray();
        for (int end = (samples.size() - 1) % PER_MINUTE + PER_MINUTE; end < samples.size(); end += PER_MINUTE) {
            minutes.add(samples.get(end).minus(samples.get(end - PER_MINUTE)).json());
        }
        return minutes;
    }

    private Totals totals() {
        double ok = 0;
        double refused = 0;
        for (Counter logins : registry.find("pop3bridge.logins").counters()) {
            if ("ok".equals(logins.getId().getTag("result"))) {
                ok += logins.count();
            } else {
                refused += logins.count();
            }
        }
        double commands = 0;
        double errors = 0;
        for (Counter counter : registry.find("pop3bridge.commands").counters()) {
            commands += counter.count();
            errors += ERRORS.contains(String.valueOf(counter.getId().getTag("outcome"))) ? counter.count() : 0;
        }
        double requests = 0;
        double millis = 0;
        for (Timer timer : registry.find("pop3bridge.s3.request.duration").timers()) {
            requests += timer.count();
            millis += timer.totalTime(TimeUnit.MILLISECONDS);
        }
        return new Totals(ok, refused, commands, errors, requests, millis);
    }
}
