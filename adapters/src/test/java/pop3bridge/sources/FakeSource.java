package pop3bridge.sources;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramKeys;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;
import pop3bridge.accounts.TokenResult;

/** A source of accounts whose maildrop names it; a token is the name of its account. */
final class FakeSource implements AccountSource {
    private static final ScramKeys KEYS = ScramKeys.derive(ScramHash.SHA_256, Secret.of("x"), new byte[8], 5000);

    private final String name;
    private final Map<String, String> passwords = new HashMap<>();
    boolean available = true;
    boolean known;
    boolean scram;
    boolean tokens;
    boolean certificates;
    boolean recipients;
    boolean closed;
    long generation;
    int asked;
    @Nullable
    String problem;

    FakeSource(String name, String... users) {
        this.name = name;
        for (String user : users) {
            passwords.put(user, "secret");
        }
    }

    private Optional<Account> account(String user) throws AccountsUnavailableException {
        asked++;
        if (!available) {
            throw new AccountsUnavailableException(name + " is down", null);
        }
        return passwords.containsKey(user) ? Optional.of(new Account(user, Optional.of(name))) : Optional.empty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Account> authenticate(String user, Secret password, Turns turns)
            throws AccountsUnavailableException {
        return account(user).filter(_ -> new String(password.octets(), StandardCharsets.UTF_8)
                .equals(passwords.get(user)));
    }

    @Override
    public Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException {
        return account(user).filter(_ -> known).map(account -> new KnownPassword(account, Secret.of("secret")));
    }

    @Override
    public Optional<KeptKeys> scramKeys(String user, ScramHash hash) throws AccountsUnavailableException {
        return account(user).filter(_ -> scram).map(account -> new KeptKeys(account, KEYS));
    }

    @Override
    public ScramParameters scramParameters(String user, ScramHash hash) {
        return scram ? new ScramParameters(8, 5000) : ScramParameters.USUAL;
    }

    @Override
    public boolean allScram(ScramHash hash) {
        return scram;
    }

    @Override
    public boolean knows(String user) {
        return passwords.containsKey(user);
    }

    @Override
    public boolean allPasswordsKnown() {
        return known;
    }

    @Override
    public boolean takesTokens() {
        return tokens;
    }

    @Override
    public TokenResult authenticateToken(Optional<String> user, Secret token) throws AccountsUnavailableException {
        String named = new String(token.octets(), StandardCharsets.UTF_8);
        return account(named).<TokenResult>map(TokenResult.Accepted::new)
                .orElse(new TokenResult.Refused(name, Optional.empty(), Optional.empty()));
    }

    @Override
    public boolean knowsRecipients() {
        return recipients;
    }

    @Override
    public Optional<Account> recipient(String user) throws AccountsUnavailableException {
        return recipients ? account(user) : Optional.empty();
    }

    @Override
    public boolean takesCertificates() {
        return certificates;
    }

    @Override
    public Optional<Account> authenticateCertificate(X509Certificate certificate, Optional<String> user)
            throws AccountsUnavailableException {
        return account(user.orElse(""));
    }

    @Override
    public long generation() {
        return generation;
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        closed = true;
    }
}
