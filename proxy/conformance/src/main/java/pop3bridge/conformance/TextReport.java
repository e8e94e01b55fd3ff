package pop3bridge.conformance;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Verdict;

/** What a person reads: a line for each case, and a table. */
final class TextReport {
    private final PrintStream out;

    TextReport(PrintStream out) {
        this.out = out;
    }

    void print(Result result) {
        Case tested = result.tested();
        out.printf("%-11s  %s  [%s]%s%n", result.verdict().text(), tested.id(), tested.rule(),
                result.reason().isEmpty() ? "" : "  " + result.reason());
        for (String line : result.exchange()) {
            out.println("               | " + line);
        }
        out.flush();
    }

    void summary(List<Result> results) {
        Map<String, Map<Verdict, Integer>> counts = new LinkedHashMap<>();
        for (Result result : results) {
            for (String row : List.of(result.tested().group(), "in all")) {
                counts.computeIfAbsent(row, _row -> new EnumMap<>(Verdict.class)).merge(result.verdict(), 1,
                        Integer::sum);
            }
        }
        Map<Verdict, Integer> all = counts.remove("in all");
        out.printf("%n%-16s %6s %6s %6s %12s%n", "group", "pass", "warn", "FAIL", "not-offered");
        counts.forEach(this::row);
        if (all != null) {
            row("in all", all);
        }
        out.flush();
    }

    private void row(String name, Map<Verdict, Integer> counts) {
        out.printf("%-16s %6d %6d %6d %12d%n", name, counts.getOrDefault(Verdict.PASS, 0),
                counts.getOrDefault(Verdict.WARN, 0), counts.getOrDefault(Verdict.FAIL, 0),
                counts.getOrDefault(Verdict.NOT_OFFERED, 0));
    }
}
