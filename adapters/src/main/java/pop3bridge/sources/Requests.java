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
    private enum Outcome {
        OK,
        REFUSED,
        UNAVAILABLE
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
        timer = Timer.builder("pop3bridge.accounts.requests")
                .description("Logins that queried an authentication backend").tag("source", source)
                .withRegistry(registry);
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
            sample.stop(timer.withTag("outcome", outcome.name().toLowerCase(Locale.ROOT)));
        }
    }
}
