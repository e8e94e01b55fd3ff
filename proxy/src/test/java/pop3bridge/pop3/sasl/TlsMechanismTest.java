package pop3bridge.pop3.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.MemoryAccounts;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramKeys;
import pop3bridge.accounts.Secret;
import pop3bridge.pop3.sasl.Exchange.Step;
import pop3bridge.pop3.sasl.Exchange.Step.Refusal;
import pop3bridge.pop3.sasl.TlsSession.ChannelBinding;

/** The mechanisms that need a TLS session: SCRAM with channel binding (RFC 5802 §6, RFC 9266, RFC 5929), EXTERNAL (RFC 4422). */
final class TlsMechanismTest {
    private static final byte[] EXPORTED = {1, 2, 3};
    private static final byte[] END_POINT = {4, 5, 6};
    private static final X509Certificate CERTIFICATE = FakeTlsSession.certificate();
    private static final Step UNBOUND = new Step.Refused(Optional.of("tim"), Refusal.CHANNEL_BINDING);
    private static final FakeTlsSession TLS_1_3 = new FakeTlsSession(
            Map.of(ChannelBinding.TLS_EXPORTER, EXPORTED, ChannelBinding.TLS_SERVER_END_POINT, END_POINT),
            Optional.of(CERTIFICATE));
    private static final FakeTlsSession TLS_1_2 = new FakeTlsSession(
            Map.of(ChannelBinding.TLS_SERVER_END_POINT, END_POINT), Optional.empty());

    private final MemoryAccounts accounts = new MemoryAccounts().add("tim", Secret.of("pencil"));

    private LoginContext context(TlsSession tls, LoginMethods methods) {
        return new LoginContext(accounts, methods, true, Optional.of(tls));
    }

    private Exchange begin(Mechanism mechanism, TlsSession tls) {
        return mechanism.begin(context(tls, LoginMethods.ALL));
    }

    private static Step next(Exchange exchange, String response) throws Exception {
        return exchange.next(Optional.of(response.getBytes(UTF_8)));
    }

    private static String challenge(Step step) {
        return new String(assertInstanceOf(Step.Challenge.class, step).octets(), UTF_8);
    }

    private static Step tried(Exchange exchange, ScramClient client) throws Exception {
        return next(exchange, client.last(challenge(next(exchange, client.first()))));
    }

