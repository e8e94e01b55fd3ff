package pop3bridge.sources;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;

/**
 * Several sources, asked in order until one accepts. One that is unavailable is skipped; but if then none accepts, nothing is known: the account
 * may be there.
 */
public final class SourceChain implements AccountSource {
    private final List<AccountSource> sources;
    private final AtomicReference<Generation> generation = new AtomicReference<>(new Generation(List.of(), 0));

    /** The generations of the sources, and the number that stands for them together. */
    private record Generation(List<Long> each, long number) {}

    /** A question that each source answers in its way. */
    private interface Question<T> {
        Optional<T> of(AccountSource source) throws AccountsUnavailableException;
    }

    /** A chain of at least one source. Closes them when it is closed. */
    public SourceChain(List<? extends AccountSource> sources) {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no authentication backend");
        }
        this.sources = List.copyOf(sources);
    }

    /** The authentication backends, in the order in which they are queried. */
    public List<AccountSource> sources() {
        return sources;
    }

    @Override
    public String name() {
        return sources.stream().map(AccountSource::name).collect(Collectors.joining(","));
    }

    private <T> Optional<T> first(Predicate<AccountSource> asked, Question<T> question)
            throws AccountsUnavailableException {
        @Nullable
        AccountsUnavailableException unavailable = null;
        for (AccountSource source : sources) {
            if (!asked.test(source)) {
                continue;
            }
            try {
                Optional<T> answer = question.of(source);
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (AccountsUnavailableException e) {
                if (unavailable == null) {
                    unavailable = e;
                } else {
                    unavailable.addSuppressed(e);
                }
            }
        }
        if (unavailable != null) {
            throw unavailable;
        }
        return Optional.empty();
    }

    private <T> Optional<T> first(Question<T> question) throws AccountsUnavailableException {
        return first(_ -> true, question);
    }

    @Override
    public Optional<Account> find(String user) throws AccountsUnavailableException {
        return first(source -> source.find(user));
    }

    @Override
    public boolean knowsRecipients() {
        return sources.stream().allMatch(AccountSource::knowsRecipients);
    }

    @Override
    public Optional<Account> recipient(String user) throws AccountsUnavailableException {
        return first(source -> source.recipient(user));
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
    public boolean knows(String user) {
        return sources.stream().anyMatch(source -> source.knows(user));
    }

    @Override
    public boolean takesPasswords() {
        return sources.stream().anyMatch(AccountSource::takesPasswords);
    }

    private Stream<AccountSource> passwordSources() {
        return sources.stream().filter(AccountSource::takesPasswords);
    }

    @Override
    public boolean allPasswordsKnown() {
        return takesPasswords() && passwordSources().allMatch(AccountSource::allPasswordsKnown);
    }

    @Override
    public Optional<KeptKeys> scramKeys(String user, ScramHash hash) throws AccountsUnavailableException {
        return first(source -> source.scramKeys(user, hash));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The answer of the first source that shows anything but the usual: one without stored keys always shows the usual.
     */
    @Override
    public ScramParameters scramParameters(String user, ScramHash hash) throws AccountsUnavailableException {
        return first(source -> Optional.of(source.scramParameters(user, hash))
                .filter(shown -> !shown.equals(ScramParameters.USUAL))).orElse(ScramParameters.USUAL);
    }

    @Override
    public boolean allScram(ScramHash hash) {
        return takesPasswords() && passwordSources().allMatch(source -> source.allScram(hash));
    }

    @Override
    public boolean takesTokens() {
        return sources.stream().anyMatch(AccountSource::takesTokens);
    }

    /**
     * {@inheritDoc}
     *
     * <p>If every backend refuses it, the client gets the result of the first one.
     */
    @Override
    public TokenResult authenticateToken(Optional<String> user, Secret token) throws AccountsUnavailableException {
        AtomicReference<@Nullable TokenResult> refused = new AtomicReference<>();
        Optional<TokenResult> accepted = first(AccountSource::takesTokens,
                source -> switch (source.authenticateToken(user, token)) {
                    case TokenResult.Accepted account -> Optional.of(account);
                    case TokenResult.Refused why -> {
                        refused.compareAndSet(null, why);
                        yield Optional.empty();
                    }
                });
        if (accepted.isPresent()) {
            return accepted.get();
        }
        TokenResult why = refused.get();
        return why == null ? sources.getFirst().authenticateToken(user, token) : why;
    }

    @Override
    public boolean takesCertificates() {
        return sources.stream().anyMatch(AccountSource::takesCertificates);
    }

    @Override
    public Optional<Account> authenticateCertificate(X509Certificate certificate, Optional<String> user)
            throws AccountsUnavailableException {
        return first(AccountSource::takesCertificates, source -> source.authenticateCertificate(certificate, user));
    }

    /**
     * {@inheritDoc}
     *
     * <p>No number comes back, even if the sources' generations do.
     */
    @Override
    public long generation() {
        List<Long> now = sources.stream().map(AccountSource::generation).toList();
        return generation.updateAndGet(
                before -> before.each().equals(now) ? before : new Generation(now, before.number() + 1)).number();
    }

    @Override
    public Optional<String> problem() {
        String problems = sources.stream()
                .flatMap(source -> source.problem().map(why -> source.name() + ": " + why).stream())
                .collect(Collectors.joining("; "));
        return Optional.of(problems).filter(text -> !text.isEmpty());
    }

    @Override
    public void close() {
        sources.forEach(AccountSource::close);
    }
}
