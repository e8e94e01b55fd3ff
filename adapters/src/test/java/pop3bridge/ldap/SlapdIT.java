package pop3bridge.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Limits;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Scope;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.Servers;
import pop3bridge.ldap.LdapConfig.ServiceAccount;

/** Logins by OpenLDAP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlapdIT {
    private static final String REQUIRED = "REQUIRE_SLAPD";
    private static final String POLICY = "cn=policy," + TestDirectory.BASE;
    private static final Secret WRONG = Secret.of("wrong");
    private static final Search SEARCH = TestDirectory.search(TestDirectory.FILTER);

    private final List<LdapAccounts> opened = new ArrayList<>();
    private final Optional<Slapd> server;

    SlapdIT(@TempDir Path folder) throws Exception {
        Optional<Path> executable = Slapd.find();
        server = executable.isPresent() ? Optional.of(new Slapd(executable.get(), folder)) : Optional.empty();
    }

    /** Before each test, as the build reports no class that is aborted as a whole. */
    @BeforeEach
    void needsSlapd() {
        String missing = "there is no slapd: install Debian's package slapd, or OpenLDAP's server";
        if (server.isEmpty() && System.getenv(REQUIRED) != null) {
            fail(missing + " (" + REQUIRED + " is set)");
        }
        assumeTrue(server.isPresent(), missing);
    }

    private Slapd slapd() {
        return server.orElseThrow();
    }

    @BeforeAll
    void fill() throws Exception {
        if (server.isEmpty()) {
            return;
        }
        try (LDAPConnection admin = slapd().admin()) {
            admin.add("dn: " + TestDirectory.BASE, "objectClass: domain", "dc: example");
            admin.add("dn: " + TestDirectory.PEOPLE, "objectClass: organizationalUnit", "ou: people");
            admin.add("dn: " + TestDirectory.SERVICE, "objectClass: organizationalRole",
                    "objectClass: simpleSecurityObject", "cn: pop3bridge", "userPassword: service secret");
            admin.add("dn: " + POLICY, "objectClass: device", "objectClass: pwdPolicy", "cn: policy",
                    "pwdAttribute: userPassword", "pwdLockout: TRUE", "pwdMaxFailure: 2", "pwdMustChange: TRUE");
            person(admin, "anna", hashed("anna's"));
            person(admin, "bert", "bert's", "mailMessageStore: s3://bucket/bert/");
            person(admin, "carla", "carla's", "pwdPolicySubentry: " + POLICY);
            person(admin, "dora", "dora's", "pwdPolicySubentry: " + POLICY, "pwdReset: TRUE");
            person(admin, "emil", "emil's", "mail: anna@example.org");
            person(admin, "*", "star's");
            person(admin, "a,ou=x", "comma's");
        }
    }

    private static void person(LDAPConnection admin, String uid, String password, String... more)
            throws LDAPException, LDIFException {
        List<String> lines = new ArrayList<>(List.of("dn: uid=" + uid.replace(",", "\\,") + "," + TestDirectory.PEOPLE,
                "objectClass: inetOrgPerson", "objectClass: storedMail", "uid: " + uid, "cn: " + uid, "sn: " + uid,
                "mail: " + uid + "@example.org", "userPassword: " + password));
        lines.addAll(List.of(more));
        admin.add(lines.toArray(String[]::new));
    }

    private static String hashed(String password) {
        byte[] salt = "salt".getBytes(StandardCharsets.US_ASCII);
        byte[] digest = DigestUtils.sha1(password + "salt");
        byte[] both = new byte[digest.length + salt.length];
        System.arraycopy(digest, 0, both, 0, digest.length);
        System.arraycopy(salt, 0, both, digest.length, salt.length);
        return "{SSHA}" + Base64.getEncoder().encodeToString(both);
    }

    @AfterEach
    void closeAccounts() {
        opened.forEach(LdapAccounts::close);
        opened.clear();
    }

    @AfterAll
    void stop() throws Exception {
        if (server.isPresent()) {
            server.get().stop();
        }
    }

    private LdapAccounts accounts(Servers servers, Login login) {
        LdapAccounts accounts = new LdapAccounts(
                new LdapConfig(servers, login, Optional.of("uid"), Optional.of("mailMessageStore"), Limits.DEFAULT),
                new SimpleMeterRegistry());
        opened.add(accounts);
        return accounts;
    }

    private LdapAccounts accounts(Login login) {
        return accounts(new Servers(List.of(slapd().url()), false, Optional.empty(), false), login);
    }

    private LdapAccounts tls(URI url) {
        return accounts(new Servers(List.of(url), true, Optional.of(slapd().caFile()), false),
                new Login.SearchAndBind(SEARCH));
    }

    private static Login byUid() {
        return new Login.SearchAndBind(TestDirectory.search("(uid={user})"));
    }

    private static Optional<Account> account(String name, String... maildrop) {
        return Optional.of(new Account(name, List.of(maildrop).stream().findFirst()));
    }

    private static LdapFailure unavailable(LdapAccounts accounts, String user) {
        Throwable cause = assertThrows(AccountsUnavailableException.class,
                () -> accounts.authenticate(user, Secret.of("bert's"))).getCause();
        return cause instanceof LdapFailure failure ? failure : fail("no failure of the directory's", cause);
    }

    @Test
    void aUserIsSearchedAndBound() throws Exception {
        LdapAccounts accounts = accounts(byUid());
        assertEquals(account("anna"), accounts.authenticate("Anna", Secret.of("anna's")));
        assertEquals(account("bert", "s3://bucket/bert/"), accounts.authenticate("bert", Secret.of("bert's")));
        assertEquals(Optional.empty(), accounts.authenticate("anna", WRONG));
        assertEquals(Optional.empty(), accounts.authenticate("anna", Secret.of("")));
        assertEquals(Optional.empty(), accounts.authenticate("nobody", WRONG));
        assertEquals(Optional.empty(), accounts.problem());
    }

    @Test
    void anAddressOfTwoIsNobodys() throws Exception {
        assertEquals(Optional.empty(),
                accounts(new Login.SearchAndBind(SEARCH)).authenticate("anna@example.org", Secret.of("anna's")));
    }

    @Test
    void aHashIsNotComparedButAPlainPasswordIs() throws Exception {
        LdapAccounts accounts = accounts(new Login.SearchAndCompare(TestDirectory.search("(uid={user})")));
        assertEquals(account("bert", "s3://bucket/bert/"), accounts.authenticate("bert", Secret.of("bert's")));
        assertEquals(Optional.empty(), accounts.authenticate("bert", WRONG));
        assertEquals(Optional.empty(), accounts.authenticate("anna", Secret.of("anna's")));
        assertEquals(Optional.empty(), accounts.authenticate("nobody", WRONG));
        assertEquals(Optional.empty(), accounts.problem());
    }

    @Test
    void aUserIsBoundByName() throws Exception {
        LdapAccounts accounts = accounts(new Login.BindByName("uid={user}," + TestDirectory.PEOPLE));
        assertEquals(account("bert", "s3://bucket/bert/"), accounts.authenticate("BERT", Secret.of("bert's")));
        assertEquals(account("anna"), accounts.authenticate("anna", Secret.of("anna's")));
        assertEquals(account("a,ou=x"), accounts.authenticate("a,ou=x", Secret.of("comma's")));
        assertEquals(Optional.empty(), accounts.authenticate("bert", WRONG));
        assertEquals(Optional.empty(), accounts.authenticate("nobody", WRONG));
        assertEquals(Optional.empty(), accounts.authenticate("bert," + TestDirectory.PEOPLE, Secret.of("bert's")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*)(uid=*", "ber*", "bert)(uid=*", "*)(|(uid=*)", "bert,ou=x", "\\2a", "bert\\00", "bert\0",
            "#62657274",
            "=", "\"", "<>;+", "\uD83D\uDE00"})
    void aNameIsAValueAlone(String name) throws Exception {
        for (Login login : List.of(byUid(), new Login.BindByName("uid={user}," + TestDirectory.PEOPLE))) {
            assertEquals(Optional.empty(), accounts(login).authenticate(name, Secret.of("bert's")));
        }
    }

    @Test
    void anAsteriskMayBeAName() throws Exception {
        assertEquals(account("*"), accounts(byUid()).authenticate("*", Secret.of("star's")));
        assertEquals(Optional.empty(), accounts(byUid()).authenticate("*", Secret.of("bert's")));
    }

    @Test
    void policiesAreRefusalsWithTheirClass() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(LdapAccounts.class);
        log.start();
        logger.addAppender(log);
        try {
            LdapAccounts accounts = accounts(byUid());
            assertEquals(account("carla"), accounts.authenticate("carla", Secret.of("carla's")));
            for (int i = 0; i < 2; i++) {
                assertEquals(Optional.empty(), accounts.authenticate("carla", WRONG));
            }
            assertEquals(Optional.empty(), accounts.authenticate("carla", Secret.of("carla's")));
            assertEquals(Optional.empty(), accounts.authenticate("dora", Secret.of("dora's")));
            assertEquals(Optional.empty(), accounts.problem());
        } finally {
            logger.detachAppender(log);
        }
        assertEquals(List.of("why=\"account_locked\"", "why=\"password_must_change\""),
                log.list.stream().map(event -> event.getKeyValuePairs().getFirst().toString()).toList());
    }

    @Test
    void tlsIsStarted() throws Exception {
        assertEquals(account("bert", "s3://bucket/bert/"),
                tls(slapd().namedUrl()).authenticate("bert@example.org", Secret.of("bert's")));
    }

    @Test
    void theAuthorityMustBeKnown() {
        LdapAccounts accounts = accounts(new Servers(List.of(slapd().namedUrl()), true, Optional.empty(), false),
                byUid());
        assertEquals(LdapFailure.Kind.UNREACHABLE, unavailable(accounts, "bert").kind());
    }

    @Test
    void theServiceAccountMustBeRight() {
        Search search = new Search(TestDirectory.BASE, Scope.SUBTREE, "(uid={user})",
                Optional.of(new ServiceAccount(TestDirectory.SERVICE, WRONG)));
        LdapFailure failure = unavailable(accounts(new Login.SearchAndBind(search)), "bert");
        assertEquals(LdapFailure.Kind.SERVICE_ACCOUNT, failure.kind());
        assertFalse(failure.toString().contains("wrong"), failure.toString());
    }

    @Test
    void theBaseMustBeThereAndSeen() {
        assertEquals(LdapFailure.Kind.NO_BASE, unavailable(accounts(new Login.SearchAndBind(
                new Search("ou=nowhere," + TestDirectory.BASE, Scope.SUBTREE, "(uid={user})", SEARCH.account()))),
                "bert").kind());
        assertEquals(LdapFailure.Kind.NO_BASE, unavailable(accounts(new Login.SearchAndBind(
                new Search(TestDirectory.BASE, Scope.SUBTREE, "(uid={user})", Optional.empty()))), "bert").kind());
    }

    @Test
    void aServerMayComeBack() throws Exception {
        LdapAccounts accounts = accounts(byUid());
        assertTrue(accounts.authenticate("bert", Secret.of("bert's")).isPresent());
        slapd().stop();
        assertEquals(LdapFailure.Kind.UNREACHABLE, unavailable(accounts, "bert").kind());
        slapd().startAgain();
        assertTrue(accounts.authenticate("bert", Secret.of("bert's")).isPresent());
        assertEquals(Optional.empty(), accounts.problem());
    }
}
