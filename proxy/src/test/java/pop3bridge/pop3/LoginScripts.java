package pop3bridge.pop3;

import static pop3bridge.maildrop.MemoryMaildrops.failing;

import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Secret;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops.Step;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;

/** The AUTHORIZATION state, and everything independent of the maildrop. */
final class LoginScripts {
    private static final String CAPABILITIES = """
            S: +OK...
            S: TOP
            S: UIDL
            S: USER
            S: SASL SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN
            S: RESP-CODES
            S: AUTH-RESP-CODE
            S: PIPELINING
            S: UTF8 USER
            S: LANG
            S: EXPIRE NEVER
            S: IMPLEMENTATION pop3bridge
            S: .
            """;

    private LoginScripts() {}

    static Stream<Script> all() {
        return Stream.concat(Stream.concat(logins(), refusals()), badCommands());
    }

    private static Stream<Script> logins() {
        return Stream.of(
                Script.afterLogin("login and QUIT", """
                        C: QUIT
                        S: +OK...
                        (closes)
                        """),
                Script.of("QUIT before login", """
                        C: QUIT
                        S: +OK...
                        (closes)
                        """),
                Script.of("commands in any case", """
                        C: uSER alice
                        S: +OK...
                        C: pass secret
                        S: +OK...
                        C: Stat
                        S: +OK 3 44
                        C: quit
                        S: +OK...
                        (closes)
                        """),
                Script.of("every space of a password counts", """
                        C: USER bob
                        S: +OK...
                        C: PASS b  o b\s
                        S: -ERR [AUTH] wrong user name or password
                        C: USER bob
                        S: +OK...
                        C: PASS  b o b\s
                        S: -ERR [AUTH] wrong user name or password
                        C: USER bob
                        S: +OK...
                        C: PASS  b  o b\s
                        S: +OK 0 messages
                        """),
                Script.of("user name and password in UTF-8", """
                        C: USER j\u00c3\u00bcrgen
                        S: +OK...
                        C: PASS p\u00c3\u00a4ss
                        S: +OK 0 messages
                        """).given(world -> world.accounts().add("j\u00fcrgen", Secret.of("p\u00e4ss"))),
                Script.of("the last USER counts", """
                        C: USER nobody
                        S: +OK...
                        C: USER alice
                        S: +OK...
                        C: PASS secret
                        S: +OK 3 messages
                        """),
                Script.of("capabilities before and after login", """
                        C: CAPA
                        """ + CAPABILITIES + """
                        C: USER alice
                        S: +OK...
                        C: PASS secret
                        S: +OK...
                        C: CAPA
                        """ + CAPABILITIES));
    }

