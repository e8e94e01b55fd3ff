package pop3bridge.server;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import pop3bridge.accounts.Accounts;
import pop3bridge.net.LogText;

/** Formats user names, which clients can choose freely, for the log. Thread-safe. */
final class UserNames {
    private static final int HASH_OCTETS = 6;
    private static final String ALGORITHM = "HmacSHA256";

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
        return hashed && !accounts.knows(name) ? "unknown:" + hash(name) : LogText.safe(name);
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
