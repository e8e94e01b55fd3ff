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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.MemoryAccounts;
import pop3bridge.accounts.Secret;
import pop3bridge.pop3.sasl.Exchange.Step;
import pop3bridge.pop3.sasl.Scram.Hash;

/** The mechanisms that prove knowledge of a password without sending it. */
final class MechanismTest {
    private final MemoryAccounts accounts = new MemoryAccounts().add("tim", Secret.of("tanstaaftanstaaf"))
            .add("j\u00fcrgen", Secret.of("\u2168")).add("a,b=c", Secret.of("pencil"));

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
        Exchange exchange = Mechanism.CRAM_MD5.begin(accounts);
        String asked = challenge(exchange.next(Optional.empty()));
        String digest = HexFormat.of().formatHex(Hmac.of("HmacMD5", octets(password), octets(asked)));
        assertOutcome(user, right, next(exchange, user + " " + digest));
        assertNotEquals(asked, challenge(Mechanism.CRAM_MD5.begin(accounts).next(Optional.empty())));
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
    @EnumSource(Hash.class)
    void scramProvesBothSides(Hash hash) throws Exception {
        Exchange exchange = new Scram(hash, accounts);
        assertEquals("", challenge(exchange.next(Optional.empty())));
        ScramClient client = new ScramClient(hash, "tim", "tanstaaftanstaaf");
        String last = client.last(challenge(next(exchange, client.first())));
        assertEquals(client.serverSignature(), challenge(next(exchange, last)));
        assertOutcome("tim", true, next(exchange, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", " ", "\u00fe"})
    void scramEndsWithAnEmptyResponse(String response) throws Exception {
        Exchange exchange = new Scram(Hash.SHA_256, accounts);
        ScramClient client = new ScramClient(Hash.SHA_256, "tim", "tanstaaftanstaaf");
        next(exchange, client.last(challenge(next(exchange, client.first()))));
        assertInstanceOf(Step.Malformed.class, exchange.next(Optional.of(response.getBytes(ISO_8859_1))));
    }

    /** SASLprep: a Roman numeral is the letters that it looks like (RFC 4013 §3). */
    @ParameterizedTest
    @CsvSource({"j\u00fcrgen,IX,j\u00fcrgen", "a=2Cb=3Dc,pencil,'a,b=c'"})
    void scramTakesNamesAndPasswordsInAnyForm(String sent, String password, String name) throws Exception {
        Exchange exchange = new Scram(Hash.SHA_256, accounts);
        ScramClient client = new ScramClient(Hash.SHA_256, sent, password);
        next(exchange, client.last(challenge(next(exchange, client.first()))));
        assertOutcome(name, true, next(exchange, ""));
    }

    @ParameterizedTest
    @CsvSource({"tim,wrong", "nobody,tanstaaftanstaaf"})
    void scramRefusesWhatIsWrongOnlyAtTheEnd(String user, String password) throws Exception {
        Exchange exchange = new Scram(Hash.SHA_256, accounts);
        ScramClient client = new ScramClient(Hash.SHA_256, user, password);
        assertEquals(new Step.Refused(user), next(exchange, client.last(challenge(next(exchange, client.first())))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n,,", "n,,n=tim", "n,,n=tim,r=", "p=tls-unique,,n=tim,r=abc", "n,,m=ext,n=tim,r=abc",
            "n,,n=t=im,r=abc", "n,,n=,r=abc", "x,,n=tim,r=abc", "n,,n=tim,r=a c", "n,,n=tim\0,r"})
    void scramTakesNoOtherFirstMessage(String message) throws Exception {
        assertInstanceOf(Step.Malformed.class, next(new Scram(Hash.SHA_1, accounts), message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c=biws", "c=biws,r=abc,p=AAAA", "c=eSws,r=%s,p=AAAA", "c=biws,r=%s,p=*"})
    void scramTakesNoOtherFinalMessage(String message) throws Exception {
        Exchange exchange = new Scram(Hash.SHA_1, accounts);
        String nonce = challenge(next(exchange, "n,,n=tim,r=abc")).replaceAll("r=([^,]+),.*", "$1");
        assertInstanceOf(Step.Malformed.class, next(exchange, message.formatted(nonce)));
    }

    @Test
    void nobodyActsForSomebodyElse() throws Exception {
        assertEquals(new Step.Refused("tim"), next(new Scram(Hash.SHA_1, accounts), "n,a=other,n=tim,r=abc"));
    }

    /** The form of the example in RFC 1939 §7: some clients know no other. */
    @Test
    void aTimestampIsTwoNumbersAndADomainName() {
        String timestamp = Credentials.timestamp();
        assertTrue(timestamp.matches("<\\d{1,19}\\.\\d+@[a-z0-9]+(\\.[a-z0-9]+)+>"), timestamp);
        assertNotEquals(timestamp, Credentials.timestamp());
    }
}
