package pop3bridge.pop3.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Hmac;
import pop3bridge.accounts.MemoryAccounts;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramKeys;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;
import pop3bridge.pop3.sasl.Exchange.Step;

/** The mechanisms that prove knowledge of a password without sending it. */
final class MechanismTest {
    private final MemoryAccounts accounts = new MemoryAccounts().add("tim", Secret.of("tanstaaftanstaaf"))
            .add("j\u00fcrgen", Secret.of("\u2168")).add("a,b=c", Secret.of("pencil"));

    private LoginContext clear(boolean plaintextLogin) {
        return new LoginContext(accounts, LoginMethods.ALL, plaintextLogin, Optional.empty());
    }

    private Exchange scram(ScramHash hash) {
        return new Scram(hash, accounts, new BindingRules(false, false, Optional.empty()));
    }

    private static byte[] octets(String text) {
        return text.getBytes(UTF_8);
    }

    private static Step next(Exchange exchange, String response) throws Exception {
        return exchange.next(Optional.of(octets(response)));
    }

    private static String challenge(Step step) {
        return new String(assertInstanceOf(Step.Challenge.class, step).octets(), UTF_8);
    }

    /** RFC 2195 §3. */
    @Test
    void theDigestOfCramMd5IsThatOfItsText() {
        assertEquals("b913a602c7eda7a495b4e6e7334d3890", HexFormat.of().formatHex(Hmac.of("HmacMD5",
                octets("tanstaaftanstaaf"), "<1896.697170952@postoffice.reston.mci.net>".getBytes(US_ASCII))));
    }

    @ParameterizedTest
    @CsvSource({"tim,tanstaaftanstaaf,true", "tim,tanstaaf,false", "nobody,tanstaaftanstaaf,false"})
    void cramMd5(String user, String password, boolean right) throws Exception {
        Exchange exchange = Mechanism.CRAM_MD5.begin(clear(true));
        String asked = challenge(exchange.next(Optional.empty()));
        String digest = HexFormat.of().formatHex(Hmac.of("HmacMD5", octets(password), octets(asked)));
        assertOutcome(user, right, next(exchange, user + " " + digest));
        assertNotEquals(asked, challenge(Mechanism.CRAM_MD5.begin(clear(true)).next(Optional.empty())));
    }

    /** So that it takes as long, and is delayed like it. */
    @ParameterizedTest
    @CsvSource({"tanstaaftanstaaf", "wrong"})
    void aLoginForAnotherUserIsComparedAndRefused(String password) throws Exception {
        assertEquals(new Step.Refused("tim"),
                next(Mechanism.PLAIN.begin(clear(true)), "other\0tim\0" + password));
    }

    private static void assertOutcome(String user, boolean right, Step step) {
        assertEquals(right ? new Step.Authenticated(new Account(user, Optional.empty())) : new Step.Refused(user),
                step);
    }

    /** RFC 1939 §7. */
    @Test
    void theDigestOfApopIsThatOfItsText() throws Exception {
        String timestamp = "<1896.697170952@dbc.mtview.ca.us>";
        accounts.add("mrose", Secret.of("tanstaaf"));
        assertEquals("mrose", Credentials.apop(accounts, "mrose", timestamp, "c4c9334bac560ecc979e58001b3e22fb")
                .orElseThrow().name());
        assertEquals("mrose", Credentials.apop(accounts, "mrose", timestamp, "C4C9334BAC560ECC979E58001B3E22FB")
                .orElseThrow().name());
        for (String digest : new String[]{"c4c9334bac560ecc979e58001b3e22fc", "", "c4c9334bac560ecc979e58001b3e22",
                "tanstaaf"}) {
            assertEquals(Optional.empty(), Credentials.apop(accounts, "mrose", timestamp, digest));
        }
        assertEquals(Optional.empty(),
                Credentials.apop(accounts, "nobody", timestamp, "c4c9334bac560ecc979e58001b3e22fb"));
    }

