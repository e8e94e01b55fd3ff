package pop3bridge.ldap;

import static java.util.Objects.requireNonNull;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Search;

/** A search for the entry, then the proof of its password. */
final class SearchLogin implements Login {
    private static final int ENOUGH = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Connections searching;
    private final Connections proving;
    private final Proof proof;
    private final Lookup lookup;

    /** What to search for. */
    record Lookup(DN base, SearchScope scope, FilterTemplate filter, Attributes attributes, int seconds) {
        Lookup(Search search, Attributes attributes, int seconds) {
            this(base(search.base()), switch (search.scope()) {
                case ONE -> SearchScope.ONE;
                case SUBTREE -> SearchScope.SUB;
            }, new FilterTemplate(search.filter()), attributes, seconds);
        }

        private static DN base(String checked) {
            try {
                return new DN(checked);
            } catch (LDAPException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Two entries are as good as many. */
        SearchRequest request(String user) {
            return new SearchRequest(null, base.toString(), scope, DereferencePolicy.NEVER, ENOUGH, seconds, false,
                    filter.of(user), attributes.wanted());
        }
    }

    /**
     * A login by search.
     *
     * @param searching connections of the service account
     * @param proving connections for the proof, which may be the same if the proof leaves them as they are
     */
    SearchLogin(Connections searching, Connections proving, Proof proof, Lookup lookup) {
        this.searching = searching;
        this.proving = proving;
        this.proof = proof;
        this.lookup = lookup;
    }

    @Override
    public Verdict login(String user, Secret password) throws LdapFailure {
        List<SearchResultEntry> entries = entries(user);
        if (entries.size() != 1) {
            proveNothing(user);
            return new Verdict.Refused(entries.isEmpty() ? Refusal.UNKNOWN_USER : Refusal.SEVERAL_ENTRIES);
        }
        SearchResultEntry entry = entries.getFirst();
        Optional<Refusal> refusal;
        try {
            refusal = proving.ask(connection -> proof.on(connection, entry.getDN(), password));
        } catch (LDAPException e) {
            throw e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)
                    ? LdapFailure.asking(LdapFailure.Kind.NOT_ALLOWED, e, user)
                    : LdapFailure.asking(e, user);
        }
        return refusal.<Verdict>map(Verdict.Refused::new)
                .orElseGet(() -> lookup.attributes().account(user, entry));
    }

    @Override
    public boolean canFind() {
        return true;
    }

    @Override
    public Verdict find(String user) throws LdapFailure {
        List<SearchResultEntry> entries = entries(user);
        return switch (entries.size()) {
            case 0 -> new Verdict.Refused(Refusal.UNKNOWN_USER);
            case 1 -> lookup.attributes().account(user, entries.getFirst());
            default -> new Verdict.Refused(Refusal.SEVERAL_ENTRIES);
        };
    }

    /** At most two; none with an empty DN, as which a bind would be anonymous. */
    private List<SearchResultEntry> entries(String user) throws LdapFailure {
        List<SearchResultEntry> entries;
        try {
            entries = requireNonNull(
                    searching.ask(connection -> connection.search(lookup.request(user))).getSearchEntries());
        } catch (LDAPSearchException e) {
            if (e.getEntryCount() < ENOUGH) {
                throw LdapFailure.asking(e, user);
            }
            entries = requireNonNull(e.getSearchEntries());
        } catch (LDAPException e) {
            throw LdapFailure.asking(e, user);
        }
        return entries.stream().filter(entry -> !entry.getDN().isBlank()).toList();
    }

    /**
     * A proof that fails, so that a name that is not there takes as many requests as one that is. How long a server takes to compare a hash
     * is its own affair.
     */
    private void proveNothing(String user) throws LdapFailure {
        DN nobody = new DN(new RDN("cn", random()), lookup.base());
        try {
            proving.ask(connection -> proof.on(connection, nobody.toString(), Secret.of(random())));
        } catch (LDAPException e) {
            if (!e.getResultCode().isConnectionUsable()) {
                throw LdapFailure.asking(e, user);
            }
        }
    }

    private static String random() {
        byte[] octets = new byte[16];
        RANDOM.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    @Override
    public void close() {
        searching.close();
        proving.close();
    }
}
