package pop3bridge.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.ldap.LdapConfig.Limits;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Servers;

/** A directory, accounts of it, and what they tell: for tests. */
abstract class LdapLogins {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(LdapAccounts.class);
    static final Secret ANNAS = Secret.of("anna's");
    static final Secret WRONG = Secret.of("wrong");
    static final Optional<Account> ANNA = Optional.of(new Account("anna@example.org", Optional.empty()));
    static final String ANNAS_DN = "uid=anna," + TestDirectory.PEOPLE;
    static final Login BIND_LOGIN = new Login.SearchAndBind(TestDirectory.search(TestDirectory.FILTER));
    static final Login COMPARE_LOGIN = new Login.SearchAndCompare(
            TestDirectory.search(TestDirectory.FILTER));
    static final Login NAME_LOGIN = new Login.BindByName("uid={user}," + TestDirectory.PEOPLE);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<LdapAccounts> opened = new ArrayList<>();
    final TestDirectory directory;

    LdapLogins() throws Exception {
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

    final LdapAccounts accounts(Login login, Optional<String> name, Optional<String> maildrop) {
        LdapAccounts accounts = new LdapAccounts(
                new LdapConfig(new Servers(List.of(directory.url()), false, Optional.empty(), false), login, name,
                        maildrop, Limits.DEFAULT),
                registry);
        opened.add(accounts);
        return accounts;
    }

    final LdapAccounts accounts(Login login) {
        return accounts(login, Optional.empty(), Optional.empty());
    }

    static LdapFailure unavailable(LdapAccounts accounts, String user) {
        Throwable cause = assertThrows(AccountsUnavailableException.class, () -> accounts.authenticate(user, ANNAS))
                .getCause();
        if (cause instanceof LdapFailure failure) {
            assertEquals(Optional.of(failure.explanation()), accounts.problem());
            return failure;
        }
        throw new AssertionError("no failure of the directory's", cause);
    }

    final List<String> lines() {
        List<String> lines = log.list.stream().map(event -> event.getLevel() + " " + event.getMessage() + " "
                + event.getKeyValuePairs()).toList();
        log.list.clear();
        return lines;
    }

    final long count(String outcome) {
        Timer timer = registry.find("pop3bridge.accounts.request.duration").tag("source", "ldap")
                .tag("outcome", outcome)
                .timer();
        return timer == null ? 0 : timer.count();
    }
}
