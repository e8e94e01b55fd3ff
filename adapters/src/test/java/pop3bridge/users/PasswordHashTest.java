package pop3bridge.users;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes made by other tools, each with its command, and invalid hashes. */
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

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "$2y$10$abc", "{PLAIN", "PLAIN}secret", " {PLAIN}secret"})
    void wantsAScheme(String field) {
        assertEquals(
                "missing password scheme: write {PLAIN}, {BLF-CRYPT}, {SHA512-CRYPT} or {ARGON2ID} before the password or hash",
                problem(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}secret", "{MD5}secret", "{PLAIN.B64}c2VjcmV0", "{CRYPT}$6$salt$hash", "{ PLAIN}secret"})
    void wantsAKnownScheme(String field) {
        assertEquals("unknown password scheme: use {PLAIN}, {BLF-CRYPT}, {SHA512-CRYPT} or {ARGON2ID}",
                problem(field));
    }

    @Test
    void wantsAPassword() {
        assertEquals("empty password: write one after {PLAIN}", problem("{PLAIN}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$2b$04$abc", "$2x$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            "$2$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            "$2b$4$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6",
            "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6ee",
            "$2b$04$abcdefghijklmnopqrstuvjydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6f",
            "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e ",
            "$2b$04$äbcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"})
    void wantsAWholeBcryptHash(String hash) {
        assertEquals(
                "invalid {BLF-CRYPT} hash: it must be a complete bcrypt hash of 60 characters that begins with $2a$, $2b$ or $2y$",
                problem("{BLF-CRYPT}" + hash));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "03", "17", "31", "99"})
    void boundsTheCostOfBcrypt(String cost) {
        assertEquals("the bcrypt cost " + Integer.parseInt(cost)
                + " is not between 4 and 16: hash the password again with a cost in this range",
                problem(BCRYPT_2B.replace("$04$", "$" + cost + "$")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$6$salt", "$6$salt$", "$6$salt$abc", "$6$saltDIGEST", "$5$salt$DIGEST", "$6$$DIGEST",
            "$6$12345678901234567$DIGEST", "$6$sa lt$DIGEST", "$6$salt$DIGESTa", "$6$salt$DIGEST ",
            "$6$rounds=$salt$DIGEST",
            "$6$rounds=05000$salt$DIGEST", "$6$rounds=-1$salt$DIGEST", "$6$rounds=99999999999999999999$salt$DIGEST"})
    void wantsAWholeSha512Hash(String hash) {
        assertEquals(
                "invalid {SHA512-CRYPT} hash: it must be a complete crypt(3) hash: $6$, a salt of 1 to 16"
                        + " characters, $ and a digest of 86 characters",
                problem("{SHA512-CRYPT}" + hash.replace("DIGEST", "a".repeat(86))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "999", "1000001", "999999999"})
    void boundsTheRoundsOfSha512(String rounds) {
        assertEquals("rounds=" + rounds
                + " is not between 1000 and 1000000: hash the password again with a number in this range",
                problem("{SHA512-CRYPT}$6$rounds=" + rounds + "$salt$" + "a".repeat(86)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w",
            "$argon2id$m=64,t=1,p=1$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w",
            "$argon2id$v=16$m=64,t=1,p=1$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w",
            "$argon2id$v=19$t=1,m=64,p=1$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w",
            "$argon2id$v=19$m=0,t=1,p=1$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w",
            "$argon2id$v=19$m=64,t=0,p=1$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w",
            "$argon2id$v=19$m=64,t=1,p=0$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w",
            "$argon2id$v=19$m=99999999999,t=1,p=1$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w",
            "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ=$IgTYfgStWVuqaxATugBf9w",
            "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w==",
            "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w$", "$argon2id$v=19$m=64,t=1,p=1$$"})
    void wantsAWholeArgonHash(String hash) {
        assertEquals(
                "invalid {ARGON2ID} hash: it must have the form $argon2id$v=19$m=65536,t=3,p=1$salt$hash, in Base64 without padding",
                problem("{ARGON2ID}" + hash));
    }

    @ParameterizedTest
    @CsvSource({"c2FsdHNhb, IgTYfgStWVuqaxATugBf9w, the Argon2 salt is not 8 to 64",
            "c2Fsd, IgTYfgStWVuqaxATugBf9w, the Argon2 salt is not 8 to 64",
            "c2FsdHNhbHQ, IgTYfgStWVuqaxATugBf, the Argon2 hash is not 16 to 64",
            "c2FsdHNhbHQ, IgTYfgStWVuqaxATugBf9wAAA, the Argon2 hash is not 16 to 64",
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjA,"
                    + " IgTYfgStWVuqaxATugBf9w, the Argon2 salt is not 8 to 64"})
    void boundsTheOctetsOfArgon(String salt, String tag, String start) {
        assertEquals(start + " octets in Base64: check that it is complete, or hash the password again",
                problem("{ARGON2ID}$argon2id$v=19$m=64,t=1,p=1$" + salt + "$" + tag));
    }

    @ParameterizedTest
    @CsvSource({"2097152,1,1,m=2097152 exceeds the limit of", "999999999,999999999,1,m=999999999 exceeds the limit of",
            "1024,4097,1,'m=1024,t=4097 is too expensive'", "8,999999999,1,'m=8,t=999999999 is too expensive'",
            "15,1,2,p=2 is not between 1 and 255 or exceeds m/8",
            "64,1,999999999,p=999999999 is not between 1 and 255",
            "65536,1,256,p=256 is not between 1 and 255"})
    void boundsTheCostOfArgon(String memory, String passes, String lanes, String start) {
        String problem = problem("{ARGON2ID}$argon2id$v=19$m=" + memory + ",t=" + passes + ",p=" + lanes
                + "$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w");
        assertTrue(problem.startsWith(start), problem);
        assertTrue(problem.contains("hash the password again"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{BLF-CRYPT}$2b$16$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            "{SHA512-CRYPT}$6$rounds=1000000$salt$DIGEST",
            "{ARGON2ID}$argon2id$v=19$m=1024,t=4096,p=128$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w"})
    void takesTheLargestCost(String field) {
        assertDoesNotThrow(() -> PasswordHash.parse(field.replace("DIGEST", "a".repeat(86))));
    }

    private static String problem(String field) {
        return assertThrows(MalformedLineException.class, () -> PasswordHash.parse(field)).problem();
    }
}
