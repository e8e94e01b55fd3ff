package pop3bridge.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import pop3bridge.message.Wire;
import pop3bridge.pop3.Command;
import pop3bridge.pop3.CommandParser;
import pop3bridge.pop3.Ending;
import pop3bridge.pop3.Session;
import pop3bridge.pop3.World;

/**
 * A client that knows the contents of the {@link World}, and fails if a reply is inconsistent with earlier commands and
 * replies.
 */
public final class WatchfulClient {
    private static final int BAD_BEFORE_LOGIN = 3;
    private static final int BAD_AFTER_LOGIN = 20;
    private static final List<String> MAIL = World.MAIL.stream().map(Wire::normalised).toList();
    private static final List<String> ALICES = passwords("alice", "secret");
    private static final List<String> BOBS = passwords("bob", " b  o b ");

    private final Session session;
    private final boolean plaintextLogin;
    private final String text;
    private final SortedSet<Integer> marked = new TreeSet<>();
    private Optional<String> user = Optional.empty();
    private int count;
    private int highest;
    private boolean english = true;
    private boolean capaAsked;
    private boolean updated;
    private boolean toldAllIsRemoved;

    /** How many bad commands there were in a row: whether a refused AUTH is one cannot always be told. */
    private int fewestBad;
    private int mostBad;

    /**
     * A client that has just connected.
     *
     * @param text all that is sent
     */
    public WatchfulClient(Session session, boolean plaintextLogin, String text) {
        this.session = session;
        this.plaintextLogin = plaintextLogin;
        this.text = text;
    }

    private static List<String> passwords(String user, String password) {
        return Stream.concat(Stream.of(password),
                Stream.of(password, "\0" + user + "\0" + password, user + "\0" + user + "\0" + password)
                        .map(octets -> Base64.getEncoder().encodeToString(octets.getBytes(ISO_8859_1))))
                .toList();
    }

    /** Reads the greeting. */
    public void isGreeted(String reply) {
        assertStatus(reply);
        assertTrue(reply.startsWith("+OK "), reply);
    }

    /** What must be left of alice's messages when the session is over (RFC 1939 §6). */
    public List<String> left(boolean a2IsKept) {
        assertFalse(toldAllIsRemoved && a2IsKept && marked.contains(2), "QUIT was answered +OK, and a2 is there");
        return IntStream.rangeClosed(1, MAIL.size())
                .filter(n -> !updated || !marked.contains(n) || (a2IsKept && n == 2))
                .mapToObj(n -> "a" + n)
                .toList();
    }

    /**
     * Reads the reply to a line.
     *
     * @param response whether the line answers a challenge
     * @param faultless whether all that can be done must be done
     */
    public void reads(byte[] line, boolean response, String reply, boolean faultless) {
        Optional<Command> command = response ? Optional.empty() : Optional.of(CommandParser.parse(line));
        String status = reply.substring(0, reply.indexOf('\n') + 1);
        boolean ok = status.startsWith("+OK ");
        boolean multiLine = ok && command.map(WatchfulClient::multiLine).orElse(false);
        String body = reply.substring(status.length());
        assertTrue(multiLine || body.isEmpty(), () -> "more than one line: " + reply);
        boolean auth = response || command.orElseThrow() instanceof Command.Auth;
        assertTrue(auth || !status.startsWith("+ "), "a challenge that nobody asked for");
        english = english && !(ok && command.orElse(null) instanceof Command.Lang lang && lang.tag().isPresent());
        capaAsked = capaAsked || command.orElse(null) instanceof Command.Capa;
        assertStatus(status);
        countBad(command, auth, ok, status);
        boolean lost = lockLost();
        assertTrue(!lost || status.startsWith("-ERR [SYS/TEMP] "), () -> "told after the lock was lost: " + status);
        boolean before = user.isPresent();
        if (!before) {
            login(ok);
        }
        boolean quit = command.orElse(null) instanceof Command.Quit;
        assertTrue(quit || session.ending().isEmpty() || session.ending().get() != Ending.QUIT,
                "QUIT that nobody sent");
        if (before && (session.ending().isEmpty() || session.ending().get() == Ending.QUIT)) {
            transaction(command.orElseThrow(), ok, status, multiLine ? Wire.unstuffed(body) : "", faultless);
        }
    }

    private boolean lockLost() {
        return session.ending().filter(end -> end == Ending.LOCK_LOST || end == Ending.LOCK_LOST_AT_QUIT).isPresent();
    }

    private static boolean multiLine(Command command) {
        return switch (command) {
            case Command.Capa _,Command.AuthList _,Command.Retr _,Command.Top _ -> true;
            case Command.Lang lang -> lang.tag().isEmpty();
            case Command.List list -> list.number().isEmpty();
            case Command.Uidl uidl -> uidl.number().isEmpty();
            default -> false;
        };
    }

