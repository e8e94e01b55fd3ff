package pop3bridge.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;
import pop3bridge.sources.CertificateAccounts.Name;
import pop3bridge.sources.CertificateAccounts.Use;
import pop3bridge.users.UsersFile;

final class CertificateAccountsTest {
    private final X509Certificate both;
    private final X509Certificate bare;

    @TempDir
    Path folder;

    private UsersFile users;

    CertificateAccountsTest() throws Exception {
        CertificateBuilder builder = new CertificateBuilder().ecp256().setIsCertificateAuthority(true);
        both = builder.copy().subject("CN=carol, O=example").addSanRfc822Name("alice@example.net")
                .addSanRfc822Name("bob@example.net").addSanRfc822Name("nobody@example.net")
                .addSanUriName("urn:dave").addSanDnsName("carol").buildSelfSigned().getCertificate();
        bare = builder.copy().subject("O=example").buildSelfSigned().getCertificate();
    }

    @BeforeEach
    void load() throws Exception {
        Path file = folder.resolve("users");
        Files.writeString(file, """
                alice@example.net:{PLAIN}secret
                bob@example.net:{PLAIN}secret
                carol:{PLAIN}secret
                """);
        users = UsersFile.load(file);
    }

    private Optional<String> account(Name name, X509Certificate certificate, Optional<String> user) throws Exception {
        return new CertificateAccounts(users, Use.SUFFICIENT, name).authenticateCertificate(certificate, user)
                .map(Account::name);
    }

    @ParameterizedTest
    @CsvSource({"EMAIL,alice@example.net,true", "EMAIL,bob@example.net,true", "EMAIL,nobody@example.net,false",
            "EMAIL,carol,false", "COMMON_NAME,carol,true", "COMMON_NAME,alice@example.net,false", "URI,urn:dave,false",
            "URI,carol,false"})
    void theAccountThatTheClientNames(Name name, String user, boolean found) throws Exception {
        assertEquals(found ? Optional.of(user) : Optional.empty(), account(name, both, Optional.of(user)));
        assertEquals(Optional.empty(), account(name, bare, Optional.of(user)));
    }

    @Test
    void aCertificateOfOneAccountNeedsNoName() throws Exception {
        assertEquals(Optional.of("carol"), account(Name.COMMON_NAME, both, Optional.empty()));
        assertEquals(Optional.empty(), account(Name.EMAIL, both, Optional.empty()));
        assertEquals(Optional.empty(), account(Name.COMMON_NAME, bare, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"EMAIL,alice@example.net,true", "EMAIL,carol,false", "COMMON_NAME,carol,true", "URI,urn:dave,true",
            "COMMON_NAME,O=example,false"})
    void asASecondFactorItLogsNobodyIn(Name name, String user, boolean own) throws Exception {
        CertificateAccounts accounts = new CertificateAccounts(users, Use.REQUIRED, name);
        assertTrue(accounts.requiresCertificate());
        assertFalse(accounts.takesCertificates());
        assertEquals(Optional.empty(), accounts.authenticateCertificate(both, Optional.of(user)));
        assertEquals(own, accounts.isCertificateOf(both, new Account(user, Optional.empty())));
        assertFalse(accounts.isCertificateOf(bare, new Account(user, Optional.empty())));
    }

    @Test
    void theRestIsTheSources() throws Exception {
        CertificateAccounts accounts = new CertificateAccounts(users, Use.SUFFICIENT, Name.EMAIL);
        assertFalse(accounts.requiresCertificate());
        assertTrue(accounts.takesCertificates());
        assertEquals("file", accounts.name());
        assertEquals(List.of(true, true, true, false), List.of(accounts.knows("carol"), accounts.allPasswordsKnown(),
                accounts.allScram(ScramHash.SHA_1), accounts.takesTokens()));
        assertEquals("carol", accounts.authenticate("carol", Secret.of("secret")).orElseThrow().name());
        assertEquals("carol", accounts.knownPassword("carol").orElseThrow().account().name());
        assertEquals("carol", accounts.find("carol").orElseThrow().name());
        assertEquals(Optional.empty(), accounts.scramKeys("carol", ScramHash.SHA_1));
        assertEquals(ScramParameters.USUAL, accounts.scramParameters("carol", ScramHash.SHA_1));
        long before = users.generation();
        assertTrue(before > 0 && accounts.generation() >= before);
        assertEquals(Optional.empty(), accounts.problem());
    }
}
