package pop3bridge.ldap;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Limits;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Scope;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.Servers;
import pop3bridge.ldap.LdapConfig.ServiceAccount;

class LdapConfigTest {
    private static Servers servers(String url, boolean startTls, boolean allowPlaintext) {
        return new Servers(List.of(URI.create(url)), startTls, Optional.empty(), allowPlaintext);
    }

    private static void refused(LdapSetting setting, Executable action) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, action).getMessage());
        assertTrue(message.startsWith(setting.key() + ": "), message);
    }

    private static void accounts(Servers servers, Login login) {
        new LdapAccounts(new LdapConfig(servers, login, Optional.empty(), Optional.empty(), Limits.DEFAULT),
                new SimpleMeterRegistry()).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "ldap:localhost", "ldap:///", "localhost:389",
            "ldapi://socket",
            "ldap://user@localhost", "ldap://localhost/dc=example", "ldap://localhost/?mail", "ldap://localhost#x",
            "ldap://localhost:0", "ldap://localhost:65536"})
    void anUrlIsSchemeHostAndPort(String url) {
        refused(LdapSetting.URLS, () -> servers(url, true, true));
    }

    @Test
    void thereIsAServer() {
        refused(LdapSetting.URLS, () -> new Servers(List.of(), false, Optional.empty(), false));
    }

    @Test
    void portsHaveDefaults() {
        assertEquals(List.of(389, 636, 3), Stream.of("ldap://a", "LDAPS://a/", "ldaps://a:3")
                .map(url -> Servers.port(URI.create(url))).toList());
        assertEquals("::1", Servers.host(URI.create("ldap://[::1]:3")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap://ldap.example.org", "LDAP://10.0.0.1", "ldap://localhost.example.org",
            "ldap://127.0.0.1.example.org", "ldap://[2001:db8::1]", "ldap://0.0.0.0"})
    void passwordsDoNotCrossTheNetworkInTheClear(String url) {
        refused(LdapSetting.URLS, () -> servers(url, false, false));
        assertDoesNotThrow(() -> servers(url, true, false));
        assertDoesNotThrow(() -> servers(url, false, true));
    }

    @Test
    void oneServerInTheClearIsOneTooMany() {
        refused(LdapSetting.URLS, () -> new Servers(
                List.of(URI.create("ldaps://ldap1.example.org"), URI.create("ldap://ldap2.example.org")), false,
                Optional.empty(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap://localhost", "ldap://LocalHost:1389", "ldap://127.0.0.1", "ldap://127.9.9.9",
            "ldap://[::1]", "ldaps://ldap.example.org"})
    void aServerOfThisMachineOrWithTlsIsGood(String url) {
        assertDoesNotThrow(() -> servers(url, false, false));
    }

    @Test
    void theServiceAccountHasAPassword() {
        refused(LdapSetting.BIND_PASSWORD, () -> new ServiceAccount("cn=x", Secret.of("")));
        refused(LdapSetting.BIND_DN, () -> new ServiceAccount(" ", Secret.of("x")));
    }

    @Test
    void noSecretIsShown() {
        LdapConfig config = new LdapConfig(servers("ldap://localhost", false, false),
                new Login.SearchAndBind(new Search("", Scope.ONE, "(uid={user})",
                        Optional.of(new ServiceAccount("cn=x", Secret.of("hidden"))))),
                Optional.empty(), Optional.empty(), Limits.DEFAULT);
        assertFalse(config.toString().contains("hidden"));
    }

    @Test
    void limitsAreInOrder() {
        Duration second = Duration.ofSeconds(1);
        refused(LdapSetting.CONNECTIONS, () -> new Limits(0, second, second, second.multipliedBy(3)));
        refused(LdapSetting.CONNECT_TIMEOUT, () -> new Limits(1, Duration.ZERO, second, second.multipliedBy(3)));
        refused(LdapSetting.ANSWER_TIMEOUT, () -> new Limits(1, second, Duration.ofNanos(1), second.multipliedBy(3)));
        refused(LdapSetting.LOGIN_TIMEOUT, () -> new Limits(1, second, second.dividedBy(2), second));
        refused(LdapSetting.LOGIN_TIMEOUT, () -> new Limits(1, second.dividedBy(2), second, second));
        refused(LdapSetting.ANSWER_TIMEOUT, () -> new Limits(1, second, Duration.ofDays(1), Duration.ofDays(2)));
    }

    @Test
    void baseAndTemplatesAreParsedAtTheStart() {
        Servers local = servers("ldap://localhost", false, false);
        refused(LdapSetting.BASE, () -> accounts(local,
                new Login.SearchAndBind(new Search("example", Scope.ONE, "(uid={user})", Optional.empty()))));
        refused(LdapSetting.FILTER, () -> accounts(local,
                new Login.SearchAndCompare(new Search("dc=x", Scope.ONE, "(uid=anna)", Optional.empty()))));
        refused(LdapSetting.DN_TEMPLATE, () -> accounts(local, new Login.BindByName("uid=anna,dc=x")));
    }

    @Test
    void theAuthoritiesAreReadAtTheStart(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ca.pem");
        Servers local = new Servers(List.of(URI.create("ldaps://localhost")), false, Optional.of(file), false);
        Executable open = () -> accounts(local, new Login.BindByName("uid={user},dc=x"));
        refused(LdapSetting.CA_FILE, open);
        Files.writeString(file, "");
        refused(LdapSetting.CA_FILE, open);
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        refused(LdapSetting.CA_FILE, open);
    }
}
