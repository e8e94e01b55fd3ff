package pop3bridge.accounts;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;

/** Accounts that pass every call on to others. A subclass overrides what it changes, so that a call added to the port is never lost. */
public abstract class ForwardingAccounts implements Accounts {
    private final Supplier<? extends Accounts> accounts;

    protected ForwardingAccounts(Accounts accounts) {
        this(() -> accounts);
    }

    /** Creates accounts that pass each call on to those that are supplied for it. */
    protected ForwardingAccounts(Supplier<? extends Accounts> accounts) {
        this.accounts = accounts;
    }

    @Override
    public Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException {
        return accounts.get().authenticate(user, password);
    }

    @Override
    public Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException {
        return accounts.get().knownPassword(user);
    }

    @Override
    public boolean knows(String user) {
        return accounts.get().knows(user);
    }

    @Override
    public boolean allPasswordsKnown() {
        return accounts.get().allPasswordsKnown();
    }

    @Override
    public Optional<KeptKeys> scramKeys(String user, ScramHash hash) throws AccountsUnavailableException {
        return accounts.get().scramKeys(user, hash);
    }

    @Override
    public ScramParameters scramParameters(String user, ScramHash hash) throws AccountsUnavailableException {
        return accounts.get().scramParameters(user, hash);
    }

    @Override
    public boolean allScram(ScramHash hash) {
        return accounts.get().allScram(hash);
    }

    @Override
    public boolean takesPasswords() {
        return accounts.get().takesPasswords();
    }

    @Override
    public boolean takesTokens() {
        return accounts.get().takesTokens();
    }

    @Override
    public TokenResult authenticateToken(Optional<String> user, Secret token) throws AccountsUnavailableException {
        return accounts.get().authenticateToken(user, token);
    }

    @Override
    public boolean takesCertificates() {
        return accounts.get().takesCertificates();
    }

    @Override
    public boolean requiresCertificate() {
        return accounts.get().requiresCertificate();
    }

    @Override
    public boolean isCertificateOf(X509Certificate certificate, Account account) {
        return accounts.get().isCertificateOf(certificate, account);
    }

    @Override
    public Optional<Account> authenticateCertificate(X509Certificate certificate, Optional<String> user)
            throws AccountsUnavailableException {
        return accounts.get().authenticateCertificate(certificate, user);
    }
}
