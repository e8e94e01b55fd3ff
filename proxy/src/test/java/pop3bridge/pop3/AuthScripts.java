package pop3bridge.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.stream.Stream;

/** AUTH (RFC 1734, RFC 5034), UTF8 and LANG (RFC 6856). Exchanges with a fresh challenge are in the tests of the mechanisms. */
final class AuthScripts {
    /** {@code NUL alice NUL secret}. */
    private static final String ALICE = "AGFsaWNlAHNlY3JldA==";

    private AuthScripts() {}

    static Stream<Script> all() {
        return Stream.concat(auth(), languages());
    }

    private static Stream<Script> auth() {
        return Stream.of(
                Script.of("PLAIN in one line", """
                        C: AUTH PLAIN %s
                        S: +OK 3 messages
                        C: STAT
                        S: +OK 3 44
                        C: AUTH PLAIN %s
                        S: -ERR AUTH is valid only before login
                        """.formatted(ALICE, ALICE)),
                Script.of("PLAIN in two lines, in any case", """
                        C: auth plain
                        S: +\s
                        C: %s
                        S: +OK 3 messages
                        """.formatted(ALICE)),
                Script.of("LOGIN in three lines, and with the name at once", """
                        C: AUTH LOGIN
                        S: + VXNlcm5hbWU6
                        C: YWxpY2U=
                        S: + UGFzc3dvcmQ6
                        C: d3Jvbmc=
                        S: -ERR [AUTH] wrong user name or password
                        C: AUTH LOGIN YWxpY2U=
                        S: + UGFzc3dvcmQ6
                        C: c2VjcmV0
                        S: +OK 3 messages
                        """),
                Script.of("AUTH alone lists the mechanisms", """
                        C: AUTH
                        S: +OK...
                        S: SCRAM-SHA-256
                        S: SCRAM-SHA-1
                        S: CRAM-MD5
                        S: PLAIN
                        S: LOGIN
                        S: .
                        """),
                Script.of("mechanisms that send no password need known passwords", """
                        C: AUTH
                        S: +OK...
                        S: PLAIN
                        S: LOGIN
                        S: .
                        C: AUTH CRAM-MD5
                        S: -ERR mechanism is not available
                        """).given(world -> world.accounts().forgetPasswords()),
                Script.of("wrong, cancelled and unknown AUTH are no bad commands", """
                        C: AUTH PLAIN AGFsaWNlAHdyb25n
                        S: -ERR [AUTH] wrong user name or password
                        C: AUTH PLAIN
                        S: +\s
                        C: *
                        S: -ERR authentication cancelled
                        C: AUTH GSSAPI
                        S: -ERR mechanism is not available
                        C: AUTH PLAIN AGFsaWNlAHdyb25n
                        S: -ERR [AUTH] wrong user name or password
                        C: AUTH PLAIN AGFsaWNlAHdyb25n
                        S: -ERR [AUTH] wrong user name or password
                        C: AUTH PLAIN %s
                        S: +OK 3 messages
                        """.formatted(ALICE)),
                Script.of("to act for oneself alone", """
                        C: AUTH PLAIN YWxpY2UAYWxpY2UAc2VjcmV0
                        S: +OK 3 messages
                        """),
                Script.of("authorization as another user is refused", """
                        C: AUTH PLAIN Ym9iAGFsaWNlAHNlY3JldA==
                        S: -ERR [AUTH] wrong user name or password
                        """),
                Script.of("malformed responses are bad commands", """
                        C: AUTH PLAIN AGFsaWNlAHNlY3JldA
                        S: -ERR response is not base64
                        C: AUTH PLAIN =
                        S: -ERR PLAIN takes a user name and a password in UTF-8
                        C: AUTH CRAM-MD5 YWxpY2U=
                        S: -ERR CRAM-MD5 takes no initial response
                        C: AUTH PLAIN
                        S: +\s
                        C: not base64
                        S: -ERR too many bad commands
                        (closes)
                        """),
                Script.of("a token logs in", """
                        C: AUTH
                        S: +OK...
                        S: SCRAM-SHA-256
                        S: SCRAM-SHA-1
                        S: OAUTHBEARER
                        S: XOAUTH2
                        S: CRAM-MD5
                        S: PLAIN
                        S: LOGIN
                        S: .
                        C: AUTH XOAUTH2
                        S: +\s
                        C: %s
                        S: +OK 3 messages
                        """.formatted(base64("user=alice^auth=Bearer abc^^")))
                        .given(world -> world.accounts().accept("alice", "abc")),
                Script.of("a token that is refused is told why", """
                        C: AUTH OAUTHBEARER %s
                        S: + %s
                        C: AQ==
                        S: -ERR [AUTH] token is not accepted
                        C: AUTH XOAUTH2 %s
                        S: + %s
                        C:\s
                        S: -ERR [AUTH] token is not accepted
                        C: AUTH OAUTHBEARER %s
                        S: +OK 3 messages
                        """.formatted(base64("n,a=bob,^auth=Bearer abc^^"),
                        base64("{'status':'invalid_token','scope':'pop3',"
                                + "'openid-configuration':'https://id.example/\\'conf'}"),
                        base64("user=alice^auth=Bearer abd^^"),
                        base64("{'status':'400','schemes':'bearer','scope':'pop3'}"),
                        base64("n,,^auth=Bearer abc^^")))
                        .given(world -> world.accounts().accept("alice", "abc")),
                Script.of("accounts are not available by AUTH either", """
                        C: AUTH PLAIN %s
                        S: -ERR [SYS/TEMP] accounts are not available, try again later
                        """.formatted(ALICE)).given(world -> world.accounts().fail()));
    }

    /** In the text {@code ^} is ^A and {@code '} is {@code "}. */
    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.replace('^', '\1').replace('\'', '"').getBytes(ISO_8859_1));
    }

    private static Stream<Script> languages() {
        return Stream.of(
                Script.afterLogin("LANG lists and changes languages in both states", """
                        C: LANG
                        S: +OK languages follow
                        S: en English
                        S: de Deutsch
                        S: ja \u00e6\u0097\u00a5\u00e6\u009c\u00ac\u00e8\u00aa\u009e
                        S: .
                        C: LANG de-AT
                        S: +OK de Sprache ist gewechselt
                        C: DELE 1
                        S: +OK Nachricht 1 zum L\303\266schen vorgemerkt
                        C: RETR 1
                        S: -ERR Nachricht 1 ist zum L\u00c3\u00b6schen vorgemerkt
                        C: STAT
                        S: +OK 2 25
                        C: LANG tlh
                        S: -ERR Sprache ist nicht bekannt
                        C: LANG *
                        S: +OK en language changed
                        C: RSET
                        S: +OK 3 messages
                        C: LANG de en
                        S: -ERR LANG takes an optional language
                        """),
                Script.of("the language outlives the login", """
                        C: LANG DE
                        S: +OK de Sprache ist gewechselt
                        C: STAT
                        S: -ERR STAT gilt erst nach der Anmeldung
                        C: USER alice
                        S: +OK sende PASS
                        C: PASS wrong
                        S: -ERR [AUTH] Benutzername oder Passwort ist falsch
                        C: AUTH PLAIN %s
                        S: +OK 3 Nachrichten
                        """.formatted(ALICE)),
                Script.of("UTF8 comes before login", """
                        C: UTF8
                        S: +OK UTF8 is on
                        C: UTF8 USER
                        S: -ERR UTF8 takes no arguments
                        C: AUTH PLAIN %s
                        S: +OK 3 messages
                        C: UTF8
                        S: -ERR UTF8 is valid only before login
                        """.formatted(ALICE)));
    }
}
