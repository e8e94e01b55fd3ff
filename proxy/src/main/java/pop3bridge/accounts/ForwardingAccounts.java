package pop3bridge.accounts;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** Accounts that pass every call on to others. A subclass overrides what it changes, so that a call added to the port is never lost. */
public abstract class ForwardingAccounts implements Accounts {
    private final Accounts accounts;

    protected ForwardingAccounts(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException {
        return accounts.authenticate(user, password);
    }

    @Override
    public Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException {
        return accounts.knownPassword(user);
    }

    @Override
    public boolean knows(String user) {
        return accounts.knows(user);
    }

    @Override
    public boolean allPasswordsKnown() {
        return accounts.allPasswordsKnown();
    }

    @Override
    public Optional<KeptKeys> scramKeys(String user, ScramHash hash) throws AccountsUnavailableException {
        return accounts.scramKeys(user, hash);
    }

    @Override
    public ScramParameters scramParameters(String user, ScramHash hash) throws AccountsUnavailableException {
        return accounts.scramParameters(user, hash);
    }

    @Override
    public boolean allScram(ScramHash hash) {
        return accounts.allScram(hash);
    }

    @Override
    public boolean takesPasswords() {
        return accounts.takesPasswords();
    }

    @Override
    public boolean takesTokens() {
        return accounts.takesTokens();
    }

    @Override
    public TokenResult authenticateToken(Optional<String> user, Secret token) throws AccountsUnavailableException {
        return accounts.authenticateToken(user, token);
    }

    @Override
    public boolean takesCertificates() {
        return accounts.takesCertificates();
    }

    @Override
    public boolean requiresCertificate() {
        return accounts.requiresCertificate();
    }

    @Override
    public boolean isCertificateOf(X509Certificate certificate, Account account) {
        return accounts.isCertificateOf(certificate, account);
    }

    @Override
    public Optional<Account> authenticateCertificate(X509Certificate certificate, Optional<String> user)
            throws AccountsUnavailableException {
        return accounts.authenticateCertificate(certificate, user);
    }
}