    private static Stream<Script> refusals() {
        return Stream.of(
                Script.of("unknown user and wrong password get the same reply", """
                        C: USER nobody
                        S: +OK send PASS
                        C: PASS secret
                        S: -ERR [AUTH] wrong user name or password
                        C: USER alice
                        S: +OK send PASS
                        C: PASS wrong
                        S: -ERR [AUTH] wrong user name or password
                        C: USER alice
                        S: +OK send PASS
                        C: PASS\s
                        S: -ERR [AUTH] wrong user name or password
                        """),
                Script.of("PASS comes after USER, each time", """
                        C: PASS secret
                        S: -ERR send USER first
                        C: USER alice
                        S: +OK...
                        C: PASS wrong
                        S: -ERR [AUTH]...
                        C: PASS secret
                        S: -ERR send USER first
                        """),
                Script.of("no maildrop commands before login", """
                        C: STAT
                        S: -ERR STAT is valid only after login
                        C: LIST
                        S: -ERR LIST...
                        C: UIDL 1
                        S: -ERR UIDL...
                        C: RETR 1
                        S: -ERR RETR...
                        C: DELE 1
                        S: -ERR DELE...
                        C: TOP 1 0
                        S: -ERR TOP...
                        C: NOOP
                        S: -ERR NOOP...
                        C: RSET
                        S: -ERR RSET...
                        C: QUIT
                        S: +OK...
                        (closes)
                        """),
                Script.afterLogin("no second login after login", """
                        C: USER bob
                        S: -ERR USER is valid only before login
                        C: PASS  b  o b\s
                        S: -ERR PASS is valid only before login
                        C: STAT
                        S: +OK 3 44
                        """),
                Script.of("another session has the maildrop", """
                        C: USER bob
                        S: +OK...
                        C: PASS  b  o b\s
                        S: -ERR [IN-USE] maildrop is locked by another session
                        C: USER alice
                        S: +OK...
                        C: PASS secret
                        S: +OK...
                        """).given(LoginScripts::lockBob),
                Script.of("accounts are not available", """
                        C: USER alice
                        S: +OK...
                        C: PASS secret
                        S: -ERR [SYS/TEMP] accounts are not available, try again later
                        """).given(world -> world.accounts().fail()),
                Script.of("the store cannot be asked at login", """
                        C: USER alice
                        S: +OK...
                        C: PASS secret
                        S: -ERR [SYS/TEMP] ordered by a test
                        C: STAT
                        S: -ERR...
                        """).given(world -> world.maildrops().before(Step.OPEN, failing(Reason.TEMPORARY))),
                Script.of("the store is not set up for this user", """
                        C: USER alice
                        S: +OK...
                        C: PASS secret
                        S: -ERR [SYS/PERM] ordered by a test
                        """).given(world -> world.maildrops().before(Step.OPEN, failing(Reason.PERMANENT))),
                Script.of("no plaintext login without TLS", """
                        C: CAPA
                        S: +OK...
                        S: TOP
                        S: UIDL
                        S: SASL SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5
                        S: RESP-CODES
                        S: AUTH-RESP-CODE
                        S: PIPELINING
                        S: UTF8 USER
                        S: LANG
                        S: EXPIRE NEVER
                        S: IMPLEMENTATION pop3bridge
                        S: .
                        C: USER alice
                        S: -ERR plaintext login needs TLS on this connection
                        C: PASS secret
                        S: -ERR plaintext login needs TLS on this connection
                        C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                        S: -ERR mechanism is not available
                        C: AUTH
                        S: +OK...
                        S: SCRAM-SHA-256
                        S: SCRAM-SHA-1
                        S: CRAM-MD5
                        S: .
                        """).withoutPlaintextLogin());
    }

    private static void lockBob(World world) {
        try {
            world.maildrops().open(new Account("bob", Optional.empty()), Opening.of("another", Form.AS_STORED));
        } catch (MaildropException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Script> badCommands() {
        return Stream.of(
                Script.of("bad input is not echoed", """
                        C: <script>alert(1)</script>
                        S: -ERR unknown command
                        C:\s
                        S: -ERR empty command
                        C: CAPA
                        """ + CAPABILITIES + """
                        C: USER \u00ff\u00fe
                        S: -ERR USER takes a user name in ASCII or UTF-8
                        C: QUIT stage left
                        S: -ERR QUIT takes no arguments
                        """),
                Script.of("NUL ends no password", """
                        C: USER alice
                        S: +OK...
                        C: PASS secret\0x
                        S: -ERR NUL in command
                        C: PASS secret
                        S: +OK...
                        """),
                Script.of("three bad commands before login are borne", """
                        C: FOO
                        S: -ERR unknown command
                        C: FOO
                        S: -ERR unknown command
                        C: FOO
                        S: -ERR unknown command
                        C: QUIT
                        S: +OK...
                        (closes)
                        """),
                Script.of("more than three are not", """
                        C: FOO
                        S: -ERR unknown command
                        C: USER
                        S: -ERR USER takes a user name
                        C: GET / HTTP/1.1
                        S: -ERR unknown command
                        C: Host: localhost
                        S: -ERR too many bad commands
                        (closes)
                        """),
                Script.afterLogin("twenty bad commands after login are borne", """
                        C: FOO
                        S: -ERR unknown command
                        """.repeat(20) + """
                        C: STAT
                        S: +OK 3 44
                        """ + """
                        C: RETR x
                        S: -ERR RETR takes a message number
                        """.repeat(20) + """
                        C: NOOP
                        S: +OK...
                        """),
                Script.afterLogin("more than twenty are not, and nothing is removed", """
                        C: DELE 1
                        S: +OK...
                        """ + """
                        C: FOO
                        S: -ERR unknown command
                        """.repeat(20) + """
                        C: FOO
                        S: -ERR too many bad commands
                        (closes)
                        """));
    }
}
