package pop3bridge.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Secret;

/**
 * Passwords that were right a moment ago, and pairs that were wrong. It holds no password, but a hash by a key that lives as long as the
 * process. Safe for use by many threads.
 */
final class RememberedPasswords {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAX_ENTRIES = 10_000;
    private static final Duration WRONG_FOR = Duration.ofMinutes(10);

    private final SecretKeySpec key;
    private final Optional<Cache<ByteBuffer, Right>> right;
    private final Cache<ByteBuffer, Boolean> wrong;

    /** @param generation the generation of the authentication backend when it gave this result */
    private record Right(Account account, long generation) {}

    /** Remembers for so long; zero for not at all. */
    RememberedPasswords(Duration time, Penalties.Time ticks) {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.right = time.isZero()
                ? Optional.empty()
                : Optional.of(Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(time).ticker(ticks::nanos)
                        .build());
        this.wrong = Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(WRONG_FOR).ticker(ticks::nanos)
                .build();
    }

    /** The account, if this password was right and the source has not changed since. */
    Optional<Account> find(String user, Secret password, long generation) {
        return right.map(cache -> cache.getIfPresent(hash("", user, password)))
                .filter(found -> found.generation() == generation).map(Right::account);
    }

    void right(String user, Secret password, Account account, long generation) {
        right.ifPresent(cache -> cache.put(hash("", user, password), new Right(account, generation)));
    }

    /** Remembers that a client gave a wrong password; returns whether it had given the same one before. */
    boolean repeats(String client, String user, Secret password) {
        return wrong.asMap().put(hash(client, user, password), true) != null;
    }

    private ByteBuffer hash(String client, String user, Secret password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String text : new String[]{client, user}) {
                byte[] octets = text.getBytes(StandardCharsets.UTF_8);
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(octets.length).flip());
                mac.update(octets);
            }
            return ByteBuffer.wrap(mac.doFinal(password.octets()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
