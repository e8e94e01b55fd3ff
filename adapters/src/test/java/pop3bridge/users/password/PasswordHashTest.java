package pop3bridge.users.password;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hashes made by other tools, at their limits, each with its command. */
class PasswordHashTest {
    private static final byte[] HORSE = utf8("correct horse");
    private static final byte[] UMLAUTS = utf8("grüß dich");
    private static final byte[] LATIN1 = "café".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] HUNDRED = utf8("0123456789".repeat(10));
    private static final byte[] SEVENTY_TWO = utf8("0123456789".repeat(7) + "01");

    /** {@code openssl passwd -6 -salt saltstring 'correct horse'} */
    private static final String SHA512 = "{SHA512-CRYPT}"
            + "$6$saltstring$.r0X7ub5wGR2v4Xz7svCIozfnlorFh19V89t8KC9Umd81uGhFgsyTRNyzQDXDIm17fFcR9z3z7oBNdsyYB"
            + "btm/";
    /** Python 3.11, libxcrypt: {@code crypt.crypt('correct horse', '$6$rounds=1000$roundsalt')} */
    private static final String SHA512_ROUNDS_1000 = "{SHA512-CRYPT}"
            + "$6$rounds=1000$roundsalt$q2bLN6X16G97cfEqLyrh8k.ss1.YGH35fGnWXezDq0.nzLjqhyUAyS1bkt.tEcKYUBYxRyO"
            + "H1YgRZZXF.4glP1";
    /** Python 3.11, libxcrypt: {@code crypt.crypt('correct horse', '$6$rounds=5000$roundsalt')} */
    private static final String SHA512_ROUNDS_5000 = "{SHA512-CRYPT}"
            + "$6$rounds=5000$roundsalt$pkl85Ff.OWlj/3zmbAnRynDPR7Uao9/uuYs2Rujgx5UORTlGq8iEX2IVjVnJxli6zez/R7F"
            + "rccJD/REJuBgi41";
    /** Python 3.11, libxcrypt: {@code crypt.crypt('grüß dich', '$6$abcdefghijklmnop')} */
    private static final String SHA512_UTF8 = "{SHA512-CRYPT}"
            + "$6$abcdefghijklmnop$6ZwXgEi7gInonWYHyZRcJwrCYG6eRU3KUjwX0.8WKCIW.aelswreE3mrbKUlAHPArqeHIXAXVUqA"
            + "JZt1AidHS1";
    /** Python 3.11, libxcrypt: {@code crypt.crypt('0123456789' * 10, '$6$longpass')} */
    private static final String SHA512_LONG = "{SHA512-CRYPT}"
            + "$6$longpass$3UoxLIr6l/O1pMp8cIJOkI8vuJ7LZYDqMSUhf5XyLps9lb63EvZCG1yJ50lkcfHjWmO3DANIPBk2h6J0cu3r"
            + "n/";
    /** {@code printf 'caf\351\n' | openssl passwd -6 -salt latin -stdin} */
    private static final String SHA512_LATIN1 = "{SHA512-CRYPT}"
            + "$6$latin$/gx5RijbQgvpmN8iyNlMPYemCw9RjzDa4kSeBe52htPIzEgzMAayWkJBDfHnCvtf2KMPuflMXEhu6NK2hMC8X1";

    /** Python, bcrypt 5.0.0: {@code bcrypt.hashpw(b'correct horse', b'$2a$04$abcdefghijklmnopqrstuu')} */
    private static final String BCRYPT_2A = "{BLF-CRYPT}"
            + "$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    /** Python, bcrypt 5.0.0: {@code bcrypt.hashpw(b'correct horse', b'$2b$04$abcdefghijklmnopqrstuu')} */
    private static final String BCRYPT_2B = "{BLF-CRYPT}"
            + "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    /** Perl, libxcrypt: {@code print crypt('correct horse', '$2y$05$abcdefghijklmnopqrstuu')} */
    private static final String BCRYPT_2Y = "{BLF-CRYPT}"
            + "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2";
    /** Python, bcrypt 5.0.0: {@code bcrypt.hashpw('grüß dich'.encode(), b'$2b$04$abcdefghijklmnopqrstuu')} */
    private static final String BCRYPT_UTF8 = "{BLF-CRYPT}"
            + "$2b$04$abcdefghijklmnopqrstuu99.GtRxdHR066AvkA2v0ZsZR9IFtVuq";
    /** Python, bcrypt 5.0.0: {@code bcrypt.hashpw(b'caf\xe9', b'$2b$04$abcdefghijklmnopqrstuu')} */
    private static final String BCRYPT_LATIN1 = "{BLF-CRYPT}"
            + "$2b$04$abcdefghijklmnopqrstuuIVcV7r.BF.Y3HDoPGvCPCm/5xORSH8a";
    /** Python, bcrypt 5.0.0: {@code bcrypt.hashpw(b'0123456789' * 7 + b'01', b'$2b$04$abcdefghijklmnopqrstuu')} */
    private static final String BCRYPT_72 = "{BLF-CRYPT}"
            + "$2b$04$abcdefghijklmnopqrstuum2G75IXDN/xsgbNa/hCiPSKyIHQd70S";

    /**
     * Python, argon2-cffi 25.1.0: {@code hash_secret(b'correct horse', b'0123456789abcdef', time_cost=2,
     * memory_cost=1024, parallelism=1, hash_len=32, type=Type.ID)}
     */
    private static final String ARGON2 = "{ARGON2ID}"
            + "$argon2id$v=19$m=1024,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$tCGweEmNNiMdfjqoFl9ZKRl/bO0NJTtJMmax1Il43Gc";
    /**
     * Python, argon2-cffi 25.1.0: {@code hash_secret(b'correct horse', b'saltsalt', time_cost=3, memory_cost=257,
     * parallelism=4, hash_len=16, type=Type.ID)}
     */
    private static final String ARGON2_LANES = "{ARGON2ID}"
            + "$argon2id$v=19$m=257,t=3,p=4$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w";
    /**
     * Python, argon2-cffi 25.1.0: {@code hash_secret('grüß dich'.encode(), b'0123456789abcdef', time_cost=1,
     * memory_cost=64, parallelism=2, hash_len=24, type=Type.ID)}
     */
    private static final String ARGON2_UTF8 = "{ARGON2ID}"
            + "$argon2id$v=19$m=64,t=1,p=2$MDEyMzQ1Njc4OWFiY2RlZg$ArHu9RjPsGWWU6jZ7QsjNpRnUJHfOz3V";
    /**
     * Python, argon2-cffi 25.1.0: {@code hash_secret(b'caf\xe9', b'0123456789abcdef', time_cost=1, memory_cost=64,
     * parallelism=1, hash_len=32, type=Type.ID)}
     */
    private static final String ARGON2_LATIN1 = "{ARGON2ID}"
            + "$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$NP6ZVq3tiSAdVu8BV/LpRWBjfDdQm9IXWRNSxBs1/eo";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> vectors() {
        return Stream.of(Arguments.of("{PLAIN}correct horse", HORSE), Arguments.of("{plain}grüß dich", UMLAUTS),
                Arguments.of("{PLAIN}{PLAIN}", utf8("{PLAIN}")), Arguments.of(SHA512, HORSE),
                Arguments.of(SHA512_ROUNDS_1000, HORSE), Arguments.of(SHA512_ROUNDS_5000, HORSE),
                Arguments.of(SHA512_UTF8, UMLAUTS), Arguments.of(SHA512_LONG, HUNDRED),
                Arguments.of(SHA512_LATIN1, LATIN1), Arguments.of(BCRYPT_2A, HORSE), Arguments.of(BCRYPT_2B, HORSE),
                Arguments.of(BCRYPT_2Y, HORSE), Arguments.of(BCRYPT_UTF8, UMLAUTS), Arguments.of(BCRYPT_LATIN1, LATIN1),
                Arguments.of(BCRYPT_72, SEVENTY_TWO), Arguments.of(ARGON2, HORSE), Arguments.of(ARGON2_LANES, HORSE),
                Arguments.of(ARGON2_UTF8, UMLAUTS), Arguments.of(ARGON2_LATIN1, LATIN1),
                Arguments.of(ARGON2.replace("{ARGON2ID}", "{Argon2id}"), HORSE));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void matchesItsPasswordAlone(String field, byte[] password) throws Exception {
        PasswordHash hash = PasswordHash.parse(field);
        assertTrue(hash.matches(password));

        byte[] another = password.clone();
        another[another.length - 1] ^= 1;
        assertFalse(hash.matches(another));
        assertFalse(hash.matches(Arrays.copyOf(password, password.length - 1)));
        assertFalse(hash.matches(new byte[0]));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void leavesThePasswordAsItIs(String field, byte[] password) throws Exception {
        byte[] given = password.clone();
        PasswordHash.parse(field).matches(given);
        assertArrayEquals(password, given);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void showsNothingOfItself(String field, byte[] password) throws Exception {
        String scheme = field.substring(0, field.indexOf('}') + 1);
        assertEquals(scheme.toUpperCase(Locale.ROOT), PasswordHash.parse(field).toString());
    }

    @Test
    void ofALongPasswordBcryptTakesSeventyTwoOctets() throws Exception {
        assertTrue(PasswordHash.parse(BCRYPT_72).matches(HUNDRED));
    }

    @Test
    void argonTellsItsMemory() throws Exception {
        assertEquals(1 << 20, PasswordHash.parse(ARGON2).memory());
        assertEquals(0, PasswordHash.parse(BCRYPT_2B).memory());
    }
}
