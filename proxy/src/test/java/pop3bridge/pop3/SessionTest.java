package pop3bridge.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.MaildropException.Reason;
import pop3bridge.maildrop.MemoryMaildrops;
import pop3bridge.maildrop.MemoryMaildrops.Step;
import pop3bridge.message.Wire;
import pop3bridge.pop3.Script.Exchange;
import pop3bridge.pop3.SessionOptions.Security;
import pop3bridge.pop3.sasl.LoginMethods;

final class SessionTest {
    private final World world = new World();

    static Stream<Script> scripts() {
        return Script.all();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void follows(Script script) throws IOException {
        script.given().accept(world);
        Session session = new Session("test", options(script.plaintextLogin()), world.accounts(), world.maildrops(),
                () -> false);
        for (Exchange exchange : script.exchanges()) {
            script.assertLines(exchange.command(), exchange.replies(), handle(session, exchange.command()));
        }
        assertEquals(script.closes(), session.ending().isPresent());
        session.abandon();
        script.assertLeft(world);
    }

    /** Commands that cost nothing would otherwise keep the processor busy for as long as a stranger likes. */
    @Test
    void aHundredLinesBeforeLoginAreEnough() throws Exception {
        Session session = session();
        for (int line = 0; line < 98; line++) {
            assertEquals("+OK capabilities follow", handle(session, "CAPA").getFirst());
        }
        handle(session, "USER alice");
        assertTrue(handle(session, "PASS secret").getFirst().startsWith("+OK"));
        for (int line = 0; line < 200; line++) {
            assertEquals(List.of("+OK no operation"), handle(session, "NOOP"));
        }
        Session stranger = session();
        for (int line = 0; line < 100; line++) {
            handle(stranger, "CAPA");
        }
        assertEquals(List.of("-ERR too many commands before login"), handle(stranger, "CAPA"));
        assertEquals(Optional.of(Ending.LOGIN_COMMANDS), stranger.ending());
    }

    @Test
    void theLockIsTakenBeforePassIsAnsweredAndFreeBeforeQuitIs() throws IOException {
        Session session = session("USER alice");
        handle(session, "PASS secret");
        assertTrue(world.maildrops().locked("alice"));
        handle(session, "QUIT");
        assertEquals(false, world.maildrops().locked("alice"));
    }

    @Test
    void aMessageThatNoClientCanReadIsNotMarked() throws IOException {
        world.maildrops().notRemovable("a2");
        Session session = session("USER alice", "PASS secret", "DELE 1");
        assertEquals(List.of("-ERR [SYS/PERM] message was encrypted by its writer"), handle(session, "DELE 2"));
        handle(session, "QUIT");
        assertEquals(List.of("a2", "a3"), world.maildrops().uniqueIds("alice"));
    }

    @Test
    void theLockIsFreeWhenUpdateHasFailed() throws IOException {
        world.maildrops().before(Step.REMOVE, () -> {
            throw new IllegalStateException("a fault in the store");
        });
        Session session = session("USER alice", "PASS secret", "DELE 1");
        assertThrows(IllegalStateException.class, () -> handle(session, "QUIT"));
        session.abandon();
        assertEquals(false, world.maildrops().locked("alice"));
    }

    @Test
    void abandonReleasesOnceAndRemovesNothing() throws IOException {
        Session session = session("USER alice", "PASS secret", "DELE 1");
        session.abandon();
        session.abandon();
        assertThrows(IllegalStateException.class, () -> handle(session, "NOOP"));
        assertEquals(List.of("a1", "a2", "a3"), world.maildrops().uniqueIds("alice"));
        assertEquals(false, world.maildrops().locked("alice"));
    }

    @Test
    void whoHasLostTheLockIsToldNothingMore() throws IOException {
        Session session = session("USER alice", "PASS secret", "DELE 1");
        world.maildrops().before(Step.USE, MemoryMaildrops.failing(Reason.TEMPORARY));
        assertEquals(List.of("-ERR [SYS/TEMP] ordered by a test"), handle(session, "QUIT"));
        assertEquals(Optional.of(Ending.LOCK_LOST_AT_QUIT), session.ending());
        assertEquals(List.of("a1", "a2", "a3"), world.maildrops().uniqueIds("alice"));
        assertEquals(false, world.maildrops().locked("alice"));
    }

    @Test
    void aLockLostWhileQuitCommitsIsAnEndOfItsOwn() throws IOException {
        Session session = session("USER alice", "PASS secret", "DELE 1");
        world.maildrops().before(Step.REMOVE, MemoryMaildrops.failing(Reason.LOCK_LOST));
        assertEquals(List.of("-ERR [SYS/TEMP] ordered by a test"), handle(session, "QUIT"));
        assertEquals(Optional.of(Ending.LOCK_LOST_AT_QUIT), session.ending());
        assertEquals(List.of("a1", "a2", "a3"), world.maildrops().uniqueIds("alice"));
        assertEquals(false, world.maildrops().locked("alice"));
    }

    @Test
    void aStoreThatFailsAtQuitLeavesItAQuit() throws IOException {
        Session session = session("USER alice", "PASS secret", "DELE 1");
        world.maildrops().before(Step.REMOVE, MemoryMaildrops.failing(Reason.TEMPORARY));
        assertEquals(List.of("-ERR [SYS/TEMP] ordered by a test"), handle(session, "QUIT"));
        assertEquals(Optional.of(Ending.QUIT), session.ending());
    }

    @ParameterizedTest
    @ValueSource(strings = {"STAT", "LIST", "RETR 1", "TOP 1 0"})
    void norIsWhoLosesItWithinACommand(String command) throws IOException {
        Session session = session("USER alice", "PASS secret", "DELE 3");
        Step within = command.startsWith("RETR") || command.startsWith("TOP") ? Step.OPEN_MESSAGE : Step.SIZES;
        world.maildrops().before(within,
                () -> world.maildrops().before(Step.USE, MemoryMaildrops.failing(Reason.TEMPORARY)));
        assertEquals(List.of("-ERR [SYS/TEMP] ordered by a test"), handle(session, command));
        assertEquals(Optional.of(Ending.LOCK_LOST), session.ending());
        assertEquals(0, world.maildrops().openContents());
    }

    @Test
    void norIsWhoLosesItWithinABadCommand() throws IOException {
        Session session = session("USER alice", "PASS secret", "x", "x", "x");
        int[] uses = {0};
        world.maildrops().before(Step.USE, () -> {
            if (++uses[0] == 2) {
                throw new MaildropException(Reason.TEMPORARY, "ordered by a test");
            }
        });
        assertEquals(List.of("-ERR [SYS/TEMP] ordered by a test"), handle(session, "x"));
        assertEquals(Optional.of(Ending.LOCK_LOST), session.ending());
    }

    @Test
    void sizesAreFoundOnlyWhenTheyAreNeeded() throws IOException {
        Session session = session("USER alice", "PASS secret", "UIDL", "RETR 1", "TOP 1 0", "DELE 1", "NOOP");
        assertEquals(0, world.maildrops().sizesAsked());
        handle(session, "LIST 2");
        assertEquals(1, world.maildrops().sizesAsked());
        handle(session, "STAT");
        assertEquals(3, world.maildrops().sizesAsked());
    }

    @Test
    void theSummaryTellsWhatHappened() throws IOException {
        Session session = session("USER alice");
        assertTrue(session.summary().user().isEmpty());
        handle(session, "PASS secret");
        handle(session, "DELE 1");
        assertEquals(0, session.summary().removed());
        handle(session, "QUIT");
        assertEquals("alice", session.summary().user().orElseThrow());
        assertEquals(3, session.summary().messages());
        assertEquals(1, session.summary().removed());
    }

    private static SessionOptions options(boolean plaintextLogin) {
        return new SessionOptions(Security.clear(plaintextLogin, false), LoginMethods.ALL.apopIf(false),
                LoginDelay.none(), Compatibility.NONE);
    }

    private Session session(String... commands) throws IOException {
        Session session = new Session("test", options(true), world.accounts(), world.maildrops(), () -> false);
        for (String command : commands) {
            handle(session, command);
        }
        return session;
    }

    private static List<String> handle(Session session, String command) throws IOException {
        Reply reply = session.handle(command.getBytes(ISO_8859_1));
        List<String> lines = new ArrayList<>(
                List.of(new String(reply.statusLine().getBytes(UTF_8), ISO_8859_1)));
        switch (reply) {
            case Reply.Ok _,Reply.Err _,Reply.Challenge _ -> {
            }
            case Reply.Listing listing -> {
                listing.lines().forEach(line -> lines.add(new String(line.getBytes(UTF_8), ISO_8859_1)));
                lines.add(".");
            }
            case Reply.Message message -> {
                lines.addAll(lines(message));
                lines.add(".");
            }
        }
        lines.forEach(line -> assertTrue(line.length() <= 510, line));
        return lines;
    }

    private static List<String> lines(Reply.Message message) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (Content content = message.content()) {
            byte[] buffer = new byte[7];
            for (int count = content.read(buffer); count != -1; count = content.read(buffer)) {
                octets.write(buffer, 0, count);
            }
            content.measured(Wire.normalised(octets.toString(ISO_8859_1)).length());
        }
        List<String> lines = Script.lines(Wire.normalised(octets.toString(ISO_8859_1)));
        int header = lines.indexOf("") + 1;
        long top = message.bodyLines().isPresent() && header > 0
                ? (long) header + message.bodyLines().getAsInt()
                : Long.MAX_VALUE;
        return lines.stream().limit(top).map(line -> line.startsWith(".") ? "." + line : line).toList();
    }
}
