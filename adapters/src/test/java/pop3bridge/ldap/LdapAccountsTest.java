package pop3bridge.ldap;

import static com.unboundid.ldap.sdk.OperationType.BIND;
import static com.unboundid.ldap.sdk.OperationType.COMPARE;
import static com.unboundid.ldap.sdk.OperationType.SEARCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.PasswordExpiredControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import pop3bridge.ldap.TestDirectory.Asked;

/** What comes of a login by what the directory answers. */
class LdapAccountsTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(LdapAccounts.class);
    private static final Secret ANNAS = Secret.of("anna's");
    private static final Secret WRONG = Secret.of("wrong");
    private static final Optional<Account> ANNA = Optional.of(new Account("anna@example.org", Optional.empty()));
    private static final String ANNAS_DN = "uid=anna," + TestDirectory.PEOPLE;
    private static final Login BIND_LOGIN = new Login.SearchAndBind(TestDirectory.search(TestDirectory.FILTER));
    private static final Login COMPARE_LOGIN = new Login.SearchAndCompare(
            TestDirectory.search(TestDirectory.FILTER));
    private static final Login NAME_LOGIN = new Login.BindByName("uid={user}," + TestDirectory.PEOPLE);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<LdapAccounts> opened = new ArrayList<>();
    private final TestDirectory directory;

    LdapAccountsTest() throws Exception {
        directory = TestDirectory.start();
    }

    @BeforeEach
    void readLog() {
        log.start();
        LOG.addAppender(log);
    }

    @AfterEach
    void close() {
        LOG.detachAppender(log);
        opened.forEach(LdapAccounts::close);
        directory.close();
    }

    private LdapAccounts accounts(Login login, Optional<String> name, Optional<String> maildrop) {
        LdapAccounts accounts = new LdapAccounts(
                new LdapConfig(new Servers(List.of(directory.url()), false, Optional.empty(), false), login, name,
                        maildrop, Limits.DEFAULT),
                registry);
        opened.add(accounts);
        return accounts;
    }

    private LdapAccounts accounts(Login login) {
        return accounts(login, Optional.empty(), Optional.empty());
    }

    private static LdapFailure unavailable(LdapAccounts accounts, String user) {
        Throwable cause = assertThrows(AccountsUnavailableException.class, () -> accounts.authenticate(user, ANNAS))
                .getCause();
        if (cause instanceof LdapFailure failure) {
            assertEquals(Optional.of(failure.explanation()), accounts.problem());
            return failure;
        }
        throw new AssertionError("no failure of the directory's", cause);
    }

    private List<String> lines() {
        List<String> lines = log.list.stream().map(event -> event.getLevel() + " " + event.getMessage() + " "
                + event.getKeyValuePairs()).toList();
        log.list.clear();
        return lines;
    }

    private long count(String outcome) {
        Timer timer = registry.find("pop3bridge.accounts.requests").tag("source", "ldap").tag("outcome", outcome)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    @Test
    void theEntryIsSearchedThenBound() throws Exception {
        LdapAccounts accounts = accounts(BIND_LOGIN);
        assertEquals(ANNA, accounts.authenticate("anna@example.org", ANNAS));
        assertEquals(List.of(new Asked(BIND, TestDirectory.SERVICE),
                new Asked(SEARCH, "(&(objectClass=inetOrgPerson)(mail=anna@example.org))"), new Asked(BIND, ANNAS_DN)),
                directory.asked());
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", WRONG));
        assertEquals(ANNA, accounts.authenticate("anna@example.org", ANNAS));
        assertEquals(List.of(SEARCH, BIND, SEARCH, BIND), directory.kinds(), "connections are kept");
        assertEquals(2, count("ok"));
        assertEquals(1, count("refused"));
        assertEquals(List.of(), lines());
    }

    @Test
    void thePasswordIsCompared() throws Exception {
        LdapAccounts accounts = accounts(COMPARE_LOGIN);
        assertEquals(ANNA, accounts.authenticate("anna@example.org", ANNAS));
        assertEquals(List.of(new Asked(BIND, TestDirectory.SERVICE),
                new Asked(SEARCH, "(&(objectClass=inetOrgPerson)(mail=anna@example.org))"),
                new Asked(COMPARE, ANNAS_DN)), directory.asked());
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", WRONG));
        assertEquals(Optional.empty(), accounts.authenticate("nobody@example.org", ANNAS));
        assertEquals(Optional.empty(), accounts.problem());
    }

    @Test
    void anEntryWithoutPasswordIsNobodys() throws Exception {
        directory.fails(COMPARE, ResultCode.NO_SUCH_ATTRIBUTE, "");
        assertEquals(Optional.empty(), accounts(COMPARE_LOGIN).authenticate("anna@example.org", ANNAS));
        assertEquals(1, lines().stream().filter(line -> line.contains("why=\"no_password\"")).count());
    }

    @Test
    void theDnFollowsFromTheName() throws Exception {
        LdapAccounts accounts = accounts(NAME_LOGIN);
        assertEquals(Optional.of(new Account("anna", Optional.empty())), accounts.authenticate("anna", ANNAS));
        assertEquals(List.of(new Asked(BIND, ANNAS_DN)), directory.asked());
        assertEquals(Optional.empty(), accounts.authenticate("anna", WRONG));
        assertEquals(Optional.empty(), accounts.authenticate("nobody", ANNAS));
        assertEquals(Optional.empty(), accounts.authenticate("anna," + TestDirectory.PEOPLE + ",dc=x", ANNAS));
    }

    @Test
    void aUserReadsTheOwnEntry() throws Exception {
        LdapAccounts accounts = accounts(NAME_LOGIN, Optional.of("cn"), Optional.of("mailMessageStore"));
        assertEquals(Optional.of(new Account("bert", Optional.of("s3://bucket/bert/"))),
                accounts.authenticate("BERT", Secret.of("bert's")));
        assertEquals(Optional.of(new Account("anna", Optional.empty())), accounts.authenticate("Anna", ANNAS));
        directory.fails(SEARCH, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "no");
        assertEquals(LdapFailure.Kind.OWN_ENTRY, unavailable(accounts, "anna").kind());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNameThatIsNotThereTakesAsManyRequests(boolean compare) throws Exception {
        LdapAccounts accounts = accounts(compare ? COMPARE_LOGIN : BIND_LOGIN);
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", WRONG));
        List<OperationType> known = directory.kinds().subList(1, 3);
        assertEquals(Optional.empty(), accounts.authenticate("nobody@example.org", WRONG));
        List<Asked> unknown = directory.asked();
        assertEquals(known, unknown.stream().map(Asked::kind).toList());
        assertTrue(unknown.getLast().subject().matches("cn=[0-9a-f]{32}," + TestDirectory.BASE), unknown.toString());
        directory.fails(compare ? COMPARE : BIND, ResultCode.INVALID_DN_SYNTAX, "");
        assertEquals(Optional.empty(), accounts.authenticate("nobody@example.org", WRONG));
        directory.fails(compare ? COMPARE : BIND, ResultCode.UNAVAILABLE, "");
        assertEquals(LdapFailure.Kind.UNREACHABLE, unavailable(accounts, "nobody@example.org").kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*)(uid=*", "anna*", "anna@example.org)(uid=*", "*)(|(objectClass=*)",
            "anna@example.org,ou=x", "\\2a",
            "anna@example.org\\00", "(mail=anna@example.org)"})
    void aNameIsNoPartOfTheFilter(String name) throws Exception {
        assertEquals(Optional.empty(), accounts(BIND_LOGIN).authenticate(name, ANNAS));
        assertEquals(List.of(BIND, SEARCH, BIND), directory.kinds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "anna@example.org\0", "\0", "anna\n@example.org", "anna\u0085", "anna\u2028"})
    void namesThatNobodyHasAreNotAsked(String name) throws Exception {
        assertEquals(Optional.empty(), accounts(BIND_LOGIN).authenticate(name, ANNAS));
        assertEquals(List.of(), directory.asked());
        assertEquals(0, count("refused"));
    }

    @Test
    void longNamesAreNotAsked() throws Exception {
        LdapAccounts accounts = accounts(BIND_LOGIN);
        String longest = "ä".repeat(127) + "a";
        assertEquals(Optional.empty(), accounts.authenticate(longest + "a", ANNAS));
        assertEquals(List.of(), directory.asked());
        assertEquals(Optional.empty(), accounts.authenticate(longest, ANNAS));
        assertEquals(List.of(BIND, SEARCH, BIND), directory.kinds());
    }

    @Test
    void anEmptyPasswordIsNotSent() throws Exception {
        for (Login login : List.of(BIND_LOGIN, COMPARE_LOGIN, NAME_LOGIN)) {
            assertEquals(Optional.empty(), accounts(login).authenticate("anna@example.org", Secret.of("")));
        }
        assertEquals(List.of(), directory.asked());
    }

    @Test
    void severalEntriesAreNobody() throws Exception {
        directory.person("anna2", "anna@example.org", "anna's");
        LdapAccounts accounts = accounts(BIND_LOGIN);
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", ANNAS));
        assertEquals(List.of("WARN directory refuses a login for another reason than a wrong password"
                + " [why=\"several_entries\", repeats=\"0\"]"), lines());
        directory.person("anna3", "anna@example.org", "anna's");
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", ANNAS), "more than the size limit");
        assertEquals(Optional.empty(), accounts.problem());
        assertEquals(0, directory.asked().stream().filter(asked -> asked.subject().startsWith("uid=")).count());
    }

    @Test
    void onlyChildrenOfTheBaseAreFoundWhereTheScopeIsOne() throws Exception {
        Optional<ServiceAccount> account = Optional
                .of(new ServiceAccount(TestDirectory.SERVICE, TestDirectory.SERVICE_PASSWORD));
        LdapAccounts above = accounts(new Login.SearchAndBind(
                new Search(TestDirectory.BASE, Scope.ONE, "(uid={user})", account)));
        assertEquals(Optional.empty(), above.authenticate("anna", ANNAS));
        LdapAccounts people = accounts(new Login.SearchAndBind(
                new Search(TestDirectory.PEOPLE, Scope.ONE, "(uid={user})", account)));
        assertTrue(people.authenticate("anna", ANNAS).isPresent());
    }

    @Test
    void aSearchMayBeAnonymous() throws Exception {
        LdapAccounts accounts = accounts(new Login.SearchAndBind(
                new Search(TestDirectory.BASE, Scope.SUBTREE, "(uid={user})", Optional.empty())));
        assertTrue(accounts.authenticate("anna", ANNAS).isPresent());
        assertEquals(List.of(SEARCH, BIND), directory.kinds());
    }

    @Test
    void anAccountIsMadeOfAttributes() throws Exception {
        LdapAccounts accounts = accounts(BIND_LOGIN, Optional.of("uid"), Optional.of("mailMessageStore"));
        assertEquals(Optional.of(new Account("bert", Optional.of("s3://bucket/bert/"))),
                accounts.authenticate("Bert@Example.ORG", Secret.of("bert's")));
        assertEquals(Optional.of(new Account("anna", Optional.empty())),
                accounts.authenticate("anna@example.org", ANNAS));
    }

    @Test
    void whatIsInAnAttributeIsHandedOn() throws Exception {
        directory.person("carla", "carla@example.org", "anna's", "displayName: ../{user}\"%s",
                "mailMessageStore: s3://post/{user}%s/");
        assertEquals(Optional.of(new Account("../{user}\"%s", Optional.of("s3://post/{user}%s/"))),
                accounts(BIND_LOGIN, Optional.of("displayName"), Optional.of("mailMessageStore"))
                        .authenticate("carla@example.org", ANNAS));
    }

    @ParameterizedTest
    @CsvSource({"no_name, description: x", "no_name, displayName: x|displayName: y",
            "malformed_value, displayName:: YQpi", "malformed_value, displayName:: YQBi",
            "malformed_value, displayName:: IA==", "malformed_value, displayName: x|mailMessageStore: /var/mail/x",
            "malformed_value, displayName: x|mailMessageStore:: czM6Ly9hDQo=",
            "several_maildrops, displayName: x|mailMessageStore: s3://a/|mailMessageStore: s3://b/"})
    void anAccountThatIsNotClearIsNone(String why, String lines) throws Exception {
        directory.person("carla", "carla@example.org", "anna's", lines.split("\\|", -1));
        LdapAccounts accounts = accounts(BIND_LOGIN, Optional.of("displayName"), Optional.of("mailMessageStore"));
        assertEquals(Optional.empty(), accounts.authenticate("carla@example.org", ANNAS));
        assertTrue(lines().getFirst().contains("why=\"" + why + "\""));
        assertEquals(Optional.empty(), accounts.problem());
    }

    @ParameterizedTest
    @CsvSource({
            "49, 80090308: LdapErr: DSID-0C09042A comment: AcceptSecurityContext error data 775 v4563, account_locked",
            "49, AcceptSecurityContext error data 773, password_must_change",
            "49, AcceptSecurityContext error data 532, password_expired", "49, data 533, account_disabled",
            "49, data 701, account_expired", "49, data 530, not_now", "53, account inactivated, unwilling",
            "19, rejected, constraint", "48, none, no_password"})
    void aRefusalTellsItsClassInTheLog(int code, String diagnostic, String why) throws Exception {
        directory.fails(BIND, ResultCode.valueOf(code), diagnostic);
        LdapAccounts accounts = accounts(BIND_LOGIN);
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", ANNAS));
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", ANNAS));
        assertEquals(List.of("WARN directory refuses a login for another reason than a wrong password [why=\"" + why
                + "\", repeats=\"0\"]"), lines());
        assertEquals(Optional.empty(), accounts.problem());
        assertEquals(2, count("refused"));
    }

    @ParameterizedTest
    @CsvSource({"49, data 52e", "49, data 525", "49, data 999999999", "49, no reason", "32, none"})
    void aWrongPasswordIsTheSessionsAffair(int code, String diagnostic) throws Exception {
        directory.fails(BIND, ResultCode.valueOf(code), diagnostic);
        assertEquals(Optional.empty(), accounts(BIND_LOGIN).authenticate("anna@example.org", ANNAS));
        assertEquals(List.of(), lines());
    }

    @Test
    void aBindForAChangeOfThePasswordAloneIsNoLogin() throws Exception {
        LdapAccounts accounts = accounts(NAME_LOGIN);
        directory.bindControls(new PasswordExpiredControl());
        assertEquals(Optional.empty(), accounts.authenticate("anna", ANNAS));
        directory.bindControls(new DraftBeheraLDAPPasswordPolicy10ResponseControl(null, -1,
                DraftBeheraLDAPPasswordPolicy10ErrorType.CHANGE_AFTER_RESET));
        assertEquals(Optional.empty(), accounts.authenticate("anna", ANNAS));
        directory.bindControls(new DraftBeheraLDAPPasswordPolicy10ResponseControl(null, -1, null));
        assertTrue(accounts.authenticate("anna", ANNAS).isPresent());
        List<String> lines = lines();
        assertTrue(lines.getFirst().contains("password_expired"), lines.toString());
        assertTrue(lines.getLast().contains("password_must_change"), lines.toString());
    }

    @ParameterizedTest
    @CsvSource({"SEARCH, 4, LIMIT, ldap.filter", "SEARCH, 3, LIMIT, ldap.filter", "SEARCH, 11, LIMIT, ldap.filter",
            "SEARCH, 32, NO_BASE, ldap.base", "SEARCH, 50, NOT_ALLOWED, ldap.bind-dn",
            "SEARCH, 1, NOT_ALLOWED, ldap.bind-dn", "SEARCH, 8, NOT_ALLOWED, ldap.bind-dn",
            "SEARCH, 10, ELSEWHERE, ldap.base", "SEARCH, 52, UNREACHABLE, ldap.urls",
            "SEARCH, 53, REJECTED, ldap.urls", "BIND, 10, ELSEWHERE, ldap.urls", "BIND, 52, UNREACHABLE, ldap.urls",
            "BIND, 51, UNREACHABLE, ldap.urls", "BIND, 13, NOT_ALLOWED, ldap.start-tls",
            "BIND, 34, MALFORMED_DN, ldap.dn-template", "BIND, 80, REJECTED, ldap.urls"})
    void otherAnswersAreNoAnswer(OperationType kind, int code, LdapFailure.Kind expected, String setting)
            throws Exception {
        LdapAccounts accounts = accounts(BIND_LOGIN);
        directory.fails(kind, ResultCode.valueOf(code), "Said of (mail=ANNA@example.org)\nand more");
        LdapFailure failure = unavailable(accounts, "anna@example.org");
        assertEquals(expected, failure.kind());
        assertTrue(String.valueOf(failure.getMessage()).contains(setting), failure.getMessage());
        assertFalse(String.valueOf(failure.getMessage()).contains("ANNA"), failure.getMessage());
        assertEquals(1, count("unavailable"));
        assertEquals(1, lines().size());
    }

    @Test
    void whatTheServerSaysIsKeptOnOneLine() {
        directory.fails(SEARCH, ResultCode.OPERATIONS_ERROR, "000004DC:\nbind must be completed " + "x".repeat(1000));
        String answer = unavailable(accounts(BIND_LOGIN), "anna@example.org").answer();
        assertTrue(answer.contains("000004DC: bind must be completed"), answer);
        assertEquals(301, answer.length());
    }

    @ParameterizedTest
    @CsvSource({"50", "32", "17"})
    void aComparisonThatIsNotCarriedOutIsNoAnswer(int code) {
        directory.fails(COMPARE, ResultCode.valueOf(code), "");
        LdapFailure.Kind expected = code == 17 ? LdapFailure.Kind.REJECTED : LdapFailure.Kind.NOT_ALLOWED;
        assertEquals(expected, unavailable(accounts(COMPARE_LOGIN), "anna@example.org").kind());
    }

    @Test
    void aServiceAccountThatIsRefusedIsNamed() {
        LdapAccounts accounts = accounts(new Login.SearchAndBind(new Search(TestDirectory.BASE, Scope.SUBTREE,
                TestDirectory.FILTER, Optional.of(new ServiceAccount(TestDirectory.SERVICE, Secret.of("hidden"))))));
        LdapFailure failure = unavailable(accounts, "anna@example.org");
        assertEquals(LdapFailure.Kind.SERVICE_ACCOUNT, failure.kind());
        assertTrue(failure.explanation().contains("ldap.bind-dn, ldap.bind-password-file"), failure.explanation());
        assertFalse(String.valueOf(failure.getCause()).contains("hidden"));
        unavailable(accounts, "anna@example.org");
        List<String> lines = lines();
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().startsWith("ERROR directory cannot be asked [reason=\"service_account\", why=\""
                + failure.explanation()), lines.toString());
        assertEquals(List.of(BIND, BIND), directory.kinds());
    }

    @Test
    void aProblemEndsWithTheNextAnswer() throws Exception {
        LdapAccounts accounts = accounts(BIND_LOGIN);
        assertEquals(Optional.empty(), accounts.problem());
        directory.fails(SEARCH, ResultCode.NO_SUCH_OBJECT, "");
        unavailable(accounts, "anna@example.org");
        directory.works();
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", WRONG));
        assertEquals(Optional.empty(), accounts.problem());
    }

    @Test
    void nothingIsKnownButWhoHasBeenHere() throws Exception {
        LdapAccounts accounts = accounts(BIND_LOGIN);
        assertFalse(accounts.allPasswordsKnown());
        assertEquals(Optional.empty(), accounts.knownPassword("anna@example.org"));
        assertFalse(accounts.knows("anna@example.org"));
        assertEquals(List.of(), directory.asked());
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", WRONG));
        assertFalse(accounts.knows("anna@example.org"));
        assertEquals(ANNA, accounts.authenticate("anna@example.org", ANNAS));
        assertTrue(accounts.knows("anna@example.org"));
        assertFalse(accounts.knows("bert@example.org"));
    }
}
