package pop3bridge.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.CompareRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10RequestControl;
import java.util.Optional;
import pop3bridge.accounts.Secret;

/** A request by which a password is proved. */
interface Proof {
    /** A bind; the connection is the entry's afterwards. The control asks the server to say why it refuses. */
    Proof BIND = (connection, dn, password) -> {
        try {
            BindResult result = connection.bind(new SimpleBindRequest(dn, password.octets(),
                    new DraftBeheraLDAPPasswordPolicy10RequestControl()));
            return Refusal.of(result);
        } catch (LDAPException e) {
            return refusal(e);
        }
    };

    /** A comparison with the entry's password. */
    Proof COMPARE = (connection, dn, password) -> {
        try {
            boolean same = connection.compare(new CompareRequest(dn, "userPassword", password.octets()))
                    .compareMatched();
            return same ? Optional.empty() : Optional.of(Refusal.WRONG_PASSWORD);
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.NO_SUCH_ATTRIBUTE)) {
                return Optional.of(Refusal.NO_PASSWORD);
            }
            throw e;
        }
    };

    /** Why the password does not let the user in; empty if it does. */
    Optional<Refusal> on(LDAPConnection connection, String dn, Secret password) throws LDAPException;

    private static Optional<Refusal> refusal(LDAPException e) throws LDAPException {
        Optional<Refusal> refusal = Refusal.of(e);
        if (refusal.isEmpty()) {
            throw e;
        }
        return refusal;
    }
}
