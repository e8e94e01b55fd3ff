package pop3bridge.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import pop3bridge.accounts.Accounts;

/** Formats user names, which clients can choose freely, for the log. Thread-safe. */
final class UserNames {
    private static final int MOST_CHARACTERS = 64;
    private static final int HASH_OCTETS = 6;
    private static final String ALGORITHM = "HmacSHA256";

    /** Characters that are invisible, change the display, or end the quotes around a name. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\"\\\\]");

    private final Accounts accounts;
    private final boolean hashed;
    private final SecretKeySpec key;

    UserNames(Accounts accounts, ServerConfig.UnknownUsers unknownUsers) {
        this.accounts = accounts;
        this.hashed = unknownUsers == ServerConfig.UnknownUsers.HASH;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * Returns the user name of a failed login for the log. An unknown name may be a password typed in the wrong field.
     * Its hash only allows comparison with other names hashed by this process.
     */
    String tried(String name) {
        return hashed && !accounts.knows(name) ? "unknown:" + hash(name) : safe(name);
    }

    /** Returns a name on one line, truncated to {@value #MOST_CHARACTERS} characters and an ellipsis. */
    static String safe(String name) {
        String seen = UNSAFE.matcher(name).replaceAll(
                unsafe -> "\\\\u{" + Integer.toHexString(unsafe.group().codePointAt(0)).toUpperCase(Locale.ROOT) + "}");
        int characters = seen.codePointCount(0, seen.length());
        return characters <= MOST_CHARACTERS
                ? seen
                : seen.substring(0, seen.offsetByCodePoints(0, MOST_CHARACTERS)) + "…";
    }

    private String hash(String name) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)), 0, HASH_OCTETS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
