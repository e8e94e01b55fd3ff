package pop3bridge.pop3;

import static pop3bridge.maildrop.MemoryMaildrops.failing;

import java.util.stream.Stream;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops.Step;

/** The TRANSACTION state, and UPDATE. */
final class MaildropScripts {
    private MaildropScripts() {}

    static Stream<Script> all() {
        return Stream.of(reading(), marking(), arguments(), updates(), faults()).flatMap(scripts -> scripts);
    }

    private static Stream<Script> reading() {
        return Stream.of(
                Script.afterLogin("STAT, LIST and UIDL", """
                        C: STAT
                        S: +OK 3 44
                        C: LIST
                        S: +OK...
                        S: 1 19
                        S: 2 25
                        S: 3 0
                        S: .
                        C: LIST 2
                        S: +OK 2 25
                        C: UIDL
                        S: +OK...
                        S: 1 a1
                        S: 2 a2
                        S: 3 a3
                        S: .
                        C: UIDL 3
                        S: +OK 3 a3
                        C: NOOP
                        S: +OK...
                        """),
                Script.of("an empty maildrop", """
                        C: USER bob
                        S: +OK...
                        C: PASS  b  o b\s
                        S: +OK 0 messages
                        C: STAT
                        S: +OK 0 0
                        C: LIST
                        S: +OK...
                        S: .
                        C: UIDL
                        S: +OK...
                        S: .
                        C: LIST 1
                        S: -ERR no such message
                        C: QUIT
                        S: +OK...
                        (closes)
                        """),
                Script.afterLogin("RETR names the size once it is known", """
                        C: RETR 1
                        S: +OK message follows
                        S: Subject: 1
                        S:\s
                        S: one
                        S: .
                        C: RETR 1
                        S: +OK 19 octets
                        S: Subject: 1
                        S:\s
                        S: one
                        S: .
                        C: LIST 2
                        S: +OK 2 25
                        C: RETR 2
                        S: +OK 25 octets
                        S: Subject: 2
                        S:\s
                        S: ..two
                        S: end
                        S: .
                        C: RETR 3
                        S: +OK...
                        S: .
                        """),
                Script.afterLogin("TOP", """
                        C: TOP 2 0
                        S: +OK...
                        S: Subject: 2
                        S:\s
                        S: .
                        C: TOP 2 1
                        S: +OK...
                        S: Subject: 2
                        S:\s
                        S: ..two
                        S: .
                        C: TOP 2 99999999
                        S: +OK...
                        S: Subject: 2
                        S:\s
                        S: ..two
                        S: end
                        S: .
                        C: TOP 3 7
                        S: +OK...
                        S: .
                        C: LIST 2
                        S: +OK 2 25
                        """));
    }

    private static Stream<Script> marking() {
        return Stream.of(
                Script.afterLogin("a marked message is hidden and no number moves", """
                        C: DELE 2
                        S: +OK message 2 marked for deletion
                        C: STAT
                        S: +OK 2 19
                        C: LIST
                        S: +OK 2...
                        S: 1 19
                        S: 3 0
                        S: .
                        C: UIDL
                        S: +OK 2...
                        S: 1 a1
                        S: 3 a3
                        S: .
                        C: LIST 2
                        S: -ERR message 2 is marked for deletion
                        C: UIDL 2
                        S: -ERR...
                        C: RETR 2
                        S: -ERR...
                        C: TOP 2 0
                        S: -ERR...
                        C: DELE 2
                        S: -ERR...
                        C: LIST 3
                        S: +OK 3 0
                        C: UIDL 3
                        S: +OK 3 a3
                        """),
                Script.afterLogin("RSET unmarks all", """
                        C: DELE 1
                        S: +OK...
                        C: DELE 3
                        S: +OK...
                        C: RSET
                        S: +OK 3 messages
                        C: STAT
                        S: +OK 3 44
                        C: RETR 3
                        S: +OK...
                        S: .
                        C: QUIT
                        S: +OK...
                        (closes)
                        """),
                Script.afterLogin("without QUIT nothing is removed", """
                        C: DELE 1
                        S: +OK...
                        C: DELE 2
                        S: +OK...
                        """));
    }