    /** RFC 5802 §5 and RFC 7677 §3: the salted password of their exchanges gives their proofs. */
    @ParameterizedTest
    @CsvSource({
            "HmacSHA1,QSXCR+Q6sek8bf92,1d96ee3a529b5a5f9e47c01f229a2cb8a6e15f7d",
            "HmacSHA256,W22ZaJ0SNY7soEsUEjb6gQ==,c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d"})
    void thePasswordIsSaltedAsInTheTexts(String algorithm, String salt, String salted) {
        assertArrayEquals(HexFormat.of().parseHex(salted),
                Hmac.iterated(algorithm, octets("pencil"), Base64.getDecoder().decode(salt), 4096));
    }

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void scramProvesBothSides(ScramHash hash) throws Exception {
        Exchange exchange = scram(hash);
        assertEquals("", challenge(exchange.next(Optional.empty())));
        ScramClient client = new ScramClient(hash, "tim", "tanstaaftanstaaf");
        String last = client.last(challenge(next(exchange, client.first())));
        assertEquals(client.serverSignature(), challenge(next(exchange, last)));
        assertOutcome("tim", true, next(exchange, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", " ", "\u00fe"})
    void scramEndsWithAnEmptyResponse(String response) throws Exception {
        Exchange exchange = scram(ScramHash.SHA_256);
        ScramClient client = new ScramClient(ScramHash.SHA_256, "tim", "tanstaaftanstaaf");
        next(exchange, client.last(challenge(next(exchange, client.first()))));
        assertInstanceOf(Step.Malformed.class, exchange.next(Optional.of(response.getBytes(ISO_8859_1))));
    }

    /** SASLprep: a Roman numeral is the letters that it looks like (RFC 4013 §3). */
    @ParameterizedTest
    @CsvSource({"j\u00fcrgen,IX,j\u00fcrgen", "a=2Cb=3Dc,pencil,'a,b=c'"})
    void scramTakesNamesAndPasswordsInAnyForm(String sent, String password, String name) throws Exception {
        Exchange exchange = scram(ScramHash.SHA_256);
        ScramClient client = new ScramClient(ScramHash.SHA_256, sent, password);
        next(exchange, client.last(challenge(next(exchange, client.first()))));
        assertOutcome(name, true, next(exchange, ""));
    }

    @ParameterizedTest
    @CsvSource({"tim,wrong", "nobody,tanstaaftanstaaf"})
    void scramRefusesWhatIsWrongOnlyAtTheEnd(String user, String password) throws Exception {
        Exchange exchange = scram(ScramHash.SHA_256);
        ScramClient client = new ScramClient(ScramHash.SHA_256, user, password);
        assertEquals(new Step.Refused(user), next(exchange, client.last(challenge(next(exchange, client.first())))));
    }

    /** RFC 5802 §5 and RFC 7677 §3: their users' passwords; the account keeps the keys alone. */
    @ParameterizedTest
    @CsvSource({"SHA_1,QSXCR+Q6sek8bf92,5000", "SHA_256,W22ZaJ0SNY7soEsUEjb6gQ==,10000"})
    void scramProvesBothSidesByKeptKeys(ScramHash hash, String salt, int iterations) throws Exception {
        accounts.forgetPasswords();
        accounts.keep("eva", hash, ScramKeys.derive(hash, Secret.of("pencil"), Base64.getDecoder().decode(salt),
                iterations));
        for (String password : List.of("pencil", "Pencil")) {
            Exchange exchange = scram(hash);
            ScramClient client = new ScramClient(hash, "eva", password);
            String first = challenge(next(exchange, client.first()));
            assertTrue(first.endsWith(",s=" + salt + ",i=" + iterations), first);
            Step last = next(exchange, client.last(first));
            if (password.equals("pencil")) {
                assertEquals(client.serverSignature(), challenge(last));
                assertOutcome("eva", true, next(exchange, ""));
            } else {
                assertOutcome("eva", false, last);
            }
        }
    }

    /** A client cannot tell who is there by the first message: not by its salt, nor by its length or the iterations. */
    @Test
    void scramShowsTheSameToANameEachTime() throws Exception {
        assertTrue(shown("nobody").matches("s=[A-Za-z0-9+/]{22}==,i=4096"), shown("nobody"));
        assertEquals(shown("nobody"), shown("nobody"));
        assertNotEquals(shown("nobody"), shown("somebody"));
        assertEquals(shown("tim"), shown("tim"));
        accounts.show(new ScramParameters(64, 10_000));
        assertTrue(shown("nobody").matches("s=[A-Za-z0-9+/]{86}==,i=10000"), shown("nobody"));
        assertOutcome("nobody", false, tried("nobody", "pencil"));
    }

    private String shown(String user) throws Exception {
        String first = challenge(next(scram(ScramHash.SHA_256), "n,,n=" + user + ",r=abc"));
        return first.substring(first.indexOf(",s=") + 1);
    }

    private Step tried(String user, String password) throws Exception {
        Exchange exchange = scram(ScramHash.SHA_256);
        ScramClient client = new ScramClient(ScramHash.SHA_256, user, password);
        return next(exchange, client.last(challenge(next(exchange, client.first()))));
    }

    @Test
    void keysOfScramShowNothingOfThemselves() {
        String shown = ScramKeys.derive(ScramHash.SHA_1, Secret.of("pencil"), new byte[]{1}, 1).toString();
        assertTrue(shown.contains("storedKey=(secret), serverKey=(secret)"), shown);
    }

    /** What is offered is what everybody can log in by. */
    @Test
    void mechanismsThatAreOffered() {
        assertEquals(List.of(Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1, Mechanism.CRAM_MD5, Mechanism.PLAIN,
                Mechanism.LOGIN), Mechanism.offered(clear(true)));
        assertEquals(List.of(Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1, Mechanism.CRAM_MD5),
                Mechanism.offered(clear(false)));
        accounts.forgetPasswords();
        assertEquals(List.of(Mechanism.PLAIN, Mechanism.LOGIN), Mechanism.offered(clear(true)));
        for (String user : List.of("tim", "j\u00fcrgen", "a,b=c")) {
            assertEquals(List.of(), Mechanism.offered(clear(false)));
            accounts.keep(user, ScramHash.SHA_256,
                    ScramKeys.derive(ScramHash.SHA_256, Secret.of("pencil"), new byte[]{1}, 1));
        }
        assertEquals(List.of(Mechanism.SCRAM_SHA_256), Mechanism.offered(clear(false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n,,", "n,,n=tim", "n,,n=tim,r=", "p=tls-unique,,n=tim,r=abc", "n,,m=ext,n=tim,r=abc",
            "n,,n=t=im,r=abc", "n,,n=,r=abc", "x,,n=tim,r=abc", "n,,n=tim,r=a c", "n,,n=tim\0,r"})
    void scramTakesNoOtherFirstMessage(String message) throws Exception {
        assertInstanceOf(Step.Malformed.class, next(scram(ScramHash.SHA_1), message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c=biws", "c=biws,r=abc,p=AAAA", "c=eSws,r=%s,p=AAAA", "c=biws,r=%s,p=*"})
    void scramTakesNoOtherFinalMessage(String message) throws Exception {
        Exchange exchange = scram(ScramHash.SHA_1);
        String nonce = challenge(next(exchange, "n,,n=tim,r=abc")).replaceAll("r=([^,]+),.*", "$1");
        assertInstanceOf(Step.Malformed.class, next(exchange, message.formatted(nonce)));
    }

    @Test
    void nobodyActsForSomebodyElse() throws Exception {
        assertEquals(new Step.Refused("tim"), next(scram(ScramHash.SHA_1), "n,a=other,n=tim,r=abc"));
    }

    /** The form of the example in RFC 1939 §7: some clients know no other. */
    @Test
    void aTimestampIsTwoNumbersAndADomainName() {
        String timestamp = Credentials.timestamp();
        assertTrue(timestamp.matches("<\\d{1,19}\\.\\d+@[a-z0-9]+(\\.[a-z0-9]+)+>"), timestamp);
        assertNotEquals(timestamp, Credentials.timestamp());
    }
}
