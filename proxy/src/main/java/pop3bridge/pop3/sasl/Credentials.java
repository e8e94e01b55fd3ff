package pop3bridge.pop3.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.Accounts.KnownPassword;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.pop3.sasl.Exchange.Step;

/** Verifies credentials in the forms used by the mechanisms and APOP. */
public final class Credentials {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Credentials() {}

    static Step check(Accounts accounts, String user, Secret password) throws AccountsUnavailableException {
        return step(user, accounts.authenticate(user, password));
    }

    static Step step(String user, Optional<Account> account) {
        return account.<Step>map(Step.Authenticated::new).orElseGet(() -> new Step.Refused(user));
    }

    /**
     * Returns a unique message-id for APOP and CRAM-MD5. Some clients accept only the format of the example in RFC 1939
     * §7: two decimal numbers and a domain name with a dot (RFC 2195 §2 for CRAM-MD5).
     */
    public static String timestamp() {
        return "<" + RANDOM.nextLong(Long.MAX_VALUE) + "." + System.currentTimeMillis() + "@pop3bridge.invalid>";
    }

    /** Returns 128 random bits as text. */
    static String nonce() {
        byte[] octets = new byte[16];
        RANDOM.nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    /**
     * Verifies an APOP login (RFC 1939 §7): returns the account if the digest of the greeting's timestamp followed by
     * the password is {@code digest}, in hexadecimal.
     */
    public static Optional<Account> apop(Accounts accounts, String user, String timestamp, String digest)
            throws AccountsUnavailableException {
        return known(accounts, user, password -> {
            MessageDigest md5 = md5();
            md5.update(timestamp.getBytes(StandardCharsets.US_ASCII));
            return sameHex(md5.digest(password), digest);
        });
    }

    /** A check of a password. */
    interface Proof {
        boolean holds(byte[] password);
    }

    /** Returns the account if its password passes the check; takes the same time for an unknown name. */
    static Optional<Account> known(Accounts accounts, String user, Proof proof) throws AccountsUnavailableException {
        Optional<KnownPassword> known = accounts.knownPassword(user);
        boolean holds = proof.holds(known.map(KnownPassword::password).orElseGet(() -> Secret.of(nonce())).octets());
        return known.filter(_ -> holds).map(KnownPassword::account);
    }

    /** Compares in a time that does not depend on the position of a difference. */
    static boolean sameHex(byte[] expected, String hex) {
        byte[] given = hex.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(HexFormat.of().formatHex(expected).getBytes(StandardCharsets.US_ASCII), given);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
