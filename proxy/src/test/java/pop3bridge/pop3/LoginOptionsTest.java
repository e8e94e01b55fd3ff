package pop3bridge.pop3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.pop3.SessionOptions.Security;
import pop3bridge.pop3.sasl.FakeTlsSession;
import pop3bridge.pop3.sasl.LoginMethods;
import pop3bridge.pop3.sasl.TlsSession;

/** APOP (RFC 1939 §7) and LOGIN-DELAY (RFC 2449 §6.6), which settings enable. */
final class LoginOptionsTest {
    private final World world = new World();
    private final AtomicLong nanos = new AtomicLong();
    private final LoginDelay delay = new LoginDelay(Duration.ofSeconds(60), nanos::get);

    private Session session(boolean apop, LoginDelay loginDelay) {
        return new Session("test",
                new SessionOptions(Security.clear(true, false), LoginMethods.ALL.apopIf(apop), loginDelay,
                        Compatibility.NONE),
                world.accounts(), world.maildrops(), () -> false);
    }

    private static String reply(Session session, String command) {
        return session.handle(command.getBytes(US_ASCII)).statusLine();
    }

    private static String timestamp(Session session) {
        String greeting = session.greeting(false).statusLine();
        assertTrue(greeting.matches("\\+OK pop3bridge ready <[0-9]+\\.[0-9]+@[a-z0-9]+\\.[a-z]+>"), greeting);
        return greeting.substring(greeting.indexOf('<'));
    }

