package pop3bridge.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Limits;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Servers;

/** TLS from the first octet and by StartTLS, with certificates that are good and others. */
class LdapTlsTest {
    private static final Secret ANNAS = Secret.of("anna's");
    private static final Limits LIMITS = new Limits(2, Duration.ofSeconds(2), Duration.ofSeconds(2),
            Duration.ofSeconds(20));

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final CertificateBuilder builder = new CertificateBuilder().ecp256();
    private final X509Bundle authority;
    private final Path caFile;

    LdapTlsTest(@TempDir Path folder) throws Exception {
        authority = builder.copy().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
        X509Bundle another = builder.copy().subject("CN=another").setIsCertificateAuthority(true).buildSelfSigned();
        caFile = Files.writeString(folder.resolve("ca.pem"),
                another.getCertificatePEM() + "\n" + authority.getCertificatePEM());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private TestDirectory directory(String host, X509Bundle issuer, boolean fromTheFirstOctet) throws Exception {
        TestDirectory directory = TestDirectory.start(
                builder.copy().subject("CN=" + host).addSanDnsName(host).buildIssuedBy(issuer), fromTheFirstOctet);
        opened.add(directory);
        return directory;
    }

    private LdapAccounts accounts(boolean startTls, Optional<Path> ca, URI... urls) {
        LdapAccounts accounts = new LdapAccounts(new LdapConfig(new Servers(List.of(urls), startTls, ca, false),
                new Login.SearchAndBind(TestDirectory.search("(uid={user})")), Optional.empty(), Optional.empty(),
                LIMITS), new SimpleMeterRegistry());
        opened.add(accounts);
        return accounts;
    }

    private static URI url(TestDirectory directory, boolean fromTheFirstOctet) {
        return directory.url(fromTheFirstOctet ? "ldaps" : "ldap", "localhost");
    }

    private static boolean annaLogsIn(LdapAccounts accounts) throws AccountsUnavailableException {
        return accounts.authenticate("anna", ANNAS).isPresent();
    }

    private static void unreachable(LdapAccounts accounts) {
        Throwable cause = assertThrows(AccountsUnavailableException.class, () -> annaLogsIn(accounts)).getCause();
        assertTrue(cause instanceof LdapFailure failure && failure.kind() == LdapFailure.Kind.UNREACHABLE
                && failure.explanation().contains("ldap.ca-file"), String.valueOf(cause));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerWithAGoodCertificateIsAsked(boolean fromTheFirstOctet) throws Exception {
        TestDirectory directory = directory("localhost", authority, fromTheFirstOctet);
        LdapAccounts accounts = accounts(!fromTheFirstOctet, Optional.of(caFile), url(directory, fromTheFirstOctet));
        assertTrue(annaLogsIn(accounts));
        assertTrue(annaLogsIn(accounts));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerWithTheNameOfAnotherIsToldNothing(boolean fromTheFirstOctet) throws Exception {
        TestDirectory directory = directory("ldap.example.org", authority, fromTheFirstOctet);
        unreachable(accounts(!fromTheFirstOctet, Optional.of(caFile), url(directory, fromTheFirstOctet)));
        assertEquals(List.of(), directory.asked());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerOfAStrangeAuthorityIsToldNothing(boolean fromTheFirstOctet) throws Exception {
        TestDirectory directory = directory("localhost",
                builder.copy().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned(),
                fromTheFirstOctet);
        unreachable(accounts(!fromTheFirstOctet, Optional.of(caFile), url(directory, fromTheFirstOctet)));
        unreachable(accounts(!fromTheFirstOctet, Optional.empty(), url(directory, fromTheFirstOctet)));
        assertEquals(List.of(), directory.asked());
    }

    @Test
    void aServerThatDoesNotStartTlsIsToldNothing() throws Exception {
        TestDirectory directory = TestDirectory.start();
        opened.add(directory);
        unreachable(accounts(true, Optional.of(caFile), directory.url()));
        assertEquals(List.of(), directory.asked());
    }

    @Test
    void aHandshakeThatHangsIsFollowedByTheNextServer() throws Exception {
        TestDirectory directory = directory("localhost", authority, false);
        SilentServer silent = new SilentServer();
        opened.add(silent);
        SilentServer silentInTls = new SilentServer(SilentServer.TLS_STARTED);
        opened.add(silentInTls);
        assertTrue(annaLogsIn(accounts(true, Optional.of(caFile), silent.url("ldaps"), silentInTls.url("ldap"),
                url(directory, false))));
        assertEquals(1, silent.connections());
        assertEquals(1, silentInTls.connections());
    }
}