    /** RFC 1939 §3, RFC 2449 §4; a challenge may be longer (RFC 5034 §4). */
    private void assertStatus(String line) {
        boolean challenge = line.startsWith("+ ");
        assertTrue(challenge || line.startsWith("+OK ") || line.startsWith("-ERR "), line);
        assertTrue(challenge || line.length() <= 512, line);
        assertTrue(line.endsWith("\r\n"), line);
        boolean ascii = line.chars().limit(line.length() - 2L).allMatch(octet -> octet >= ' ' && octet <= '~');
        String decoded = new String(line.getBytes(ISO_8859_1), UTF_8);
        assertTrue(ascii || (!english && decoded.indexOf('\ufffd') < 0
                && decoded.chars().limit(decoded.length() - 2L).noneMatch(Character::isISOControl)), line);
    }

    private void countBad(Optional<Command> command, boolean auth, boolean ok, String status) {
        if (lockLost()) {
            return;
        }
        if (auth && !ok) {
            fewestBad = status.startsWith("+ ") ? fewestBad : 0;
            mostBad += status.startsWith("+ ") ? 0 : 1;
        } else if (command.orElse(null) instanceof Command.Bad) {
            fewestBad++;
            mostBad++;
        } else {
            fewestBad = 0;
            mostBad = 0;
        }
        int limit = user.isPresent() ? BAD_AFTER_LOGIN : BAD_BEFORE_LOGIN;
        boolean ended = session.ending().equals(Optional.of(Ending.BAD_COMMANDS));
        assertTrue(ended ? mostBad > limit : fewestBad <= limit, () -> "bad commands in a row: " + mostBad);
    }

    private void login(boolean ok) {
        user = session.summary().user();
        if (user.isPresent()) {
            assertTrue(ok && plaintextLogin, "logged in");
            boolean alice = user.get().equals("alice");
            assertTrue((alice ? ALICES : BOBS).stream().anyMatch(text::contains), "logged in without a password");
            count = alice ? MAIL.size() : 0;
        }
    }

    private void transaction(Command command, boolean ok, String status, String body, boolean faultless) {
        switch (command) {
            case Command.Stat _ -> assertReply(faultless, ok, status,
                    present().count() + " " + present().mapToLong(WatchfulClient::size).sum());
            case Command.List list -> listing(list.number(), faultless, ok, status, body, WatchfulClient::size);
            case Command.Uidl uidl -> listing(uidl.number(), faultless, ok, status, body, n -> "a" + n);
            case Command.Retr retr -> {
                if (assertKnown(retr.number(), ok, faultless)) {
                    assertEquals(MAIL.get(retr.number() - 1), body);
                    highest = Math.max(highest, retr.number());
                }
            }
            case Command.Top top -> {
                if (assertKnown(top.number(), ok, faultless)) {
                    assertEquals(top(MAIL.get(top.number() - 1), top.lines()), body);
                }
            }
            case Command.Dele dele -> {
                if (assertKnown(dele.number(), ok, true)) {
                    marked.add(dele.number());
                    highest = Math.max(highest, dele.number());
                }
            }
            case Command.Rset _ -> {
                assertTrue(ok, status);
                marked.clear();
                highest = 0;
            }
            case Command.Last _ -> {
                assertEquals(!capaAsked, ok, status);
                assertReply(false, ok, status, Integer.toString(highest));
            }
            case Command.Quit _ -> {
                updated = true;
                toldAllIsRemoved = ok;
                assertTrue(ok || !faultless, status);
            }
            default -> {
            }
        }
    }

    private void listing(OptionalInt number, boolean faultless, boolean ok, String status, String body,
            IntFunction<Object> value) {
        if (number.isEmpty()) {
            assertTrue(ok || !faultless, status);
            assertEquals(
                    ok ? present().mapToObj(n -> n + " " + value.apply(n) + "\r\n").collect(Collectors.joining()) : "",
                    body);
        } else if (assertKnown(number.getAsInt(), ok, faultless)) {
            assertReply(true, true, status, number.getAsInt() + " " + value.apply(number.getAsInt()));
        }
    }

    private IntStream present() {
        return IntStream.rangeClosed(1, count).filter(n -> !marked.contains(n));
    }

    private static long size(int number) {
        return MAIL.get(number - 1).length();
    }

    private static void assertReply(boolean must, boolean ok, String status, String expected) {
        assertTrue(ok || !must, status);
        assertTrue(!ok || status.equals("+OK " + expected + "\r\n"), () -> status + " and not " + expected);
    }

    /** Whether a message was spoken of that is there (RFC 1939 §5). */
    private boolean assertKnown(int number, boolean ok, boolean must) {
        boolean there = number >= 1 && number <= count && !marked.contains(number);
        assertTrue(ok ? there : !there || !must, () -> "message " + number);
        return ok;
    }

    private static String top(String message, int bodyLines) {
        int header = message.indexOf("\r\n\r\n") + 4;
        if (header < 4) {
            return message;
        }
        return message.substring(0, header) + message.substring(header).lines().limit(bodyLines)
                .map(line -> line + "\r\n").collect(Collectors.joining());
    }
}
