package pop3bridge.ldap;

import static com.unboundid.ldap.sdk.OperationType.BIND;
import static com.unboundid.ldap.sdk.OperationType.COMPARE;
import static com.unboundid.ldap.sdk.OperationType.SEARCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Scope;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.ServiceAccount;
import pop3bridge.ldap.TestDirectory.Asked;

/** Who logs in as what, and what is asked for that. */
class LdapAccountsTest extends LdapLogins {
    LdapAccountsTest() throws Exception {}

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

    /** For mail. A client certificate is not enough for an account of a directory, which may be locked. */
    @Test
    void aSearchFindsAnAccountWithoutAPassword() throws Exception {
        LdapAccounts accounts = accounts(BIND_LOGIN);
        assertTrue(accounts.knowsRecipients());
        assertEquals(ANNA, accounts.recipient("anna@example.org"));
        assertEquals(List.of(BIND, SEARCH), directory.kinds());
        assertEquals(Optional.empty(), accounts.recipient("nobody@example.org"));
        assertEquals(Optional.empty(), accounts.recipient("*"));
        assertEquals(Optional.empty(), accounts.recipient("anna\n@example.org"));
        assertEquals(Optional.empty(), accounts.find("anna@example.org"));
        assertFalse(accounts.knows("anna@example.org"));
        LdapAccounts byName = accounts(NAME_LOGIN);
        assertFalse(byName.knowsRecipients());
        assertEquals(Optional.empty(), byName.recipient("anna"));
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

    /** A bind with it would be anonymous. */
    @Test
    void anEntryWithoutADnIsNobody() throws Exception {
        directory.emptyDns();
        assertEquals(Optional.empty(), accounts(BIND_LOGIN).authenticate("anna@example.org", ANNAS));
        assertTrue(directory.asked().getLast().subject().startsWith("cn="));
    }

    @Test
    void severalEntriesAreNobody() throws Exception {
        directory.person("anna2", "anna@example.org", "anna's");
        LdapAccounts accounts = accounts(BIND_LOGIN);
        assertEquals(Optional.empty(), accounts.authenticate("anna@example.org", ANNAS));
        assertEquals(List.of("WARN directory refused a login for a reason other than a wrong password"
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
