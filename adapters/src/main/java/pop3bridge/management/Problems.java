package pop3bridge.management;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last warnings and errors of the log: of each text the last one, and how often it was logged. Thread-safe.
 */
public final class Problems {
    private static final int MOST = 50;

    private final Map<String, String> advice;
    private final LinkedHashMap<String, Seen> seen = new LinkedHashMap<>();

    /**
     * A line of the log.
     *
     * @param text the constant text, which says what kind of problem it is
     * @param values its key-value pairs, in their order
     */
    public record Line(Instant time, String level, String text, List<Map.Entry<String, String>> values) {}

    private record Seen(Line line, int times) {}

    /**
     * Creates an empty list.
     *
     * @param advice what to do, by the text of the line
     */
    public Problems(Map<String, String> advice) {
        this.advice = Map.copyOf(advice);
    }

    /** Adds a line, and forgets the oldest if there are too many. */
    public synchronized void add(Line line) {
        Seen before = seen.remove(line.text());
        seen.put(line.text(), new Seen(line, before == null ? 1 : before.times() + 1));
        if (seen.size() > MOST) {
            seen.pollFirstEntry();
        }
    }

    /** Returns them with the newest first. */
    synchronized JsonArray json() {
        JsonArray all = new JsonArray();
        seen.reversed().values().forEach(problem -> all.add(json(problem)));
        return all;
    }

    private JsonObject json(Seen problem) {
        JsonObject values = new JsonObject();
        problem.line().values().forEach(pair -> values.put(pair.getKey(), pair.getValue()));
        JsonObject json = new JsonObject().put("time", problem.line().time().toString())
                .put("level", problem.line().level()).put("text", problem.line().text()).put("values", values)
                .put("times", problem.times());
        String whatToDo = advice.get(problem.line().text());
        return whatToDo == null ? json : json.put("advice", whatToDo);
    }
}
