package pop3bridge.sources;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;

/** Counts and times the logins that query another server. */
public final class Requests {
    private final MeterProvider<Timer> timer;

    /** How a request ended: a label. */
    public enum Outcome {
        OK,
        REFUSED,
        UNAVAILABLE;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A request for the account of a name and password. */
    public interface Request {
        Optional<Account> account() throws AccountsUnavailableException;
    }

    /**
     * Times the requests to a source.
     *
     * @param source its name, as a label
     */
    public Requests(String source, MeterRegistry registry) {
        timer = Timer.builder("pop3bridge.accounts.request.duration")
                .description("Logins that queried an authentication backend").tag("source", source)
                .withRegistry(registry);
        for (Outcome outcome : Outcome.values()) {
            Timer _ = timer.withTag("outcome", outcome.label());
        }
    }

    /** Makes a request. */
    public Optional<Account> time(Request request) throws AccountsUnavailableException {
        Timer.Sample sample = Timer.start();
        Outcome outcome = Outcome.UNAVAILABLE;
        try {
            Optional<Account> account = request.account();
            outcome = account.isPresent() ? Outcome.OK : Outcome.REFUSED;
            return account;
        } finally {
            ended(sample, outcome);
        }
    }

    /** Records a request that is over. */
    public void ended(Timer.Sample sample, Outcome outcome) {
        sample.stop(timer.withTag("outcome", outcome.label()));
    }
}
