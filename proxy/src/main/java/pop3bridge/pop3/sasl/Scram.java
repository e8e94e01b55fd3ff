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
 * SCRAM (RFC 5802, RFC 7677), with and without channel binding: client and server prove to each other that they know the
 * password. The keys are stored, or derived from the plaintext password at each login. A refusal always takes one
 * derivation, whether the keys are stored or derived, or the user does not exist.
 */
final class Scram implements Exchange {
    private static final Pattern FIRST = Pattern
            .compile("([ny]|p=[A-Za-z0-9.-]+),(?:a=([^,]*))?,((?!m=)n=([^,]+),r=([!-+\\--~]+)(?:,.*)?)");
    private static final Pattern FINAL = Pattern.compile("(c=([^,]*),r=([^,]+)(?:,[^p].*)?),p=([^,]+)");
    private static final String SALT_SECRET = Credentials.nonce();

    private final ScramHash hash;
    private final Accounts accounts;
    private final BindingRules binding;
    private State state = new State.Beginning();
    private Optional<String> user = Optional.empty();

    private sealed interface State {
        record Beginning() implements State {}

        /**
         * The client has received the salt and the iterations.
         *
         * @param kept the stored keys, if there are any
         * @param bindingInput what {@code c=} has to hold
         */
        record Challenged(String user, Optional<KeptKeys> kept, byte[] bindingInput, String firstBare,
                String serverFirst,
                String nonce, byte[] salt) implements State {}

        record Proven(Account account) implements State {}
    }

    Scram(ScramHash hash, Accounts accounts, BindingRules binding) {
        this.hash = hash;
        this.accounts = accounts;
        this.binding = binding;
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

    @Override
    public Optional<String> user() {
        return user;
    }

    private Step first(String message) throws AccountsUnavailableException {
        Matcher first = FIRST.matcher(message);
        Optional<String> name = first.matches() ? Text.saslName(first.group(4)) : Optional.empty();
        if (name.isEmpty()) {
            return new Step.Malformed("not a first message of SCRAM");
        }
        if (!binding.takes(first.group(1))) {
            return new Step.Malformed("channel binding is for the PLUS mechanisms, which need it");
        }
        user = name;
        String named = name.get();
        Optional<byte[]> bindingInput = binding.input(first.group(1), message.substring(0, first.start(3)));
        if (bindingInput.isEmpty()) {
            return unbound(named);
        }
        String nonce = first.group(5) + Credentials.nonce();
        Optional<KeptKeys> kept = accounts.scramKeys(named, hash);
        if (first.group(2) != null && !first.group(2).equals(first.group(4))) {
            return new Step.Refused(named);
        }
        // Made up for every name, so that the time does not tell whether keys are stored.
        ScramParameters madeUp = accounts.scramParameters(named, hash);
        byte[] madeUpSalt = salt(named, madeUp.saltOctets());
        byte[] salt = kept.map(found -> found.keys().salt()).orElse(madeUpSalt);
        int iterations = kept.map(found -> found.keys().iterations()).orElse(madeUp.iterations());
        String serverFirst = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(salt) + ",i=" + iterations;
        state = new State.Challenged(named, kept, bindingInput.get(), first.group(3), serverFirst,
                nonce, salt);
        return new Step.Challenge(Text.octets(serverFirst));
    }

    private static Step unbound(String user) {
        return new Step.Refused(Optional.of(user), Step.Refusal.CHANNEL_BINDING);
    }

    /** Always the same for the same name while this process lives; looks like a stored one. */
    private byte[] salt(String user, int octets) {
        return Arrays.copyOf(Hmac.of("HmacSHA512", Text.octets(SALT_SECRET), Text.octets(hash + "\0" + user)), octets);
    }

    private Step last(State.Challenged challenged, String message) throws AccountsUnavailableException {
        Matcher last = FINAL.matcher(message);
        if (!last.matches() || !last.group(3).equals(challenged.nonce())) {
            return new Step.Malformed("not a final message of SCRAM");
        }
        if (!MessageDigest.isEqual(Base64.getEncoder().encode(challenged.bindingInput()),
                Text.octets(last.group(2)))) {
            return binding.required()
                    ? unbound(challenged.user())
                    : new Step.Malformed("not a final message of SCRAM");
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
