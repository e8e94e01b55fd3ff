package pop3bridge.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;

class SourceChainTest {
    private static final Secret PASSWORD = Secret.of("secret");

    /** Has one user, or cannot be asked. */
    private record Source(String name, String user, boolean available) implements AccountSource {
        @Override
        public Optional<Account> authenticate(String asked, Secret password, Turns turns)
                throws AccountsUnavailableException {
            if (!available) {
                throw new AccountsUnavailableException(name, null);
            }
            return asked.equals(user) ? Optional.of(new Account(name, Optional.empty())) : Optional.empty();
        }

        @Override
        public Optional<KnownPassword> knownPassword(String asked) {
            return Optional.empty();
        }

        @Override
        public boolean knows(String asked) {
            return asked.equals(user);
        }

        @Override
        public boolean allPasswordsKnown() {
            return name.equals("known");
        }

        @Override
        public Optional<Account> find(String asked) {
            return asked.equals(user) ? Optional.of(new Account(user, Optional.empty())) : Optional.empty();
        }

        @Override
        public Optional<String> problem() {
            return available ? Optional.empty() : Optional.of("down");
        }
    }

    private static SourceChain chain(Source... sources) {
        return new SourceChain(List.of(sources), Optional.empty());
    }

    private static String by(SourceChain chain, String user) throws AccountsUnavailableException {
        return chain.authenticate(user, PASSWORD).map(Account::name).orElse("nobody");
    }

    @Test
    void theFirstThatAcceptsDecides() throws Exception {
        SourceChain chain = chain(new Source("one", "anna", true), new Source("two", "anna", true),
                new Source("three", "bob", true));
        assertEquals("one", by(chain, "anna"));
        assertEquals("three", by(chain, "bob"));
        assertEquals("nobody", by(chain, "carl"));
    }

    @Test
    void aSourceThatCannotBeAskedIsPassedOver() throws Exception {
        SourceChain chain = chain(new Source("down", "anna", false), new Source("two", "bob", true));
        assertEquals("two", by(chain, "bob"));
        assertEquals(Optional.of("down: down"), chain.problem());
    }

    /** It may be the one that has the account. */
    @Test
    void withoutItNobodyIsToldThatThePasswordIsWrong() {
        SourceChain chain = chain(new Source("down", "anna", false), new Source("two", "bob", true));
        assertThrows(AccountsUnavailableException.class, () -> by(chain, "anna"));
        assertThrows(AccountsUnavailableException.class,
                () -> by(chain(new Source("two", "bob", true), new Source("down", "anna", false)), "anna"));
    }

    @Test
    void passwordsAreKnownOnlyIfAllSourcesKnowThem() {
        assertFalse(chain(new Source("known", "a", true), new Source("two", "b", true)).allPasswordsKnown());
        assertEquals(true, chain(new Source("known", "a", true)).allPasswordsKnown());
    }

    private static Optional<String> byCertificate(CertificateName where, String subject, List<String> emails,
            String... user) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name("CN=authority"),
                BigInteger.ONE, Date.from(Instant.now()), Date.from(Instant.now()), new X500Name(subject),
                pair.getPublic());
        GeneralName[] names = emails.stream().map(email -> new GeneralName(GeneralName.rfc822Name, email))
                .toArray(GeneralName[]::new);
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("Ed25519").build(pair.getPrivate())));
        SourceChain chain = new SourceChain(List.of(new Source("one", "anna@example.org", true)), Optional.of(where));
        return chain.authenticateCertificate(certificate, Stream.of(user).findFirst()).map(Account::name);
    }

    @Test
    void aCertificateIsThatOfTheAccountThatItNames() throws Exception {
        String anna = "anna@example.org";
        Optional<String> found = Optional.of(anna);
        Optional<String> none = Optional.empty();
        assertEquals(found, byCertificate(CertificateName.EMAIL, "CN=x", List.of(anna)));
        assertEquals(found, byCertificate(CertificateName.EMAIL, "CN=x", List.of(anna), anna));
        assertEquals(none, byCertificate(CertificateName.EMAIL, "CN=x", List.of(anna), "bob@example.org"));
        assertEquals(none, byCertificate(CertificateName.EMAIL, "CN=x", List.of("bob@example.org"), anna));
        assertEquals(none, byCertificate(CertificateName.EMAIL, "CN=x", List.of("bob@example.org")));
        assertEquals(none, byCertificate(CertificateName.EMAIL, "CN=x", List.of(anna, "bob@example.org")));
        assertEquals(found, byCertificate(CertificateName.EMAIL, "CN=x", List.of(anna, "bob@example.org"), anna));
        assertEquals(none, byCertificate(CertificateName.EMAIL, "CN=" + anna, List.of()));
        assertEquals(found, byCertificate(CertificateName.COMMON_NAME, "O=x,CN=" + anna, List.of()));
        assertEquals(none, byCertificate(CertificateName.COMMON_NAME, "O=" + anna, List.of()));
    }
}