    private static Stream<Script> arguments() {
        return Stream.of(
                Script.afterLogin("numbers that no message has", """
                        C: LIST 0
                        S: -ERR no such message
                        C: LIST 99
                        S: -ERR no such message
                        C: UIDL 0
                        S: -ERR no such message
                        C: RETR 0
                        S: -ERR no such message
                        C: RETR 4
                        S: -ERR no such message
                        C: DELE 4
                        S: -ERR no such message
                        C: TOP 4 1
                        S: -ERR no such message
                        C: RETR 2147483647
                        S: -ERR no such message
                        """),
                Script.afterLogin("arguments that are none", """
                        C: RETR 01x
                        S: -ERR RETR takes a message number
                        C: RETR 1 2
                        S: -ERR RETR takes a message number
                        C: RETR 4294967297
                        S: -ERR RETR takes a message number
                        C: LIST -1
                        S: -ERR LIST takes an optional message number
                        C: TOP 1xyz 2
                        S: -ERR TOP takes a message number and a number of lines
                        C: TOP 1
                        S: -ERR TOP...
                        C: TOP 1 -1
                        S: -ERR TOP...
                        C: TOP 1 18446744073709551615
                        S: -ERR TOP...
                        C: STAT 1
                        S: -ERR STAT takes no arguments
                        C: DELE
                        S: -ERR DELE takes a message number
                        C: QUIT now
                        S: -ERR QUIT takes no arguments
                        C: UIDL 3\s
                        S: +OK 3 a3
                        """));
    }

    private static Stream<Script> updates() {
        return Stream.of(
                Script.afterLogin("QUIT removes what is marked", """
                        C: DELE 1
                        S: +OK...
                        C: DELE 3
                        S: +OK...
                        C: QUIT
                        S: +OK bye, 2 messages deleted
                        (closes)
                        """).leaves("a2"),
                Script.afterLogin("QUIT reports what it could not remove", """
                        C: DELE 1
                        S: +OK...
                        C: DELE 2
                        S: +OK...
                        C: DELE 3
                        S: +OK...
                        C: QUIT
                        S: -ERR [SYS/PERM] 1 of 3 messages not deleted
                        (closes)
                        """).given(world -> world.maildrops().keep("a2")).leaves("a2"),
                Script.afterLogin("QUIT reports that nothing could be removed", """
                        C: DELE 1
                        S: +OK...
                        C: QUIT
                        S: -ERR [SYS/TEMP] ordered by a test
                        (closes)
                        """).given(world -> world.maildrops().before(Step.REMOVE, failing(Reason.TEMPORARY))));
    }

    private static Stream<Script> faults() {
        return Stream.of(
                Script.afterLogin("sizes cannot be found now", """
                        C: STAT
                        S: -ERR [SYS/TEMP] ordered by a test
                        C: LIST
                        S: -ERR [SYS/TEMP] ordered by a test
                        C: LIST 1
                        S: -ERR [SYS/TEMP] ordered by a test
                        C: UIDL 1
                        S: +OK 1 a1
                        """).given(world -> world.maildrops().before(Step.SIZES, failing(Reason.TEMPORARY))),
                Script.afterLogin("messages cannot be opened now", """
                        C: RETR 1
                        S: -ERR [SYS/TEMP] ordered by a test
                        C: TOP 1 0
                        S: -ERR [SYS/TEMP] ordered by a test
                        C: LIST 1
                        S: +OK 1 19
                        """).given(world -> world.maildrops().before(Step.OPEN_MESSAGE, failing(Reason.TEMPORARY))),
                Script.afterLogin("messages cannot be opened for good", """
                        C: RETR 2
                        S: -ERR [SYS/PERM] ordered by a test
                        C: STAT
                        S: +OK 3 44
                        """).given(world -> world.maildrops().before(Step.OPEN_MESSAGE, failing(Reason.PERMANENT))));
    }
}
