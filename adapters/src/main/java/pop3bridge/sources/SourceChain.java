package pop3bridge.sources;

import java.security.cert.X509Certificate;
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

    private final Optional<CertificateName> certificateName;

    /**
     * A chain of at least one source.
     *
     * @param certificateName where client certificates have the name of their account; empty if nobody logs in by one
     */
    public SourceChain(List<AccountSource> sources, Optional<CertificateName> certificateName) {
        this.sources = List.copyOf(sources);
        this.certificateName = certificateName;
    }

    @Override
    public boolean takesCertificates() {
        return certificateName.isPresent();
    }

    /**
     * {@inheritDoc}
     *
     * <p>A certificate with several names is that of several accounts; the client then has to give the name.
     */
    @Override
    public Optional<Account> authenticateCertificate(X509Certificate certificate, Optional<String> user)
            throws AccountsUnavailableException {
        List<String> names = certificateName.map(where -> where.in(certificate)).orElse(List.of());
        if (user.isEmpty() && names.size() != 1) {
            return Optional.empty();
        }
        String name = user.orElseGet(names::getFirst);
        return names.contains(name) ? first(source -> source.find(name)) : Optional.empty();
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
