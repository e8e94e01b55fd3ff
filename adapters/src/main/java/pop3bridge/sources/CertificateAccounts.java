package pop3bridge.sources;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.ForwardingAccounts;
import pop3bridge.accounts.Secret;

/** Lets the accounts of a source log in by a client certificate, or only with one. */
public final class CertificateAccounts extends ForwardingAccounts implements AccountSource {
    /** What a client certificate is good for. */
    public enum Use {
        /** Nothing. */
        OFF,
        /** It is enough to log in (EXTERNAL). */
        SUFFICIENT,
        /** Each login under TLS needs one besides. */
        REQUIRED
    }

    /** Where a certificate has the account's name. */
    public enum Name {
        /** A subject alternative name of type rfc822Name (RFC 5280 §4.2.1.6). */
        EMAIL,
        /** The common name of the subject. */
        COMMON_NAME,
        /** A subject alternative name of type uniformResourceIdentifier. */
        URI
    }

    private static final int RFC822_NAME = 1;
    private static final int UNIFORM_RESOURCE_IDENTIFIER = 6;

    private final AccountSource source;
    private final Use use;
    private final Name name;

    public CertificateAccounts(AccountSource source, Use use, Name name) {
        super(source);
        this.source = source;
        this.use = use;
        this.name = name;
    }

    @Override
    public boolean takesCertificates() {
        return use == Use.SUFFICIENT;
    }

    @Override
    public boolean requiresCertificate() {
        return use == Use.REQUIRED;
    }

    /**
     * {@inheritDoc}
     *
     * <p>If the certificate names several accounts, the client has to say which one.
     */
    @Override
    public Optional<Account> authenticateCertificate(X509Certificate certificate, Optional<String> user)
            throws AccountsUnavailableException {
        if (!takesCertificates()) {
            return Optional.empty();
        }
        List<Account> accounts = new ArrayList<>();
        for (String named : names(certificate)) {
            if (user.isEmpty() || user.get().equals(named)) {
                source.find(named).ifPresent(accounts::add);
            }
        }
        return accounts.size() == 1 ? Optional.of(accounts.getFirst()) : Optional.empty();
    }

    @Override
    public boolean isCertificateOf(X509Certificate certificate, Account account) {
        return names(certificate).contains(account.name());
    }

    private Set<String> names(X509Certificate certificate) {
        try {
            return switch (name) {
                case EMAIL -> alternativeNames(certificate, RFC822_NAME);
                case URI -> alternativeNames(certificate, UNIFORM_RESOURCE_IDENTIFIER);
                case COMMON_NAME -> new LdapName(certificate.getSubjectX500Principal().getName()).getRdns().stream()
                        .filter(rdn -> rdn.getType().equalsIgnoreCase("CN")).map(rdn -> rdn.getValue().toString())
                        .collect(Collectors.toUnmodifiableSet());
            };
        } catch (CertificateParsingException | InvalidNameException _) {
            // A name that cannot be read is no account's name.
            return Set.of();
        }
    }

    private static Set<String> alternativeNames(X509Certificate certificate, int type)
            throws CertificateParsingException {
        return Stream.ofNullable(certificate.getSubjectAlternativeNames()).flatMap(Collection::stream)
                .filter(entry -> entry.getFirst().equals(type)).map(entry -> entry.get(1).toString())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public Optional<Account> find(String user) throws AccountsUnavailableException {
        return source.find(user);
    }

    @Override
    public Optional<Account> authenticate(String user, Secret password, Turns turns)
            throws AccountsUnavailableException {
        return source.authenticate(user, password, turns);
    }

    @Override
    public long generation() {
        return source.generation();
    }

    @Override
    public Optional<String> problem() {
        return source.problem();
    }
}
