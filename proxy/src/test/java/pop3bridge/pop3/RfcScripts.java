package pop3bridge.pop3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Secret;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;

/**
 * The texts of the protocol, section by section, by their own examples: mrose has the password {@code secret} and two messages of 120
 * and of 200 octets. What RFC 1081 and RFC 1225 have besides is in {@link HistoryScripts}, APOP in {@link LoginOptionsTest}.
 */
final class RfcScripts {
    private static final String FIRST_ID = "whqtswO00WBw418f9t5JxYwZ";
    private static final String SECOND_ID = "QhdPYR:00WBw1Ph7x7";
    private static final String LOGIN = """
            C: USER mrose
            S: +OK...
            C: PASS secret
            S: +OK 2 messages
            """;
    private static final String FIRST = """
            S: From: mrose
            S:\s
            S: %s
            S: .
            """.formatted("1".repeat(120 - 17));
    private static final String SECOND = """
            S: From: mrose
            S:\s
            S: %s
            S: .
            """.formatted("2".repeat(200 - 17));

    private RfcScripts() {}

    static Stream<Script> all() {
        return Stream.of(oldestTexts(), rfc1725(), rfc1939()).flatMap(scripts -> scripts);
    }

    private static Script script(String name, String text) {
        return Script.of(name, text).of("mrose").leaves(FIRST_ID, SECOND_ID).given(world -> {
            world.accounts().add("mrose", Secret.of("secret"));
            world.maildrops().deliver("mrose", FIRST_ID, message('1', 120));
            world.maildrops().deliver("mrose", SECOND_ID, message('2', 200));
        });
    }

    private static byte[] message(char filling, int octets) {
        String header = "From: mrose\r\n\r\n";
        String line = String.valueOf(filling).repeat(octets - header.length() - 2);
        return (header + line + "\r\n").getBytes(US_ASCII);
    }

    private static Stream<Script> oldestTexts() {
        return Stream.of(
                script("RFC 1081, RFC 1225: example session", LOGIN + """
                        C: STAT
                        S: +OK 2 320
                        C: LIST
                        S: +OK 2 messages
                        S: 1 120
                        S: 2 200
                        S: .
                        C: RETR 1
                        S: +OK 120 octets
                        """ + FIRST + """
                        C: DELE 1
                        S: +OK message 1 marked for deletion
                        C: RETR 2
                        S: +OK 200 octets
                        """ + SECOND + """
                        C: DELE 2
                        S: +OK message 2 marked for deletion
                        C: QUIT
                        S: +OK bye, 2 messages deleted
                        (closes)
                        """).leaves(),
                script("RFC 1081, RFC 1225: LAST", LOGIN + """
                        C: LAST
                        S: +OK 0
                        C: RETR 2
                        S: +OK...
                        """ + SECOND + """
                        C: LAST
                        S: +OK 2
                        C: DELE 1
                        S: +OK message 1 marked for deletion
                        C: LAST
                        S: +OK 2
                        C: RSET
                        S: +OK...
                        C: LAST
                        S: +OK 0
                        """),
                script("RFC 1081, RFC 1225: the maildrop is locked at PASS", """
                        C: USER mrose
                        S: +OK...
                        C: PASS secret
                        S: -ERR [IN-USE] maildrop is locked by another session
                        """).given(world -> {
                    world.accounts().add("mrose", Secret.of("secret"));
                    try {
                        world.maildrops().open(new Account("mrose", Optional.empty()),
                                Opening.of("another", Form.AS_STORED));
                    } catch (MaildropException e) {
                        throw new AssertionError(e);
                    }
                }).of("alice").leaves("a1", "a2", "a3"));
    }

    private static Stream<Script> rfc1725() {
        return Stream.of(
                script("RFC 1725 §3: keywords of three or four letters in any case, arguments of 40 characters", """
                        C: uSeR %s
                        S: +OK...
                        C: pass %s
                        S: -ERR [AUTH]...
                        C: quit
                        S: +OK...
                        (closes)
                        """.formatted("u".repeat(40), "p".repeat(40))),
                script("RFC 1725 §7: UIDL of a marked message", LOGIN + """
                        C: DELE 1
                        S: +OK...
                        C: UIDL
                        S: +OK...
                        S: 2 %s
                        S: .
                        C: UIDL 1
                        S: -ERR message 1 is marked for deletion
                        """.formatted(SECOND_ID)));
    }

