package pop3bridge.ldap;

import pop3bridge.accounts.Account;
import pop3bridge.accounts.Secret;

/** A way to log in. */
interface Login extends AutoCloseable {
    /** What came of it. */
    sealed interface Verdict {
        /** The password is right. */
        record Accepted(Account account) implements Verdict {}

        /** The password is wrong, or is of no use. */
        record Refused(Refusal why) implements Verdict {}
    }

    /** Asks the directory; the name and the password are not empty. */
    Verdict login(String user, Secret password) throws LdapFailure;

    /** Whether {@link #find} can be used. */
    boolean canFind();

    /** Asks the directory for the account of a name, without a password. */
    Verdict find(String user) throws LdapFailure;

    @Override
    void close();
}
