package pop3bridge.sources;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;

/**
 * Several sources, asked in order: the first that accepts a login decides. If none accepts it, and one could not be asked, the result is not
 * known; a client is then never told that its password is wrong.
 */
public final class SourceChain implements AccountSource {
    private final List<AccountSource> sources;

    /** A chain of at least one source. */
    public SourceChain(List<AccountSource> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public Optional<Account> find(String user) throws AccountsUnavailableException {
        return first(source -> source.find(user));
    }

    private interface Question<T> {
        Optional<T> to(AccountSource source) throws AccountsUnavailableException;
    }

    private <T> Optional<T> first(Question<T> question) throws AccountsUnavailableException {
        AccountsUnavailableException unavailable = null;
        for (AccountSource source : sources) {
            try {
                Optional<T> found = question.to(source);
                if (found.isPresent()) {
                    return found;
                }
            } catch (AccountsUnavailableException e) {
                unavailable = e;
            }
        }
        if (unavailable != null) {
            throw unavailable;
        }
        return Optional.empty();
    }

    @Override
    public String name() {
        return sources.stream().map(AccountSource::name).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<Account> authenticate(String user, Secret password, Turns turns)
            throws AccountsUnavailableException {
        return first(source -> source.authenticate(user, password, turns));
    }

    @Override
    public Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException {
        return first(source -> source.knownPassword(user));
    }

    @Override
    public Optional<KeptKeys> scramKeys(String user, ScramHash hash) throws AccountsUnavailableException {
        return first(source -> source.scramKeys(user, hash));
    }

    @Override
    public ScramParameters scramParameters(String user, ScramHash hash) throws AccountsUnavailableException {
        return sources.getFirst().scramParameters(user, hash);
    }

    @Override
    public boolean allPasswordsKnown() {
        return sources.stream().allMatch(Accounts::allPasswordsKnown);
    }

    @Override
    public boolean allScram(ScramHash hash) {
        return sources.stream().allMatch(source -> source.allScram(hash));
    }

    @Override
    public boolean knows(String user) {
        return sources.stream().anyMatch(source -> source.knows(user));
    }

    @Override
    public long generation() {
        return sources.stream().mapToLong(AccountSource::generation).sum();
    }

    @Override
    public Optional<String> problem() {
        return sources.stream().flatMap(source -> source.problem().map(why -> source.name() + ": " + why).stream())
                .reduce((one, other) -> one + "; " + other);
    }
}
