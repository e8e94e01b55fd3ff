package pop3bridge.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import pop3bridge.deploy.StoreAccess;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.ProbeReport.Check;
import pop3bridge.store.probe.ProbeReport.Verdict;

/** Formats the output of {@code check}. */
final class CheckOutput {
    private static final int COLUMNS = 120;
    private static final String BESIDE = " ".repeat(11);

    private CheckOutput() {}

    /** Returns the mode and each check as JSON. */
    static String json(ProbeReport report) {
        JsonArray checks = new JsonArray();
        for (Check check : report.checks()) {
            checks.add(new JsonObject().put("check", name(check.capability())).put("verdict", name(check.verdict()))
                    .put("needed", check.capability().needed()).put("detail", check.detail()));
        }
        return new JsonObject().put("mode", report.modeName()).put("raceRounds", report.raceRounds())
                .put("checks", checks).encodePrettily();
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the report as lines of text.
     *
     * @param where the bucket and endpoint of the store
     */
    static List<String> text(ProbeReport report, String where) {
        List<String> lines = new ArrayList<>(wrapped("Checked: ", " ".repeat(9), where));
        for (boolean needed : List.of(true, false)) {
            lines.add("");
            lines.add(needed ? "Required. The store:" : "Optional. The store:");
            report.checks().stream().filter(check -> check.capability().needed() == needed)
                    .forEach(check -> lines.addAll(lines(check)));
        }
        lines.add("");
        lines.addAll(wrapped("Mode: ", " ".repeat(6), report.failure().isPresent()
                ? report.modeName() + ": the store cannot hold locks; serve refuses to start."
                : StoreAccess.meaning(report) + "."));
        lines.addAll(wrapped("", "", "Race rounds: " + report.raceRounds() + ". A test can show that a store is"
                + " unsuitable, but cannot prove the opposite. You must ensure what cannot be tested: that all"
                + " instances use one store without replication between sites, and that the store never loses an"
                + " acknowledged write."));
        return lines;
    }

    private static List<String> lines(Check check) {
        List<String> lines = wrapped("  %-9s".formatted(label(check.verdict())), BESIDE, check.capability().text());
        if (!check.detail().isEmpty()) {
            lines.addAll(wrapped(BESIDE + "found: ", BESIDE + "       ", check.detail()));
        }
        if (check.verdict() != Verdict.YES) {
            lines.addAll(wrapped(BESIDE + "so:    ", BESIDE + "       ", check.capability().otherwise()));
        }
        return lines;
    }

    private static String label(Verdict verdict) {
        return switch (verdict) {
            case YES -> "yes";
            case NO -> "NO";
            case UNKNOWN -> "unknown";
        };
    }

    private static List<String> wrapped(String first, String others, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean begun = false;
        for (String word : text.strip().split("\\s+", -1)) {
            if (begun && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(others);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            begun = true;
        }
        lines.add(line.toString());
        return lines;
    }
}
