package pop3bridge.store.probe;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pop3bridge.store.Download;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;

/**
 * What a probe has found, with the place where it was made.
 *
 * @param server how the software of the store identified itself; empty if it did not
 * @param written when the record was written, by the store's clock
 */
public record ProbeRecord(ProbePlace place, String server, Instant written, ProbeReport report) {
    /**
     * How much the time in a record may differ from its object's Last-Modified: it is that of a draft that the same
     * process has written just before.
     */
    static final Duration TOLERANCE = Duration.ofSeconds(5);

    private static final int VERSION = 1;

    byte[] encode() {
        JsonObject checks = new JsonObject();
        for (Check check : report.checks()) {
            checks.put(check.capability().name(),
                    new JsonObject().put("verdict", check.verdict().name()).put("detail", check.detail()));
        }
        return new JsonObject()
                .put("v", VERSION)
                .put("endpoint", place.endpoint())
                .put("region", place.region())
                .put("bucket", place.bucket())
                .put("server", server)
                .put("program", place.version())
                .put("written", written.toString())
                .put("raceRounds", report.raceRounds())
                .put("checks", checks)
                .encodePrettily().getBytes(StandardCharsets.UTF_8);
    }

    /** Empty if these octets are not a record of this version with all checks. Ignores unknown members. */
    static Optional<ProbeRecord> decode(byte[] body) {
        try {
            JsonObject json = new JsonObject(new String(body, StandardCharsets.UTF_8));
            if (json.getInteger("v", 0) != VERSION) {
                return Optional.empty();
            }
            List<Check> checks = new ArrayList<>();
            for (Capability capability : Capability.values()) {
                JsonObject check = json.getJsonObject("checks").getJsonObject(capability.name());
                checks.add(new Check(capability, Verdict.valueOf(text(check, "verdict")), text(check, "detail")));
            }
            return Optional.of(new ProbeRecord(
                    new ProbePlace(text(json, "endpoint"), text(json, "region"), text(json, "bucket"),
                            text(json, "program")),
                    text(json, "server"), Instant.parse(text(json, "written")),
                    new ProbeReport(List.copyOf(checks), json.getInteger("raceRounds"))));
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException
                | DateTimeException _) {
            return Optional.empty();
        }
    }

    private static String text(JsonObject json, String member) {
        String text = json.getString(member);
        if (text == null) {
            throw new IllegalArgumentException("missing " + member);
        }
        return text;
    }

    /**
     * Returns why the record was not made here; empty if it was.
     *
     * @param object the object that the record was read from
     */
    Optional<String> foreign(ProbePlace here, Download object) {
        if (!place.equals(here)) {
            return Optional.of("it was made at " + place);
        }
        if (!server.equals(object.server().orElse(""))) {
            return Optional.of("it was made over server \"" + server + "\", not \"" + object.server().orElse("") + '"');
        }
        boolean original = object.modified().filter(modified -> Duration.between(written, modified).abs()
                .compareTo(TOLERANCE) <= 0).isPresent();
        return original
                ? Optional.empty()
                : Optional.of("it was written " + written + ", the object "
                        + object.modified().map(Instant::toString).orElse("at a time that the store does not tell"));
    }
}
