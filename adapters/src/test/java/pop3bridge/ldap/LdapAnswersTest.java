package pop3bridge.ldap;

import static com.unboundid.ldap.sdk.OperationType.BIND;
import static com.unboundid.ldap.sdk.OperationType.COMPARE;
import static com.unboundid.ldap.sdk.OperationType.SEARCH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.PasswordExpiredControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Scope;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.ServiceAccount;

/** What comes of a login that the directory refuses, or does not decide. */
class LdapAnswersTest extends LdapLogins {
    LdapAnswersTest() throws Exception {}

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
        assertEquals(List.of("WARN directory refused a login for a reason other than a wrong password [why=\"" + why
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
        assertTrue(lines.getFirst().startsWith("ERROR directory cannot be queried [reason=\"service_account\", why=\""
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
}
