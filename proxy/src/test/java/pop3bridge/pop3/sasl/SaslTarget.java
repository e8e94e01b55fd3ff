package pop3bridge.pop3.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.MemoryAccounts;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.Secret;
import pop3bridge.fuzz.Input;
import pop3bridge.pop3.sasl.Exchange.Step;
import pop3bridge.pop3.sasl.TlsSession.ChannelBinding;

/**
 * Fuzzes the {@link Exchange} of each {@link Mechanism} with up to five responses, one a line. Alice is let in if and only if what she
 * has said proves her password, by other means than the server's. In a response the octet {@link #NONCE} stands for the nonce of the
 * server's challenge, and {@link #PROOF} for what proves the password.
 */
public final class SaslTarget {
    private static final String NONCE = "\u00fe";
    private static final String PROOF = "\u00ff";
    private static final String USER = "alice";
    private static final String PASSWORD = "secret";
    private static final Step LET_IN = new Step.Authenticated(new Account(USER, Optional.empty()));
    private static final MemoryAccounts ACCOUNTS = new MemoryAccounts().add(USER, Secret.of(PASSWORD));
    private static final MemoryAccounts UNAVAILABLE = new MemoryAccounts();
    private static final byte[] BINDING = {1, 2, 3};

    /** In the order in which they were added, so that the inputs that are kept stay what they are. */
    private static final List<Mechanism> MECHANISMS = List.of(Mechanism.SCRAM_SHA_256, Mechanism.SCRAM_SHA_1,
            Mechanism.CRAM_MD5, Mechanism.PLAIN, Mechanism.LOGIN, Mechanism.SCRAM_SHA_256_PLUS,
            Mechanism.SCRAM_SHA_1_PLUS, Mechanism.EXTERNAL, Mechanism.OAUTHBEARER, Mechanism.XOAUTH2);
    private static final X509Certificate CERTIFICATE = FakeTlsSession.certificate();
    private static final TlsSession TLS = new FakeTlsSession(Map.of(ChannelBinding.TLS_EXPORTER, BINDING),
            Optional.of(CERTIFICATE));
    private static final String OTHER_PAIRS = "(?:(?!auth=)[A-Za-z]+=[\\t\\n\\r -~]*\\x01)*";
    private static final String TOKEN = OTHER_PAIRS + "auth=(?i:bearer) +" + PASSWORD + "\\x01" + OTHER_PAIRS
            + "\\x01";
    private static final Pattern OAUTHBEARER = Pattern.compile("[ny],(?:a=" + USER + ")?,\\x01" + TOKEN);
    private static final Pattern XOAUTH2 = Pattern.compile("user=(?:" + USER + ")?\\x01" + TOKEN);
    private static final int MAX_RESPONSES = 5;

    /** A key takes 4096 rounds to derive: one choice of so many does it, with the others the accounts cannot be asked. */
    private static final int SELDOM = 64;
    private static final Pattern REASON = Pattern.compile("PLAIN takes a user name and a password in UTF-8"
            + "|LOGIN takes a user name in UTF-8|CRAM-MD5 takes (?:no initial response|a user name and a digest)"
            + "|EXTERNAL takes an optional user name in UTF-8|(?:OAUTHBEARER|XOAUTH2) takes a bearer token"
            + "|not a first message of SCRAM|channel binding is for the PLUS mechanisms, which need it"
            + "|not a final message of SCRAM|not a proof of SCRAM|SCRAM ends with an empty response");

    static {
        UNAVAILABLE.fail();
        ACCOUNTS.accept(USER, PASSWORD);
        ACCOUNTS.accept(USER, CERTIFICATE);
    }

    private final Mechanism mechanism;
    private final Exchange exchange;
    private final boolean available;
    private final boolean scram;
    private final ScramClient client;
    private final List<String> responses = new ArrayList<>();
    private String challenge = "";
    private boolean proven;

    private SaslTarget(Mechanism mechanism, boolean available) {
        this.mechanism = mechanism;
        this.available = available;
        this.exchange = mechanism.begin(new LoginContext(available ? ACCOUNTS : UNAVAILABLE,
                LoginMethods.ALL, true, Optional.of(TLS)));
        this.scram = scram(mechanism);
        boolean sha1 = mechanism == Mechanism.SCRAM_SHA_1 || mechanism == Mechanism.SCRAM_SHA_1_PLUS;
        boolean plus = mechanism == Mechanism.SCRAM_SHA_1_PLUS || mechanism == Mechanism.SCRAM_SHA_256_PLUS;
        this.client = new ScramClient(sha1 ? ScramHash.SHA_1 : ScramHash.SHA_256, USER, PASSWORD,
                plus ? "p=tls-exporter,," : "n,,", plus ? BINDING : new byte[0]);
    }

