package pop3bridge.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.Optional;
import pop3bridge.accounts.Secret;

/** A bind as the entry whose DN follows from the user name. The user then reads this entry. */
final class NameLogin implements Login {
    private final Connections users;
    private final DnTemplate template;
    private final Attributes attributes;

    NameLogin(Connections users, DnTemplate template, Attributes attributes) {
        this.users = users;
        this.template = template;
        this.attributes = attributes;
    }

    @Override
    public Verdict login(String user, Secret password) throws LdapFailure {
        DN dn = template.of(user);
        try {
            return users.ask(connection -> {
                Optional<Refusal> refusal = Proof.BIND.on(connection, dn.toString(), password);
                return refusal.isPresent() ? new Verdict.Refused(refusal.get()) : account(connection, user, dn);
            });
        } catch (LDAPSearchException e) {
            throw e.getResultCode().isConnectionUsable()
                    ? LdapFailure.asking(LdapFailure.Kind.OWN_ENTRY, e, user)
                    : LdapFailure.asking(e, user);
        } catch (LDAPException e) {
            throw LdapFailure.asking(e, user);
        }
    }

    @Override
    public boolean canFind() {
        return false;
    }

    @Override
    public Verdict find(String user) {
        throw new UnsupportedOperationException("only the user can read the entry");
    }

    private Verdict account(LDAPConnection connection, String user, DN dn) throws LDAPException {
        if (attributes.isEmpty()) {
            return attributes.account(user, new Entry(dn));
        }
        SearchRequest request = new SearchRequest(dn.toString(), SearchScope.BASE,
                Filter.createPresenceFilter("objectClass"), attributes.wanted());
        request.setDerefPolicy(DereferencePolicy.NEVER);
        Entry own = connection.searchForEntry(request);
        if (own == null) {
            throw new LDAPSearchException(ResultCode.NO_SUCH_OBJECT, "");
        }
        return attributes.account(user, own);
    }

    @Override
    public void close() {
        users.close();
    }
}
