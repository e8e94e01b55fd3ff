package pop3bridge.accounts;

import java.security.cert.X509Certificate;
import java.util.Optional;

/** The port to the authentication backends. Implementations are thread-safe and may block. */
public interface Accounts {
    /**
     * Returns the account with this name and password; empty if there is none. An unknown name and a wrong password are
     * indistinguishable, both by the result and by the time it takes.
     *
     * @throws AccountsUnavailableException if the source is not available now, so that the password cannot be verified
     */
    Optional<Account> authenticate(String user, Secret password) throws AccountsUnavailableException;

    /**
     * Returns the account with this name and its plaintext password, for logins that do not transmit the password
     * (APOP, CRAM-MD5, SCRAM); empty if there is no such account, or only a hash of its password is stored.
     *
     * @throws AccountsUnavailableException if the source is not available now
     */
    Optional<KnownPassword> knownPassword(String user) throws AccountsUnavailableException;

    /**
     * Returns whether there is an account with this name, as far as this is known without blocking. Only for logging.
     */
    boolean knows(String user);

    /**
     * Returns whether the plaintext passwords of all accounts are known, so that all users can log in without
     * transmitting them.
     */
    boolean allPasswordsKnown();

    /**
     * The account with this name together with its stored SCRAM keys; empty when there is no such account, or the source stores no
     * keys of it for this hash function.
     *
     * @throws AccountsUnavailableException if the authentication backend cannot be queried now
     */
    default Optional<KeptKeys> scramKeys(String user, ScramHash hash) throws AccountsUnavailableException {
        return Optional.empty();
    }

    /**
     * What SCRAM shows for a name without stored keys, whether the account exists or not. The same name always gets the same
     * answer, and the answers for unknown names are distributed like those of accounts, so that a client cannot tell which names
     * exist. An account whose password is known gets {@link ScramParameters#USUAL}.
     *
     * @throws AccountsUnavailableException if the authentication backend cannot be queried now
     */
    default ScramParameters scramParameters(String user, ScramHash hash) throws AccountsUnavailableException {
        return ScramParameters.USUAL;
    }

    /** Whether every account can log in by SCRAM with this hash function: its password is known, or the source stores its keys. */
    default boolean allScram(ScramHash hash) {
        return allPasswordsKnown();
    }

    /** Whether any account has a password. */
    default boolean takesPasswords() {
        return true;
    }

    /** Whether bearer tokens are accepted (OAUTHBEARER, XOAUTH2). */
    default boolean takesTokens() {
        return false;
    }

    /**
     * Looks at a bearer token (RFC 6750).
     *
     * @param user the name that the client sent with it; empty if it sent none. A token of another account is refused
     * @param token of no octets from a client that wants to learn scope and configuration from the refusal (RFC 7628 §4.3)
     * @throws AccountsUnavailableException if the token cannot be checked now
     */
    default TokenResult authenticateToken(Optional<String> user, Secret token) throws AccountsUnavailableException {
        return new TokenResult.Refused("invalid_token", Optional.empty(), Optional.empty());
    }

    /** Whether client certificates are accepted (EXTERNAL). */
    default boolean takesCertificates() {
        return false;
    }

    /** Whether each login under TLS also needs a client certificate of the account: a second factor. */
    default boolean requiresCertificate() {
        return false;
    }

    /** Whether a client certificate, whose chain has been verified, belongs to an account; for the second factor. */
    default boolean isCertificateOf(X509Certificate certificate, Account account) {
        return false;
    }

    /**
     * The account of a client certificate, whose chain has been verified; empty if it is nobody's.
     *
     * @param user the authorization identity that the client gave; empty if it gave none. Another account's is refused
     * @throws AccountsUnavailableException if the authentication backend cannot be queried now
     */
    default Optional<Account> authenticateCertificate(X509Certificate certificate, Optional<String> user)
            throws AccountsUnavailableException {
        return Optional.empty();
    }

    /** An account and its password. */
    record KnownPassword(Account account, Secret password) {}

    /** An account and its stored SCRAM keys. */
    record KeptKeys(Account account, ScramKeys keys) {}
}
