package pop3bridge.pop3.sasl;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.Accounts.KeptKeys;
import pop3bridge.accounts.Accounts.KnownPassword;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Hmac;
import pop3bridge.accounts.SaslPrep;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramKeys;
import pop3bridge.accounts.ScramParameters;
import pop3bridge.accounts.Secret;

/**
 * SCRAM (RFC 5802, RFC 7677), with or without channel binding: the client proves that it knows the password, and the server that it knows it
 * too. The keys are stored ones, or derived from the known password at each login. A refusal always takes one derivation, whether
 * the keys are stored or derived, or the user does not exist.
 */
final class Scram implements Exchange {
    private static final Pattern FIRST = Pattern
            .compile("(n|y|p=([A-Za-z0-9.-]+)),(?:a=([^,]*))?,((?!m=)n=([^,]+),r=([!-+\\--~]+)(?:,.*)?)");
    private static final Pattern FINAL = Pattern.compile("(c=([^,]*),r=([^,]+)(?:,[^p].*)?),p=([^,]+)");
    private static final Pattern ESCAPE = Pattern.compile("=(?!2C|3D)");
    private static final String SALT_SECRET = Credentials.nonce();

    private final ScramHash hash;
    private final boolean plus;
    private final LoginContext context;
    private final Accounts accounts;
    private State state = new State.Beginning();

    private sealed interface State {
        record Beginning() implements State {}

        /**
         * The client has received the salt and the iterations.
         *
         * @param kept the stored keys, if there are any
         * @param binding what the client must repeat: its GS2 header, and the data of the channel binding
         */
        record Challenged(String user, Optional<KeptKeys> kept, byte[] binding, String firstBare, String serverFirst,
                String nonce, byte[] salt) implements State {}

        record Proven(Account account) implements State {}
    }

    /** An exchange by the mechanism whose name ends in PLUS, or by the other one. */
    Scram(ScramHash hash, boolean plus, LoginContext context) {
        this.hash = hash;
        this.plus = plus;
        this.context = context;
        this.accounts = context.accounts();
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

    private Step first(String message) throws AccountsUnavailableException {
        Matcher first = FIRST.matcher(message);
        if (!first.matches() || ESCAPE.matcher(first.group(5)).find()) {
            return new Step.Malformed("not a first message of SCRAM");
        }
        String user = first.group(5).replace("=2C", ",").replace("=3D", "=");
        if (first.group(3) != null && !first.group(3).equals(first.group(5))) {
            return new Step.Refused(user);
        }
        if (first.group(1).equals("y") && !context.channelBindings().isEmpty()) {
            // The client could bind and believes that this server cannot: the PLUS mechanisms were hidden from it (RFC 5802 §6).
            return new Step.Refused(user);
        }
        Optional<byte[]> binding = binding(Optional.ofNullable(first.group(2)));
        if (binding.isEmpty()) {
            return new Step.Malformed("channel binding does not suit the mechanism or the connection");
        }
        String nonce = first.group(6) + Credentials.nonce();
        Optional<KeptKeys> kept = accounts.scramKeys(user, hash);
        ScramParameters parameters = kept.isPresent()
                ? new ScramParameters(kept.get().keys().salt().length, kept.get().keys().iterations())
                : accounts.scramParameters(user, hash);
        byte[] salt = kept.map(found -> found.keys().salt()).orElseGet(() -> salt(user, parameters.saltOctets()));
        String serverFirst = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(salt) + ",i="
                + parameters.iterations();
        byte[] gs2Header = Text.octets(message.substring(0, first.start(4)));
        state = new State.Challenged(user, kept, concatenated(gs2Header, binding.get()), first.group(4), serverFirst,
                nonce, salt);
        return new Step.Challenge(Text.octets(serverFirst));
    }

    /** The data of the binding of this name, or no octets where neither client nor mechanism binds; empty if these do not agree. */
    private Optional<byte[]> binding(Optional<String> name) {
        if (name.isPresent()) {
            return plus ? context.channelBinding(name.get()) : Optional.empty();
        }
        return plus ? Optional.empty() : Optional.of(new byte[0]);
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Always the same for the same name while this process lives; looks like a stored one. */
    private byte[] salt(String user, int octets) {
        return Arrays.copyOf(Hmac.of("HmacSHA512", Text.octets(SALT_SECRET), Text.octets(hash + "\0" + user)), octets);
    }

    private Step last(State.Challenged challenged, String message) throws AccountsUnavailableException {
        Matcher last = FINAL.matcher(message);
        if (!last.matches() || !last.group(3).equals(challenged.nonce())
                || Text.base64(last.group(2)).isEmpty()) {
            return new Step.Malformed("not a final message of SCRAM");
        }
        if (!MessageDigest.isEqual(challenged.binding(), Text.base64(last.group(2)).get())) {
            return plus ? new Step.Refused(challenged.user()) : new Step.Malformed("not a final message of SCRAM");
        }
        Optional<byte[]> proof = Text.base64(last.group(4));
        if (proof.isEmpty()) {
            return new Step.Malformed("not a proof of SCRAM");
        }
        byte[] authMessage = Text
                .octets(challenged.firstBare() + "," + challenged.serverFirst() + "," + last.group(1));
        Optional<KeptKeys> proven = proven(challenged, authMessage, proof.get());
        if (proven.isEmpty()) {
            return new Step.Refused(challenged.user());
        }
        byte[] signature = hash.hmac(proven.get().keys().serverKey().octets(), authMessage);
        state = new State.Proven(proven.get().account());
        return new Step.Challenge(Text.octets("v=" + Base64.getEncoder().encodeToString(signature)));
    }

    /** The account and keys that the client has proved to know; a refusal takes the same time for every name. */
    private Optional<KeptKeys> proven(State.Challenged challenged, byte[] authMessage, byte[] proof)
            throws AccountsUnavailableException {
        Optional<KeptKeys> kept = challenged.kept().filter(found -> proves(found.keys(), authMessage, proof));
        if (kept.isPresent()) {
            return kept;
        }
        Optional<KnownPassword> known = accounts.knownPassword(challenged.user());
        Secret password = SaslPrep.prepared(known.map(KnownPassword::password)
                .orElseGet(() -> Secret.of(Credentials.nonce())));
        ScramKeys keys = ScramKeys.derive(hash, password, challenged.salt(), ScramParameters.USUAL.iterations());
        boolean holds = proves(keys, authMessage, proof);
        return known.filter(_ -> holds).map(found -> new KeptKeys(found.account(), keys));
    }

    private boolean proves(ScramKeys keys, byte[] authMessage, byte[] proof) {
        byte[] storedKey = keys.storedKey().octets();
        byte[] signature = hash.hmac(storedKey, authMessage);
        if (proof.length != signature.length) {
            return false;
        }
        byte[] provenKey = new byte[proof.length];
        for (int i = 0; i < proof.length; i++) {
            provenKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(storedKey, hash.digest(provenKey));
    }
}
