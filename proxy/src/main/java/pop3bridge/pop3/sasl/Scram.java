package pop3bridge.pop3.sasl;

import com.ongres.stringprep.Profile;
import com.ongres.stringprep.Stringprep;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.Accounts.KnownPassword;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;

/**
 * SCRAM (RFC 5802, RFC 7677) without channel binding: client and server prove to each other that they know the
 * password. The keys are derived from the plaintext password at each login.
 */
final class Scram implements Exchange {
    private static final int ITERATIONS = 4096;
    private static final Profile SASLPREP = Stringprep.getProvider("SASLprep");
    private static final Pattern FIRST = Pattern
            .compile("([ny]),(?:a=([^,]*))?,((?!m=)n=([^,]+),r=([!-+\\--~]+)(?:,.*)?)");
    private static final Pattern FINAL = Pattern.compile("(c=([^,]*),r=([^,]+)(?:,[^p].*)?),p=([^,]+)");
    private static final Pattern ESCAPE = Pattern.compile("=(?!2C|3D)");
    private static final String SALT_SECRET = Credentials.nonce();

    private final Hash hash;
    private final Accounts accounts;
    private State state = new State.Beginning();

    /** The hash function of the mechanism. */
    enum Hash {
        SHA_1("SHA-1", "HmacSHA1"),
        SHA_256("SHA-256", "HmacSHA256");

        private final String digest;
        private final String hmac;

        Hash(String digest, String hmac) {
            this.digest = digest;
            this.hmac = hmac;
        }
    }

    private sealed interface State {
        record Beginning() implements State {}

        record Challenged(String user, String gs2Header, String firstBare, String serverFirst, String nonce,
                byte[] salt) implements State {}

        record Proven(Account account) implements State {}
    }

    Scram(Hash hash, Accounts accounts) {
        this.hash = hash;
        this.accounts = accounts;
    }

    @Override
    public Step next(Optional<byte[]> response) throws AccountsUnavailableException {
        if (response.isEmpty()) {
            return new Step.Challenge(new byte[0]);
        }
        String message = Text.utf8(response.get()).orElse("");
        return switch (state) {
            case State.Beginning _ -> first(message);
            case State.Challenged challenged -> last(challenged, message);
            case State.Proven(Account account) -> response.get().length == 0
                    ? new Step.Authenticated(account)
                    : new Step.Malformed("SCRAM ends with an empty response");
        };
    }

    private Step first(String message) {
        Matcher first = FIRST.matcher(message);
        if (!first.matches() || ESCAPE.matcher(first.group(4)).find()) {
            return new Step.Malformed("not a first message of SCRAM, or one that asks for channel binding");
        }
        String user = first.group(4).replace("=2C", ",").replace("=3D", "=");
        if (first.group(2) != null && !first.group(2).equals(first.group(4))) {
            return new Step.Refused(user);
        }
        String nonce = first.group(5) + Credentials.nonce();
        byte[] salt = Arrays.copyOf(Hmac.of(hash.hmac, Text.octets(SALT_SECRET), Text.octets(user)), 16);
        String serverFirst = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(salt) + ",i=" + ITERATIONS;
        state = new State.Challenged(user, message.substring(0, first.start(3)), first.group(3), serverFirst, nonce,
                salt);
        return new Step.Challenge(Text.octets(serverFirst));
    }

    private Step last(State.Challenged challenged, String message) throws AccountsUnavailableException {
        Matcher last = FINAL.matcher(message);
        if (!last.matches() || !last.group(3).equals(challenged.nonce())
                || !last.group(2).equals(Base64.getEncoder().encodeToString(Text.octets(challenged.gs2Header())))) {
            return new Step.Malformed("not a final message of SCRAM");
        }
        byte[] proof;
        try {
            proof = Base64.getDecoder().decode(last.group(4));
        } catch (IllegalArgumentException _) {
            return new Step.Malformed("not a proof of SCRAM");
        }
        Optional<KnownPassword> known = accounts.knownPassword(challenged.user());
        byte[] password = prepared(known.map(KnownPassword::password)
                .orElseGet(() -> Secret.of(Credentials.nonce())));
        byte[] salted = Hmac.iterated(hash.hmac, password, challenged.salt(), ITERATIONS);
        byte[] authMessage = Text
                .octets(challenged.firstBare() + "," + challenged.serverFirst() + "," + last.group(1));
        if (!proves(salted, authMessage, proof) || known.isEmpty()) {
            return new Step.Refused(challenged.user());
        }
        byte[] signature = Hmac.of(hash.hmac, Hmac.of(hash.hmac, salted, Text.octets("Server Key")), authMessage);
        state = new State.Proven(known.get().account());
        return new Step.Challenge(Text.octets("v=" + Base64.getEncoder().encodeToString(signature)));
    }

    private boolean proves(byte[] salted, byte[] authMessage, byte[] proof) {
        byte[] clientKey = Hmac.of(hash.hmac, salted, Text.octets("Client Key"));
        byte[] storedKey = digest(clientKey);
        byte[] signature = Hmac.of(hash.hmac, storedKey, authMessage);
        if (proof.length != signature.length) {
            return false;
        }
        byte[] provenKey = new byte[proof.length];
        for (int i = 0; i < proof.length; i++) {
            provenKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(storedKey, digest(provenKey));
    }

    /** Applies SASLprep (RFC 4013); a password with prohibited characters is used unchanged. */
    private static byte[] prepared(Secret password) {
        String text = new String(password.octets(), StandardCharsets.UTF_8);
        try {
            return Text.octets(SASLPREP.prepareStored(text));
        } catch (IllegalArgumentException _) {
            return password.octets();
        }
    }

    private byte[] digest(byte[] octets) {
        try {
            return MessageDigest.getInstance(hash.digest).digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
