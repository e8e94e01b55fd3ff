package pop3bridge.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import pop3bridge.conformance.cases.Suite;
import pop3bridge.conformance.mailbox.Corpus;
import pop3bridge.conformance.mailbox.Mailbox;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Verdict;

/** The program. */
public final class Main {
    private static final int FAILED = 1;
    private static final int CANNOT_RUN = 2;
    /** What can be said about a mailbox of fewer messages is too little. */
    private static final int FEWEST = 3;

    private Main() {}

    /** Runs the suite and exits with 0 if no case fails, 1 if one fails, 2 if it cannot be run. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            return run(Options.words(arguments), out);
        } catch (CannotRunException e) {
            err.println("pop3bridge-conformance: " + e.getMessage());
        } catch (IOException e) {
            err.println("pop3bridge-conformance: " + e);
        }
        return CANNOT_RUN;
    }

    private static int run(Map<String, String> words, PrintStream out) throws CannotRunException, IOException {
        if (words.isEmpty() || words.containsKey("--help")) {
            out.print(Options.USAGE);
            return 0;
        }
        if (words.containsKey("--make-mailbox")) {
            Corpus.write(Path.of(words.getOrDefault("--make-mailbox", "")));
            return 0;
        }
        Pattern only = Options.only(words);
        List<Case> cases = Suite.cases().stream().filter(tested -> only.matcher(tested.id()).find()).toList();
        if (words.containsKey("--list")) {
            cases.forEach(tested -> out.println(tested.id() + "  [" + tested.rule() + "]"));
            return 0;
        }
        return run(Options.of(words), cases, out);
    }

    private static int run(Options options, List<Case> cases, PrintStream out) throws CannotRunException, IOException {
        if (cases.isEmpty()) {
            throw new CannotRunException("--only leaves no case; --list lists them all");
        }
        Mailbox mailbox = Mailbox.of(options.mailbox());
        if (mailbox.count() < FEWEST) {
            throw new CannotRunException(options.mailbox() + " has " + mailbox.count() + " messages; " + FEWEST
                    + " are needed, and --make-mailbox makes some");
        }
        TextReport report = new TextReport(out);
        List<Result> results = new Runner(options.target(), mailbox, options.restore()).run(cases, report::print);
        report.summary(results);
        if (options.junit().isPresent()) {
            JUnitReport.write(options.junit().get(), results);
        }
        return results.stream().anyMatch(result -> result.verdict() == Verdict.FAIL) ? FAILED : 0;
    }
}