    private static boolean scram(Mechanism mechanism) {
        return mechanism.wire().startsWith("SCRAM-");
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Input choices = new Input(input);
        Mechanism mechanism = MECHANISMS.get(choices.choice() % MECHANISMS.size());
        boolean initialResponse = choices.choice() % 2 == 1;
        boolean available = choices.choice() % (scram(mechanism) ? SELDOM : 2) == 0;
        String[] lines = new String(choices.rest(), ISO_8859_1).split("\n", MAX_RESPONSES);
        SaslTarget target = new SaslTarget(mechanism, available);
        try {
            boolean goesOn = initialResponse || target.step(Optional.empty());
            for (int i = 0; i < lines.length && goesOn; i++) {
                goesOn = target.step(Optional.of(target.filled(lines[i])));
            }
        } catch (AccountsUnavailableException e) {
            assertTrue(!available, e::toString);
        }
    }

    /** Whether the exchange goes on after this response. */
    private boolean step(Optional<String> response) throws Exception {
        response.ifPresent(responses::add);
        Step step = exchange.next(response.map(text -> text.getBytes(ISO_8859_1)));
        assertEquals(response.isPresent() && letIn(response.get()), step.equals(LET_IN), "let in");
        assertTrue(mechanism != Mechanism.CRAM_MD5 || responses.isEmpty() == challenge.isEmpty()
                || step instanceof Step.Malformed, "CRAM-MD5 takes an initial response");
        proven = response.isPresent() && proves(response.get());
        assertEquals(proven, scram && step instanceof Step.Challenge && responses.size() == 2, "proven");
        return switch (step) {
            case Step.Challenge(byte[] octets) -> {
                assertTrue(octets.length <= 128 + response.orElse("").length(), "too long a challenge");
                challenge = new String(octets, ISO_8859_1);
                assertTrue(!proven || challenge.equals(client.serverSignature()), "server does not prove itself");
                yield true;
            }
            case Step.Authenticated authenticated -> {
                assertEquals(LET_IN, authenticated);
                yield false;
            }
            case Step.Refused _ -> false;
            case Step.Malformed(String reason) -> {
                assertTrue(REASON.matcher(reason).matches(), reason);
                yield false;
            }
        };
    }

    private boolean letIn(String response) throws Exception {
        return switch (mechanism) {
            case PLAIN -> response.equals("\0" + USER + "\0" + PASSWORD)
                    || response.equals(USER + "\0" + USER + "\0" + PASSWORD);
            case LOGIN -> responses.equals(List.of(USER, PASSWORD));
            case CRAM_MD5 -> !challenge.isEmpty()
                    && response.startsWith(USER + " ")
                    && response.substring(USER.length() + 1).toLowerCase(Locale.ROOT).equals(digest());
            case EXTERNAL -> available && (response.isEmpty() || response.equals(USER));
            case OAUTHBEARER -> available && responses.size() == 1 && OAUTHBEARER.matcher(response).matches();
            case XOAUTH2 -> available && responses.size() == 1 && XOAUTH2.matcher(response).matches();
            case SCRAM_SHA_1, SCRAM_SHA_256, SCRAM_SHA_1_PLUS, SCRAM_SHA_256_PLUS -> proven && response.isEmpty();
        };
    }

    /** Of SCRAM's last message, where the first was that of {@link ScramClient}; proof without its padding proves as well. */
    private boolean proves(String response) throws Exception {
        if (!available || !scram || responses.size() != 2 || !responses.getFirst().equals(client.first())) {
            return false;
        }
        String right = client.last(challenge);
        int proof = right.indexOf(",p=") + 3;
        if (!response.startsWith(right.substring(0, proof))) {
            return false;
        }
        try {
            return Arrays.equals(Base64.getDecoder().decode(right.substring(proof)),
                    Base64.getDecoder().decode(response.substring(proof)));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private String filled(String response) throws Exception {
        String text = response;
        if (challenge.startsWith("r=")) {
            text = text.replace(NONCE, challenge.substring(2, challenge.indexOf(',')));
        }
        if (available && text.contains(PROOF) && !challenge.isEmpty()) {
            text = text.replace(PROOF, proof());
        }
        return text;
    }

    private String proof() throws Exception {
        if (mechanism == Mechanism.CRAM_MD5) {
            return digest();
        }
        boolean asked = scram && responses.equals(List.of(client.first()));
        return asked ? client.last(challenge).replaceFirst(".*,p=", "") : "";
    }

    private String digest() throws Exception {
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(PASSWORD.getBytes(UTF_8), "HmacMD5"));
        return HexFormat.of().formatHex(mac.doFinal(challenge.getBytes(UTF_8)));
    }
}