    @ParameterizedTest
    @CsvSource({"SCRAM_SHA_256_PLUS,SHA_256", "SCRAM_SHA_1_PLUS,SHA_1"})
    void bothKindsOfBindingLogIn(Mechanism mechanism, ScramHash hash) throws Exception {
        for (ChannelBinding kind : ChannelBinding.values()) {
            Exchange exchange = begin(mechanism, TLS_1_3);
            ScramClient client = new ScramClient(hash, "tim", "pencil", "p=" + kind.wire() + ",,",
                    TLS_1_3.channelBinding(kind).orElseThrow());
            String proof = challenge(tried(exchange, client));
            assertEquals(client.serverSignature(), proof);
            assertEquals(new Step.Authenticated(new Account("tim", Optional.empty())), next(exchange, ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "", "\1\2", "\1\2\3\4"})
    void theBindingIsThatOfAnotherSession(String data) throws Exception {
        assertEquals(UNBOUND, tried(begin(Mechanism.SCRAM_SHA_256_PLUS, TLS_1_3),
                new ScramClient(ScramHash.SHA_256, "tim", "pencil", "p=tls-exporter,,", data.getBytes(ISO_8859_1))));
    }

    /** The flag is part of what is bound: the data of one kind is not that of another. */
    @Test
    void theKindOfBindingIsBoundToo() throws Exception {
        Exchange exchange = begin(Mechanism.SCRAM_SHA_256_PLUS, TLS_1_3);
        String nonce = challenge(next(exchange, "p=tls-server-end-point,,n=tim,r=abc"))
                .replaceAll("r=([^,]+),.*", "$1");
        String bound = Base64.getEncoder().encodeToString("p=tls-exporter,,\4\5\6".getBytes(UTF_8));
        assertEquals(UNBOUND, next(exchange, "c=" + bound + ",r=" + nonce + ",p=AAAA"));
    }

    @Test
    void aWrongPasswordIsNoMatterOfBinding() throws Exception {
        assertEquals(new Step.Refused("tim"), tried(begin(Mechanism.SCRAM_SHA_256_PLUS, TLS_1_3),
                new ScramClient(ScramHash.SHA_256, "tim", "wrong", "p=tls-exporter,,", EXPORTED)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p=tls-unique", "p=tls-exporter", "p=TLS-SERVER-END-POINT", "p=x"})
    void kindsThatAreUnknownOrHaveNoDataHereAreRefused(String flag) throws Exception {
        assertEquals(UNBOUND, next(begin(Mechanism.SCRAM_SHA_1_PLUS, TLS_1_2), flag + ",,n=tim,r=abc"));
    }

    @ParameterizedTest
    @CsvSource({"SCRAM_SHA_256_PLUS,n", "SCRAM_SHA_256_PLUS,y", "SCRAM_SHA_256_PLUS,p=", "SCRAM_SHA_256_PLUS,p",
            "SCRAM_SHA_256,p=tls-exporter", "SCRAM_SHA_1,p=tls-server-end-point"})
    void flagsOfOtherMechanisms(Mechanism mechanism, String flag) throws Exception {
        assertInstanceOf(Step.Malformed.class, next(begin(mechanism, TLS_1_3), flag + ",,n=tim,r=abc"));
    }

    /** RFC 5802 §6: a client that could bind and was not offered it has seen a list that somebody changed. */
    @Test
    void aDowngradeIsRefused() throws Exception {
        for (Mechanism mechanism : List.of(Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1)) {
            assertEquals(UNBOUND, next(begin(mechanism, TLS_1_3), "y,,n=tim,r=abc"));
        }
    }

    @Test
    void whereBindingIsNotOfferedTheClientMaySaySo() throws Exception {
        LoginMethods withoutPlus = LoginMethods.NONE.plus("SCRAM-SHA-256").orElseThrow();
        for (LoginContext context : List.of(context(TLS_1_3, withoutPlus),
                context(FakeTlsSession.of(CERTIFICATE), LoginMethods.ALL))) {
            Exchange exchange = Mechanism.SCRAM_SHA_256.begin(context);
            ScramClient client = new ScramClient(ScramHash.SHA_256, "tim", "pencil", "y,,", new byte[0]);
            challenge(tried(exchange, client));
            assertEquals(new Step.Authenticated(new Account("tim", Optional.empty())), next(exchange, ""));
        }
    }

    @Test
    void plusIsOfferedWhereThereIsSomethingToBindTo() {
        List<Mechanism> plus = List.of(Mechanism.SCRAM_SHA_256_PLUS, Mechanism.SCRAM_SHA_1_PLUS);
        assertEquals(plus, Mechanism.offered(context(TLS_1_3, LoginMethods.ALL)).subList(0, 2));
        assertEquals(plus, Mechanism.offered(context(TLS_1_2, LoginMethods.ALL)).subList(0, 2));
        assertEquals(Mechanism.SCRAM_SHA_256,
                Mechanism.offered(context(FakeTlsSession.of(CERTIFICATE), LoginMethods.ALL)).getFirst());
        accounts.forgetPasswords();
        accounts.keep("tim", ScramHash.SHA_1,
                ScramKeys.derive(ScramHash.SHA_1, Secret.of("pencil"), new byte[]{1}, 1));
        assertEquals(List.of(Mechanism.SCRAM_SHA_1_PLUS, Mechanism.SCRAM_SHA_1, Mechanism.PLAIN, Mechanism.LOGIN),
                Mechanism.offered(context(TLS_1_3, LoginMethods.ALL)));
    }

    @Test
    void externalIsOfferedToWhoHasACertificate() {
        LoginMethods external = LoginMethods.NONE.plus("external").orElseThrow();
        assertEquals(List.of(), Mechanism.offered(context(TLS_1_3, external)));
        accounts.accept("tim", CERTIFICATE);
        assertEquals(List.of(Mechanism.EXTERNAL), Mechanism.offered(context(TLS_1_3, external)));
        assertEquals(List.of(), Mechanism.offered(context(TLS_1_2, external)));
        assertEquals(List.of(),
                Mechanism.offered(new LoginContext(accounts, external, true, Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tim"})
    void theCertificateLogsIn(String user) throws Exception {
        accounts.accept("tim", CERTIFICATE);
        Exchange exchange = begin(Mechanism.EXTERNAL, TLS_1_3);
        assertEquals("", challenge(exchange.next(Optional.empty())));
        assertEquals(new Step.Authenticated(new Account("tim", Optional.empty())), next(exchange, user));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eva", "TIM", " tim"})
    void theCertificateIsAnotherAccounts(String user) throws Exception {
        accounts.accept("tim", CERTIFICATE);
        assertEquals(new Step.Refused(Optional.of(user), Refusal.CERTIFICATE),
                next(begin(Mechanism.EXTERNAL, TLS_1_3), user));
    }

    @Test
    void theCertificateIsNobodys() throws Exception {
        assertEquals(new Step.Refused(Optional.empty(), Refusal.CERTIFICATE),
                next(begin(Mechanism.EXTERNAL, TLS_1_3), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "tim\0", "\u00fe"})
    void externalTakesNamesAlone(String response) throws Exception {
        accounts.accept("tim", CERTIFICATE);
        assertInstanceOf(Step.Malformed.class,
                begin(Mechanism.EXTERNAL, TLS_1_3).next(Optional.of(response.getBytes(ISO_8859_1))));
    }

    @ParameterizedTest
    @EnumSource(Mechanism.class)
    void everyMechanismHasItsName(Mechanism mechanism) {
        assertEquals(new LoginMethods(true, true, Set.of(mechanism)), LoginMethods.NONE.plus("user")
                .orElseThrow().plus("Apop").orElseThrow().plus(mechanism.wire().toLowerCase(Locale.ROOT))
                .orElseThrow());
        assertEquals(Optional.empty(), LoginMethods.NONE.plus(mechanism.wire() + "-"));
    }
}
