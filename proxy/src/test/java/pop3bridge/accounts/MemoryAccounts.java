package pop3bridge.accounts;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Accounts in memory. Safe for use by many threads. */
public final class MemoryAccounts implements Accounts {
    private final Map<String, Secret> passwords = new ConcurrentHashMap<>();
    private final Map<ScramHash, Map<String, ScramKeys>> keys = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<X509Certificate, String> certificates = new ConcurrentHashMap<>();
    private volatile boolean secondFactor;
    private volatile ScramParameters parameters = ScramParameters.USUAL;
    private volatile boolean available = true;
    private volatile CountDownLatch open = new CountDownLatch(0);
    private volatile boolean known = true;

    /** Adds an account without a maildrop of its own. */
    public MemoryAccounts add(String user, Secret password) {
        passwords.put(user, password);
        return this;
    }

    /** Keeps the keys of a user for SCRAM. */
    public void keep(String user, ScramHash hash, ScramKeys kept) {
        keys.computeIfAbsent(hash, _ -> new ConcurrentHashMap<>()).put(user, kept);
    }

    /** Takes this token for this user's. */
    public void accept(String user, String token) {
        tokens.put(token, user);
    }

    /** Takes this certificate for this user's. */
    public void accept(String user, X509Certificate certificate) {
        certificates.put(certificate, user);
    }

    /** From now on certificates are a second factor. */
    public void requireCertificates() {
        secondFactor = true;
    }

    /** From now on SCRAM shows this to whoever has no keys. */
    public void show(ScramParameters shown) {
        parameters = shown;
    }

    /** From now on the source cannot be asked. */
    public void fail() {
        available = false;
    }

    /** From now on passwords are compared only once the latch is open. */
    public void waitFor(CountDownLatch latch) {
        open = latch;
    }

    /** From now on no password is known, as if only hashes were kept. */
    public void forgetPasswords() {
        known = false;
    }

    @Override
    public boolean allPasswordsKnown() {
        return known;
    }

    @Override
    public Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException {
        requireAvailable();
        return Optional.ofNullable(passwords.get(user)).filter(_ -> known)
                .map(password -> new KnownPassword(new Account(user, Optional.empty()), password));
    }

    @Override
    public Optional<KeptKeys> scramKeys(String user, ScramHash hash) throws AccountsUnavailableException {
        requireAvailable();
        return Optional.ofNullable(keys.getOrDefault(hash, Map.of()).get(user))
                .map(kept -> new KeptKeys(new Account(user, Optional.empty()), kept));
    }

    @Override
    public ScramParameters scramParameters(String user, ScramHash hash) throws AccountsUnavailableException {
        requireAvailable();
        return parameters;
    }

    @Override
    public boolean allScram(ScramHash hash) {
        return known || keys.getOrDefault(hash, Map.of()).keySet().containsAll(passwords.keySet());
    }

    @Override
    public boolean takesTokens() {
        return !tokens.isEmpty();
    }

    @Override
    public TokenResult authenticateToken(Optional<String> user, Secret token) throws AccountsUnavailableException {
        requireAvailable();
        return Optional.ofNullable(tokens.get(new String(token.octets(), StandardCharsets.UTF_8)))
                .filter(owner -> user.isEmpty() || user.get().equals(owner))
                .<TokenResult>map(owner -> new TokenResult.Accepted(new Account(owner, Optional.empty())))
                .orElseGet(() -> new TokenResult.Refused("invalid_token", Optional.of("pop3"),
                        Optional.of("https://id.example/\"conf")));
    }

    @Override
    public boolean takesCertificates() {
        return !certificates.isEmpty() && !secondFactor;
    }

    @Override
    public Optional<Account> authenticateCertificate(X509Certificate certificate, Optional<String> user)
            throws AccountsUnavailableException {
        requireAvailable();
        return Optional.ofNullable(certificates.get(certificate))
                .filter(owner -> user.isEmpty() || user.get().equals(owner))
                .map(owner -> new Account(owner, Optional.empty()));
    }

    @Override
    public boolean requiresCertificate() {
        return secondFactor;
    }

    @Override
    public boolean isCertificateOf(X509Certificate certificate, Account account) {
        return account.name().equals(certificates.get(certificate));
    }

    private void awaitOpen() throws AccountsUnavailableException {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new AccountsUnavailableException("interrupted", e);
        }
    }

    private void requireAvailable() throws AccountsUnavailableException {
        if (!available) {
            throw new AccountsUnavailableException("ordered by a test", new IllegalStateException());
        }
    }

    @Override
    public Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException {
        requireAvailable();
        awaitOpen();
        Optional<Secret> expected = Optional.ofNullable(passwords.get(user));
        return expected.filter(secret -> Arrays.equals(secret.octets(), password.octets()))
                .map(_ -> new Account(user, Optional.empty()));
    }

    @Override
    public boolean knows(String user) {
        return passwords.containsKey(user);
    }
}
