package pop3bridge.pop3.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.MemoryAccounts;
import pop3bridge.pop3.sasl.Exchange.Step;
import pop3bridge.pop3.sasl.Exchange.Step.Refusal;

/** OAUTHBEARER (RFC 7628) and XOAUTH2. In messages {@code ^} is ^A. */
final class BearerTest {
    private static final String TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
    private static final String USER = "user@example.com";
    private static final String REFUSED = "{\"status\":\"invalid_token\",\"scope\":\"pop3\","
            + "\"openid-configuration\":\"https://id.example/\\\"conf\"}";

    private final MemoryAccounts accounts = new MemoryAccounts();

    BearerTest() {
        accounts.accept(USER, TOKEN);
        accounts.accept("a,b=c", "abc");
    }

    private Exchange begin(Mechanism mechanism) {
        return mechanism.begin(new LoginContext(accounts, LoginMethods.ALL, true, Optional.empty()));
    }

    private static Step next(Exchange exchange, String response) throws Exception {
        return exchange.next(Optional.of(response.replace('^', '\1').getBytes(UTF_8)));
    }

    private static String challenge(Step step) {
        return new String(assertInstanceOf(Step.Challenge.class, step).octets(), UTF_8);
    }

    /** The first is that of RFC 7628 §4.1. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "OAUTHBEARER|n,a=user@example.com,^host=server.example.com^port=143^auth=Bearer " + TOKEN + "^^|" + USER,
            "OAUTHBEARER|n,,^auth=bearer " + TOKEN + "^^|" + USER,
            "OAUTHBEARER|y,,^auth=BEARER  " + TOKEN + "^x=^^|" + USER,
            "OAUTHBEARER|n,a=a=2Cb=3Dc,^auth=Bearer abc^^|a,b=c",
            "XOAUTH2|user=user@example.com^auth=Bearer " + TOKEN + "^^|" + USER,
            "XOAUTH2|user=a,b=c^auth=Bearer abc^^|a,b=c", "XOAUTH2|user=^auth=Bearer abc^^|a,b=c"})
    void tokensLogIn(Mechanism mechanism, String message, String user) throws Exception {
        Exchange exchange = begin(mechanism);
        assertEquals("", challenge(exchange.next(Optional.empty())));
        assertEquals(new Step.Authenticated(new Account(user, Optional.empty())), next(exchange, message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"n,a=user@example.com,^auth=Bearer wrong^^|" + USER,
            "n,a=other,^auth=Bearer " + TOKEN + "^^|other", "n,,^auth=Bearer wrong^^|",
            "n,a=user@example.com,^host=server.example.com^port=143^^|" + USER, "n,a=x,^auth=^^|x"})
    void oauthBearerIsToldWhatToAskForAndRefused(String message, @Nullable String user) throws Exception {
        for (String dummy : List.of("^", "", "n,,^auth=Bearer " + TOKEN + "^^")) {
            Exchange exchange = begin(Mechanism.OAUTHBEARER);
            assertEquals(REFUSED, challenge(next(exchange, message)));
            assertEquals(new Step.Refused(Optional.ofNullable(user), Refusal.TOKEN), next(exchange, dummy));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"user=other^auth=Bearer " + TOKEN + "^^|other",
            "user=user@example.com^auth=Bearer wrong^^|" + USER})
    void xoauth2IsToldSoAndRefused(String message, String user) throws Exception {
        Exchange exchange = begin(Mechanism.XOAUTH2);
        assertEquals("{\"status\":\"400\",\"schemes\":\"bearer\",\"scope\":\"pop3\"}",
                challenge(next(exchange, message)));
        assertEquals(new Step.Refused(Optional.of(user), Refusal.TOKEN), next(exchange, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"OAUTHBEARER|''", "OAUTHBEARER|^", "OAUTHBEARER|^^", "OAUTHBEARER|n,,^",
            "OAUTHBEARER|n,^auth=Bearer abc^^", "OAUTHBEARER|p=tls-exporter,,^auth=Bearer abc^^",
            "OAUTHBEARER|n,,^auth=Bearer abc^", "OAUTHBEARER|n,,auth=Bearer abc^^",
            "OAUTHBEARER|'n,,^auth=Bearer abc^^ '", "OAUTHBEARER|n,,^auth=Basic abc^^",
            "OAUTHBEARER|n,,^auth=Bearer^^", "OAUTHBEARER|n,,^auth=Bearerabc^^", "OAUTHBEARER|n,,^auth=Bearer a b^^",
            "OAUTHBEARER|n,,^auth=Bearer \u00fc^^", "OAUTHBEARER|n,,^auth=Bearer abc^auth=Bearer abc^^",
            "OAUTHBEARER|n,,^1=x^auth=Bearer abc^^", "OAUTHBEARER|n,,^^auth=Bearer abc^^",
            "OAUTHBEARER|user=a^auth=Bearer abc^^", "OAUTHBEARER|n,a=,^auth=Bearer abc^^",
            "OAUTHBEARER|n,a==a,^auth=Bearer abc^^",
            "XOAUTH2|n,,^auth=Bearer abc^^", "XOAUTH2|user=a^auth=Bearer abc^", "XOAUTH2|auth=Bearer abc^^"})
    void malformedMessages(Mechanism mechanism, String message) throws Exception {
        assertEquals(new Step.Malformed(mechanism.wire() + " takes a bearer token"),
                next(begin(mechanism), message));
    }

    @Test
    void whatIsNoUtf8IsMalformed() throws Exception {
        assertInstanceOf(Step.Malformed.class, begin(Mechanism.XOAUTH2)
                .next(Optional.of("user=\u00fe\1auth=Bearer abc\1\1".getBytes(ISO_8859_1))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6_000})
    void manyPairsNeedLittleStack(int pairs) throws Exception {
        assertInstanceOf(Step.Authenticated.class,
                next(begin(Mechanism.OAUTHBEARER), "n,,^" + "a=^".repeat(pairs) + "auth=Bearer abc^^"));
    }

    @Test
    void tokensCannotBeCheckedNow() {
        accounts.fail();
        assertThrows(AccountsUnavailableException.class,
                () -> next(begin(Mechanism.XOAUTH2), "user=^auth=Bearer abc^^"));
    }

    @Test
    void tokensTravelWherePasswordsMay() {
        for (Mechanism mechanism : List.of(Mechanism.OAUTHBEARER, Mechanism.XOAUTH2)) {
            LoginMethods methods = LoginMethods.NONE.plus(mechanism.wire()).orElseThrow();
            assertEquals(List.of(mechanism),
                    Mechanism.offered(new LoginContext(accounts, methods, true, Optional.empty())));
            assertEquals(List.of(),
                    Mechanism.offered(new LoginContext(accounts, methods, false, Optional.empty())));
            assertEquals(List.of(),
                    Mechanism.offered(new LoginContext(new MemoryAccounts(), methods, true, Optional.empty())));
        }
    }
}