    private static Stream<Script> rfc1939() {
        return Stream.of(
                script("RFC 1939 §3: basic operation", """
                        C: unknown
                        S: -ERR unknown command
                        C: STAT
                        S: -ERR STAT is valid only after login
                        C: NOOP surplus
                        S: -ERR NOOP takes no arguments
                        """),
                script("RFC 1939 §4: QUIT in the AUTHORIZATION state", """
                        C: QUIT
                        S: +OK bye
                        (closes)
                        """),
                script("RFC 1939 §5: STAT", LOGIN + """
                        C: STAT
                        S: +OK 2 320
                        """),
                script("RFC 1939 §5: LIST", LOGIN + """
                        C: LIST
                        S: +OK 2 messages
                        S: 1 120
                        S: 2 200
                        S: .
                        C: LIST 2
                        S: +OK 2 200
                        C: LIST 3
                        S: -ERR no such message
                        """),
                script("RFC 1939 §5: RETR", LOGIN + """
                        C: LIST 1
                        S: +OK 1 120
                        C: RETR 1
                        S: +OK 120 octets
                        """ + FIRST + """
                        C: RETR 3
                        S: -ERR no such message
                        """),
                script("RFC 1939 §5: DELE", LOGIN + """
                        C: DELE 2
                        S: +OK message 2 marked for deletion
                        C: DELE 2
                        S: -ERR message 2 is marked for deletion
                        C: RETR 2
                        S: -ERR message 2 is marked for deletion
                        C: STAT
                        S: +OK 1 120
                        """),
                script("RFC 1939 §5: NOOP", LOGIN + """
                        C: NOOP
                        S: +OK no operation
                        """),
                script("RFC 1939 §5: RSET", LOGIN + """
                        C: DELE 1
                        S: +OK message 1 marked for deletion
                        C: RSET
                        S: +OK 2 messages
                        C: STAT
                        S: +OK 2 320
                        """),
                script("RFC 1939 §6: QUIT in the TRANSACTION state", LOGIN + """
                        C: DELE 1
                        S: +OK message 1 marked for deletion
                        C: QUIT
                        S: +OK bye, 1 messages deleted
                        (closes)
                        """).leaves(SECOND_ID),
                script("RFC 1939 §6: a session that ends without QUIT removes nothing", LOGIN + """
                        C: DELE 1
                        S: +OK message 1 marked for deletion
                        """),
                script("RFC 1939 §7: TOP", LOGIN + """
                        C: TOP 1 10
                        S: +OK...
                        """ + FIRST + """
                        C: TOP 1 0
                        S: +OK...
                        S: From: mrose
                        S:\s
                        S: .
                        C: TOP 100 3
                        S: -ERR no such message
                        """),
                script("RFC 1939 §7: UIDL", LOGIN + """
                        C: UIDL
                        S: +OK...
                        S: 1 %1$s
                        S: 2 %2$s
                        S: .
                        C: UIDL 2
                        S: +OK 2 %2$s
                        C: UIDL 3
                        S: -ERR no such message
                        """.formatted(FIRST_ID, SECOND_ID)),
                script("RFC 1939 §7: USER and PASS", """
                        C: USER frated
                        S: +OK...
                        C: PASS secret
                        S: -ERR [AUTH] wrong user name or password
                        C: PASS secret
                        S: -ERR send USER first
                        """ + LOGIN),
                script("RFC 1939 §8: who has read and not deleted finds all again", LOGIN + """
                        C: RETR 1
                        S: +OK...
                        """ + FIRST + """
                        C: QUIT
                        S: +OK bye, 0 messages deleted
                        (closes)
                        """),
                script("RFC 1939 §11: sizes are those of CRLF line ends", """
                        C: USER alice
                        S: +OK...
                        C: PASS secret
                        S: +OK 3 messages
                        C: LIST 2
                        S: +OK 2 25
                        """).of("alice").leaves("a1", "a2", "a3"));
    }
}
