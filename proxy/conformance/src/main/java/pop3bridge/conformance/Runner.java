package pop3bridge.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import pop3bridge.conformance.mailbox.Mailbox;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Facts;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Journal;
import pop3bridge.conformance.trial.Target;
import pop3bridge.conformance.trial.Transcript;
import pop3bridge.conformance.trial.Trial;
import pop3bridge.conformance.trial.Verdict;

/** Runs cases one after the other against a server. */
final class Runner {
    private static final int LONGEST_REASON = 600;

    private final Target target;
    private final Mailbox mailbox;
    private final Restore restore;
    private final Journal journal = new Journal();

    Runner(Target target, Mailbox mailbox, Restore restore) {
        this.target = target;
        this.mailbox = mailbox;
        this.restore = restore;
    }

    /**
     * Runs them, and restores the maildrop before a case if one before it may have changed it, and at the end.
     *
     * @param listener is told each result at once
     * @throws CannotRunException if the server does not let the user in, or the maildrop is not the known mailbox
     */
    List<Result> run(List<Case> cases, Consumer<Result> listener) throws CannotRunException {
        restore.run();
        Facts facts = facts();
        List<Result> results = new ArrayList<>();
        for (Case tested : cases) {
            if (journal.marked()) {
                restore.run();
            }
            Result result = run(tested, facts);
            listener.accept(result);
            results.add(result);
        }
        if (journal.marked()) {
            restore.run();
        }
        return List.copyOf(results);
    }

    private Facts facts() throws CannotRunException {
        try (Trial trial = new Trial(target, mailbox, journal, Optional.empty())) {
            Facts facts = Facts.ask(trial);
            if (facts.messages() != mailbox.count()) {
                throw new CannotRunException("the maildrop has " + facts.messages() + " messages and the mailbox "
                        + mailbox.count() + ": does the reset command put the mailbox into the maildrop?");
            }
            return facts;
        } catch (Finding e) {
            throw new CannotRunException("no session at " + target.host() + ":" + target.port() + ": " + e.reason());
        } catch (IOException e) {
            throw new CannotRunException("no connection to " + target.host() + ":" + target.port() + ": "
                    + e.getMessage());
        }
    }

    private Result run(Case tested, Facts facts) {
        long begin = System.nanoTime();
        try (Trial trial = new Trial(target, mailbox, journal, Optional.of(facts))) {
            Verdict verdict = Verdict.PASS;
            String reason = "";
            try {
                tested.body().run(trial);
            } catch (Finding e) {
                verdict = e.verdict();
                reason = e.reason();
            } catch (IOException e) {
                verdict = Verdict.FAIL;
                reason = "the connection broke: " + e;
            }
            boolean found = verdict == Verdict.FAIL || verdict == Verdict.WARN;
            return new Result(tested, verdict, Transcript.shortened(reason, LONGEST_REASON),
                    found ? trial.transcript().lines() : List.of(), Duration.ofNanos(System.nanoTime() - begin));
        }
    }
}
