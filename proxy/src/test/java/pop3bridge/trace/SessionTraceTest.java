package pop3bridge.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lines of a session a trace gets. */
class SessionTraceTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:58:40.264Z");

    private final Traces traces = new Traces(InstantSource.fixed(NOW));
    private final SessionTrace session = traces.session("515f8345f76b");

    private Trace start(String user) {
        return traces.start(user).orElseThrow();
    }

    private static List<String> texts(Trace trace) {
        return trace.take(Integer.MAX_VALUE).lines().stream().map(line -> switch (line.from()) {
            case CLIENT -> "C: " + line.text();
            case SERVER -> "S: " + line.text();
            case NOTE -> "-- " + line.text();
        }).toList();
    }

    private void command(String line) {
        session.command(line.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"user alice|USER alice", "USER Alice|USER Alice", "USER bob|USER ***",
            "USER|USER", "PASS|PASS", "PASS secret|PASS ***", "PASS  a b|PASS ***", "pass secret|PASS ***",
            "APOP alice 0123456789abcdef|APOP alice ***", "APOP secret word|APOP *** ***", "APOP secret|APOP ***",
            "AUTH|AUTH", "auth plain|AUTH PLAIN", "AUTH PLAIN AGFsaWNl|AUTH PLAIN ***", "AUTH PLAIN =|AUTH PLAIN ***",
            "AUTH secret|AUTH ***", "AUTH secret word|AUTH *** ***", "AUTH PLAIN secret word|AUTH ***",
            "STLS|STLS", "STLS secret|STLS ***", "CAPA|CAPA", "CAPA secret|CAPA ***", "NOOP|NOOP", "QUIT|QUIT",
            "QUIT secret|QUIT ***", "UTF8|UTF8", "LANG|LANG", "LANG de|LANG de", "LANG de-AT|LANG de-AT",
            "LANG *|LANG *", "LANG secret|LANG ***", "RPOP secret|RPOP ***", "XTND secret|XTND ***", "STAT|STAT",
            "RSET|RSET", "LAST|LAST", "LIST|LIST", "LIST 7|LIST 7", "LIST secret|LIST ***", "UIDL 7|UIDL 7",
            "UIDL secret|UIDL ***", "RETR 7|RETR 7", "RETR secret|RETR ***", "RETR 7secret|RETR ***",
            "DELE 7|DELE 7", "DELE 7 secret|DELE ***", "TOP 7 0|TOP 7 0", "TOP 7 secret|TOP ***", "secret|***",
            "secret word|***", "XCLIENT secret|***", "USERsecret|***", "PASSsecret|***"})
    void onlyWhatIsKnownToBeNoSecretIsShown(String line, String shown) {
        Trace trace = start("alice");
        command("USER alice");
        command(line);
        assertEquals("C: " + shown, texts(trace).getLast());
    }

    @ParameterizedTest
    @CsvSource({"*,*", "AGFsaWNlAHNlY3JldA==,***", "secret,***", "STAT,***", "'',''", "**,***"})
    void aResponseIsHidden(String line, String shown) {
        Trace trace = start("alice");
        command("USER alice");
        session.response(line.getBytes(UTF_8));
        assertEquals("C: " + shown, texts(trace).getLast());
    }

    @Test
    void aChallengeIsHidden() {
        Trace trace = start("alice");
        command("USER alice");
        session.challenge("");
        session.challenge("cj1mTUM=");
        assertEquals(List.of("C: USER alice", "S: + ", "S: + ***"), texts(trace));
    }

    @Test
    void whatPrecedesTheLoginIsShown() {
        Trace trace = start("alice");
        session.note("connected from 192.0.2.1");
        session.reply("+OK pop3bridge ready");
        command("AUTH PLAIN AGFsaWNlAHNlY3JldA==");
        assertEquals(List.of(), texts(trace));
        session.loggedIn("alice");
        command("STAT");
        session.reply("+OK 3 44");
        Trace.Taken taken = trace.take(Integer.MAX_VALUE);
        assertEquals(new TraceLine(NOW, "515f8345f76b", TraceLine.From.NOTE, "connected from 192.0.2.1"),
                taken.lines().getFirst());
        assertEquals(
                List.of("connected from 192.0.2.1", "+OK pop3bridge ready", "AUTH PLAIN ***", "STAT", "+OK 3 44"),
                taken.lines().stream().map(TraceLine::text).toList());
        assertEquals(0, taken.leftOut());
    }

    @Test
    void ofManyLinesBeforeLoginTheLastAreShown() {
        Trace trace = start("alice");
        for (int i = 0; i < SessionTrace.MOST_EARLY + 7; i++) {
            command("CAPA");
        }
        session.refused(Optional.of("alice"));
        Trace.Taken taken = trace.take(Integer.MAX_VALUE);
        assertEquals(SessionTrace.MOST_EARLY, taken.lines().size());
        assertEquals(7, taken.leftOut());
    }

    @Test
    void aFailedLoginIsShownAndOtherUsersAreNot() {
        Trace alice = start("alice");
        Trace bob = start("bob");
        command("AUTH PLAIN AGFsaWNlAHNlY3JldA==");
        session.reply("-ERR [AUTH] wrong user name or password");
        session.refused(Optional.of("Alice"));
        assertEquals(List.of("C: AUTH PLAIN ***", "S: -ERR [AUTH] wrong user name or password"), texts(alice));
        assertEquals(List.of(), texts(bob));
        command("USER carol");
        session.loggedIn("carol");
        command("STAT");
        assertEquals(List.of("C: USER ***", "-- logged in as another user"), texts(alice));
        assertEquals(List.of(), texts(bob));
    }

    /** The authentication backend may spell the account otherwise. */
    @Test
    void theNameThatTheClientSendsCountsToo() {
        Trace sent = start("anna");
        Trace account = start("anna@example.org");
        command("USER anna");
        session.loggedIn("anna@example.org");
        command("STAT");
        assertEquals(List.of("C: USER anna", "C: STAT"), texts(sent));
        assertEquals(List.of("C: USER anna", "C: STAT"), texts(account));
    }

    @Test
    void aLoginByAnotherMechanismIsNotOfTheNameBefore() {
        Trace trace = start("alice");
        command("USER alice");
        command("AUTH PLAIN Y2Fyb2wAY2Fyb2wAc2VjcmV0");
        session.loggedIn("carol");
        command("STAT");
        assertEquals(List.of("C: USER alice", "C: AUTH PLAIN ***", "-- logged in as another user"), texts(trace));
    }

    @Test
    void aSessionThatIsOpenIsTracedFromItsNextCommand() {
        command("USER alice");
        session.loggedIn("alice");
        command("STAT");
        Trace trace = start("alice");
        session.reply("+OK 3 44");
        command("NOOP");
        session.reply("+OK no operation");
        traces.stop(trace);
        command("QUIT");
        assertEquals(List.of("C: NOOP", "S: +OK no operation"), texts(trace));
        Trace again = start("alice");
        session.note("session ended: quit");
        assertEquals(List.of("-- session ended: quit"), texts(again));
    }

    @Test
    void nothingIsKeptWhenNoTraceIsRunning() {
        session.reply("+OK pop3bridge ready");
        command("USER alice");
        Trace first = start("bob");
        command("CAPA");
        traces.stop(first);
        command("CAPA");
        Trace second = start("alice");
        command("PASS secret");
        session.loggedIn("alice");
        assertEquals(List.of("C: PASS ***"), texts(second));
    }

    @Test
    void listingsAreCutAndMessagesAreLeftOut() {
        Trace trace = start("alice");
        session.loggedIn("alice");
        command("LIST");
        session.reply("+OK 7 messages");
        for (int i = 1; i <= 7; i++) {
            session.listed(i + " 100");
        }
        session.listingEnds();
        session.listed("1 a");
        session.listingEnds();
        session.message(4711);
        assertEquals(List.of("C: LIST", "S: +OK 7 messages", "S: 1 100", "S: 2 100", "S: 3 100", "S: 4 100",
                "S: 5 100", "S: ... 2 more lines", "S: .", "S: 1 a", "S: .", "S: ... 4711 octets", "S: ."),
                texts(trace));
    }

    @Test
    void aTraceThatIsNotReadLosesItsOldestLines() {
        Trace trace = start("alice");
        session.loggedIn("alice");
        for (int i = 1; i <= Trace.MOST_LINES + 3; i++) {
            command("RETR " + i);
        }
        Trace.Taken taken = trace.take(2);
        assertEquals(3, taken.leftOut());
        assertEquals(List.of("RETR 4", "RETR 5"), taken.lines().stream().map(TraceLine::text).toList());
        assertEquals(0, trace.take(1).leftOut());
    }

    @Test
    void aLongLineIsCut() {
        Trace trace = start("alice");
        session.loggedIn("alice");
        session.note("x".repeat(10_000));
        assertTrue(texts(trace).getFirst().length() < 600);
    }

    @Test
    void onlyAFewTracesRunAtATime() {
        List<Trace> all = java.util.stream.IntStream.range(0, Traces.MOST).mapToObj(i -> start("user" + i)).toList();
        assertEquals(Optional.empty(), traces.start("alice"));
        traces.stop(all.getFirst());
        traces.stop(all.getFirst());
        assertTrue(traces.start("alice").isPresent());
        assertEquals(Optional.empty(), traces.start("bob"));
    }
}
