package pop3bridge.pop3;

import java.util.stream.Stream;

/** Features of earlier protocol versions that later ones dropped: RFC 1081 and RFC 1225, RFC 1082, RFC 1460. */
final class HistoryScripts {
    private HistoryScripts() {}

    static Stream<Script> all() {
        return Stream.of(
                Script.afterLogin("LAST is raised by RETR and DELE, not by TOP (RFC 1081, RFC 1225)", """
                        C: LAST
                        S: +OK 0
                        C: TOP 3 0
                        S: +OK...
                        S: .
                        C: LAST
                        S: +OK 0
                        C: RETR 2
                        S: +OK...
                        S: Subject: 2
                        S:\s
                        S: ..two
                        S: end
                        S: .
                        C: LAST
                        S: +OK 2
                        C: DELE 1
                        S: +OK...
                        C: LAST
                        S: +OK 2
                        C: DELE 3
                        S: +OK...
                        C: LAST
                        S: +OK 3
                        C: RETR 3
                        S: -ERR...
                        C: LAST
                        S: +OK 3
                        """),
                Script.afterLogin("RSET puts LAST back to where the session began (RFC 1081, RFC 1225, RFC 1460)", """
                        C: DELE 2
                        S: +OK...
                        C: RSET
                        S: +OK 3 messages
                        C: LAST
                        S: +OK 0
                        C: STAT
                        S: +OK 3 44
                        C: LAST 1
                        S: -ERR LAST takes no arguments
                        """),
                Script.of("LAST needs a login", """
                        C: LAST
                        S: -ERR LAST is valid only after login
                        """),
                Script.of("RPOP is no login (RFC 1081: optional)", """
                        C: USER alice
                        S: +OK...
                        C: RPOP alice
                        S: -ERR RPOP is not available
                        C: PASS secret
                        S: +OK 3 messages
                        C: RPOP alice
                        S: -ERR RPOP is valid only before login
                        """),
                Script.afterLogin("XTND is answered (RFC 1082)", """
                        C: XTND BBOARDS
                        S: -ERR XTND is not available
                        C: XTND XMIT
                        S: -ERR XTND is not available
                        """),
                Script.of("STLS is answered", """
                        C: STLS
                        S: -ERR TLS is not available
                        C: USER alice
                        S: +OK...
                        C: PASS secret
                        S: +OK...
                        C: STLS
                        S: -ERR STLS is valid only before login
                        """),
                Script.of("APOP without a timestamp in the greeting", """
                        C: APOP alice c4c9334bac560ecc979e58001b3e22fb
                        S: -ERR APOP is not available
                        C: APOP alice
                        S: -ERR APOP takes a user name and a digest
                        """));
    }
}