    private static String digest(String timestamp, String password) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest((timestamp + password).getBytes(US_ASCII)));
    }

    @Test
    void apopLogsInWithTheTimestampOfItsConnection() throws Exception {
        Session session = session(true, LoginDelay.none());
        Session other = session(true, LoginDelay.none());
        assertNotEquals(timestamp(session), timestamp(other));
        assertEquals("-ERR [AUTH] wrong user name or password",
                reply(session, "APOP alice " + digest(timestamp(other), "secret")));
        assertEquals("+OK 3 messages", reply(session, "APOP alice " + digest(timestamp(session), "secret")));
        assertEquals("APOP", session.summary().method());
        assertEquals("-ERR APOP is valid only before login", reply(session, "APOP alice x"));
    }

    @Test
    void whereApopIsOffTheGreetingInvitesNobody() {
        assertEquals("+OK pop3bridge ready", session(false, LoginDelay.none()).greeting(false).statusLine());
    }

    /** Some clients fail at {@code UTF8 USER}. */
    @Test
    void aCapabilityThatIsHiddenIsNotListedAndServedAllTheSame() {
        Compatibility hiding = new Compatibility(Form.AS_STORED, Utf8Headers.AS_IS, LastPolicy.AUTO,
                List.of("UTF8", "LANG", "NONE"));
        Session session = new Session("test",
                new SessionOptions(Security.clear(true, false), LoginMethods.ALL.apopIf(false), LoginDelay.none(),
                        hiding),
                world.accounts(), world.maildrops(), () -> false);
        List<String> capabilities = new ArrayList<>();
        assertInstanceOf(Reply.Listing.class, session.handle("CAPA".getBytes(US_ASCII))).lines()
                .forEach(capabilities::add);
        assertEquals(List.of(), capabilities.stream().filter(line -> line.matches("(UTF8|LANG)\\b.*")).toList());
        assertTrue(capabilities.contains("PIPELINING"), capabilities.toString());
        assertTrue(reply(session, "UTF8").startsWith("+OK"));
    }

    /** fetchmail asks CAPA, then LAST, and takes 0 to mean that all mail is new; -ERR makes it use UIDL. */
    @ParameterizedTest
    @CsvSource({"AUTO,true,false", "AUTO,false,true", "ON,true,true", "ON,false,true", "OFF,true,false",
            "OFF,false,false"})
    void lastIsForWhomItServes(LastPolicy last, boolean asksCapa, boolean served) {
        Session session = new Session("test",
                new SessionOptions(Security.clear(true, false), LoginMethods.ALL.apopIf(false), LoginDelay.none(),
                        new Compatibility(Form.AS_STORED, Utf8Headers.AS_IS, last, List.of())),
                world.accounts(),
                world.maildrops(), () -> false);
        if (asksCapa) {
            reply(session, "CAPA");
        }
        reply(session, "USER alice");
        reply(session, "PASS secret");
        assertEquals(served ? "+OK 0" : "-ERR LAST is not available, use UIDL", reply(session, "LAST"));
    }

    /** mpop takes no more lines than 50. */
    @Test
    void capabilitiesAreFewAndShort() {
        Session session = session(true, new LoginDelay(Duration.ofHours(24), System::nanoTime));
        List<String> lines = new ArrayList<>();
        assertInstanceOf(Reply.Listing.class, session.handle("CAPA".getBytes(US_ASCII))).lines().forEach(lines::add);
        assertTrue(lines.size() <= 50, lines::toString);
        assertTrue(lines.stream().allMatch(line -> line.length() <= 510), lines::toString);
    }

    private Session session(LoginMethods methods, Security security) {
        return new Session("test", new SessionOptions(security, methods, LoginDelay.none(), Compatibility.NONE),
                world.accounts(), world.maildrops(), () -> false);
    }

    private static List<String> lines(Session session, String command) {
        List<String> lines = new ArrayList<>();
        assertInstanceOf(Reply.Listing.class, session.handle(command.getBytes(US_ASCII))).lines().forEach(lines::add);
        return lines;
    }

    @Test
    void onlyTheMethodsThatAreAllowedAreServed() {
        LoginMethods plain = LoginMethods.NONE.plus("PLAIN").orElseThrow();
        Session session = session(plain, Security.clear(true, false));
        assertEquals("+OK pop3bridge ready", session.greeting(false).statusLine());
        assertEquals(List.of("PLAIN"), lines(session, "AUTH"));
        List<String> capabilities = lines(session, "CAPA");
        assertTrue(capabilities.contains("SASL PLAIN"), capabilities::toString);
        assertFalse(capabilities.contains("USER"), capabilities::toString);
        assertEquals("-ERR USER and PASS are not available, use AUTH", reply(session, "USER alice"));
        assertEquals(Optional.of(new LoginFailure(Optional.of("alice"), "USER", LoginFailure.Reason.METHOD)),
                session.loginFailure());
        assertEquals("-ERR USER and PASS are not available, use AUTH", reply(session, "PASS secret"));
        assertEquals("-ERR APOP is not available", reply(session, "APOP alice x"));
        assertEquals("-ERR mechanism is not available", reply(session, "AUTH CRAM-MD5"));
        assertEquals("+OK 3 messages", reply(session, "AUTH PLAIN AGFsaWNlAHNlY3JldA=="));
    }

    @Test
    void userAndApopAloneLeaveNoMechanism() {
        LoginMethods methods = LoginMethods.NONE.plus("USER").orElseThrow().plus("APOP").orElseThrow();
        Session session = session(methods, Security.clear(true, false));
        assertTrue(session.greeting(false).statusLine().endsWith(">"));
        assertEquals(List.of(), lines(session, "AUTH"));
        assertEquals(List.of(), lines(session, "CAPA").stream().filter(line -> line.startsWith("SASL")).toList());
        assertEquals("+OK send PASS", reply(session, "USER alice"));
        assertEquals("+OK 3 messages", reply(session, "PASS secret"));
    }

    /** A second factor: it must not tell whether a password is right. */
    @ParameterizedTest
    @ValueSource(strings = {"USER alice", "PASS secret", "APOP alice x", "AUTH PLAIN AGFsaWNlAHNlY3JldA=="})
    void withoutACertificateNoPasswordIsLookedAt(String command) {
        world.accounts().requireCertificates();
        TlsSession tls = new FakeTlsSession(Map.of(), Optional.empty());
        Session session = session(LoginMethods.ALL, Security.under(tls));
        assertEquals("-ERR login needs a client certificate", reply(session, command));
        assertEquals(LoginFailure.Reason.CERTIFICATE, session.loginFailure().orElseThrow().reason());
    }

    @ParameterizedTest
    @CsvSource({"alice,+OK 3 messages", "bob,-ERR [AUTH] wrong user name or password"})
    void theCertificateHasToBeTheAccounts(String owner, String expected) {
        X509Certificate certificate = FakeTlsSession.certificate();
        world.accounts().accept(owner, certificate);
        world.accounts().requireCertificates();
        for (String login : List.of("AUTH PLAIN AGFsaWNlAHNlY3JldA==", "PASS secret")) {
            Session session = session(LoginMethods.ALL, Security.under(FakeTlsSession.of(certificate)));
            assertFalse(lines(session, "AUTH").contains("EXTERNAL"));
            reply(session, "USER alice");
            assertEquals(expected, reply(session, login));
            session.abandon();
        }
        Session clear = session(LoginMethods.ALL, Security.clear(true, false));
        assertEquals("+OK 3 messages", reply(clear, "AUTH PLAIN AGFsaWNlAHNlY3JldA=="));
    }

    @Test
    void whoComesTooSoonIsToldToWait() {
        Session first = session(false, delay);
        assertTrue(((Reply.Listing) first.handle("CAPA".getBytes(US_ASCII))).lines().toString()
                .contains("LOGIN-DELAY 60"));
        reply(first, "USER alice");
        assertEquals("+OK 3 messages", reply(first, "PASS secret"));
        reply(first, "QUIT");
        Session early = session(false, delay);
        reply(early, "USER alice");
        assertEquals("-ERR [LOGIN-DELAY] too soon after the last login, wait", reply(early, "PASS secret"));
        assertFalse(world.maildrops().locked("alice"));
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        reply(early, "USER alice");
        assertEquals("+OK 3 messages", reply(early, "PASS secret"));
    }

    /** A login that got no maildrop was none. */
    @Test
    void whoWasRefusedNeedNotWait() throws Exception {
        world.maildrops().open(World.ALICE, Opening.of("another", Form.AS_STORED)).close();
        var held = world.maildrops().open(World.ALICE, Opening.of("another", Form.AS_STORED));
        Session session = session(false, delay);
        reply(session, "USER alice");
        assertTrue(reply(session, "PASS secret").startsWith("-ERR [IN-USE]"));
        held.close();
        reply(session, "USER alice");
        assertEquals("+OK 3 messages", reply(session, "PASS secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH PLAIN \0alice\0secret", "AUTH LOGIN alice,secret",
            "AUTH SCRAM-SHA-256 n,,n=alice,r=abc"})
    void whoWasRefusedBecauseAccountsAreNotAvailableIsKnown(String exchange) {
        world.accounts().fail();
        Session session = session(false, LoginDelay.none());
        for (String line : exchange.split("(?<=[a-z]),(?=secret)", -1)) {
            int text = line.lastIndexOf(' ') + 1;
            String base64 = Base64.getEncoder().encodeToString(line.substring(text).getBytes(UTF_8));
            session.handle((line.substring(0, text) + base64).getBytes(UTF_8));
        }
        LoginFailure failure = session.loginFailure().orElseThrow();
        assertEquals(LoginFailure.Reason.ACCOUNTS_UNAVAILABLE, failure.reason());
        assertEquals(Optional.of("alice"), failure.user());
    }
}
