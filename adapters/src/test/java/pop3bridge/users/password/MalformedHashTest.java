package pop3bridge.users.password;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes that nobody should have made, or that take too much. */
class MalformedHashTest {
    private static final String BCRYPT_2B = "{BLF-CRYPT}$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    private static final String KEY_1 = "/05R6KRhaXf+pYomHmZUVB2adPc=";
    private static final String KEY_256 = "JlB23XFi+R1SnpNXvhQn/QC7xuUj9pmoRhDZ3Mq2zWg=";

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "{PLAIN", "PLAIN}secret", " {PLAIN}secret", "SB2DH30X6sBcU"})
    void wantsAScheme(String field) {
        assertEquals("the password has no scheme: write one before it, such as {ARGON2ID}", problem(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}secret", "{OTP}secret", "{PLAIN.B32}secret", "{PLAIN.b64.hex}secret", "{.b64}secret",
            "{ PLAIN}secret", "{CRYPT}SB2DH30X6sBcU", "{CRYPT}$9$salt$secret", "{BLF_CRYPT}secret", "$secret",
            "$2x$04$secret", "$$secret", "$APR1$secret", "$"})
    void wantsAKnownScheme(String field) {
        assertEquals("the password scheme is unknown: use one of ARGON2ID, ARGON2I, BLF-CRYPT, SHA512-CRYPT,"
                + " SHA256-CRYPT, PBKDF2, SCRAM-SHA-256, SCRAM-SHA-1, PLAIN, MD5-CRYPT, SSHA512, SSHA256, SSHA, SMD5,"
                + " SHA512, SHA256, SHA, PLAIN-MD5, with .b64 or .hex if the hash is encoded so",
                problem(field));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {PLAIN.b64}secret!                            | the hash is not valid Base64
            {PLAIN.hex}secret                             | the hash is not valid hexadecimal
            {BLF-CRYPT.b64}/w==                           | the decoded hash is not text
            {SHA}                                         | the hash of SHA is not 20 octets
            {SHA}secret!                                  | the hash is not valid Base64
            {SHA}c2VjcmV0                                 | the hash of SHA is not 20 octets
            {SHA}CzQ9UpCdTuGYSEKlELvAzM8kSVyQCvAt         | the hash of SHA is not 20 octets
            {SHA}Xb96f64b149f9f200f21486182017af02acfaedc | the hash is not valid hexadecimal
            {SHA.hex}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=         | the hash is not valid hexadecimal
            {SHA.b64}96f64b149f9f200f21486182017af02acfaedceb | the hash of SHA is not 20 octets
            {SHA256}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=          | the hash of SHA256 is not 32 octets
            {SHA512}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=          | the hash of SHA512 is not 64 octets
            {MD5}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=             | the hash of PLAIN-MD5 is not 16 octets
            {SSHA}                                        | the hash of SSHA is not 20 octets and 1 to 64 of salt
            {SSHA}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=            | the hash of SSHA is not 20 octets and 1 to 64 of salt
            {SSHA256}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=         | the hash of SSHA256 is not 32 octets and 1 to 64 of salt
            {SSHA512}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=         | the hash of SSHA512 is not 64 octets and 1 to 64 of salt
            {SMD5}KDCtjOr1h53umgDrAMRjEQ==                | the hash of SMD5 is not 16 octets and 1 to 64 of salt
            {MD5-CRYPT}                                   | the hash is not a complete MD5 hash
            {MD5-CRYPT}$1$salt                            | the hash is not a complete MD5 hash
            {MD5-CRYPT}$1$$bhr1a6AJekjKXmggY72301         | the hash is not a complete MD5 hash
            {MD5-CRYPT}$1$123456789$bhr1a6AJekjKXmggY72301 | the hash is not a complete MD5 hash
            {MD5-CRYPT}$2$salt$bhr1a6AJekjKXmggY72301     | the hash is not a complete MD5 hash
            $1$salt$bhr1a6AJekjKXmggY7230                 | the hash is not a complete MD5 hash
            $apr1$salt$bhr1a6AJekjKXmggY723011            | the hash is not a complete MD5 hash
            $2y$10$abc                                    | the hash is not a complete bcrypt hash
            $6$salt$abc                                   | the hash is not a complete SHA-512 hash
            $5$salt$abc                                   | the hash is not a complete SHA-256 hash
            {SHA256-CRYPT}$6$salt$abc                     | the hash is not a complete SHA-256 hash
            $argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ        | the hash must have the form $argon2i$v=19$
            {PBKDF2}                                      | the hash is not of the form $1$salt$iterations$digest
            {PBKDF2}$1$salt$5000$a3b88e                   | the hash is not of the form $1$salt$iterations$digest
            {PBKDF2}$2$salt$5000$a3b88e0ac732a83803cf7a8b529f873335340a01 | the hash is not of the form $1$salt
            {PBKDF2}$1$$5000$a3b88e0ac732a83803cf7a8b529f873335340a01 | the hash is not of the form $1$salt
            {PBKDF2}$1$salt$0$a3b88e0ac732a83803cf7a8b529f873335340a01 | the hash is not of the form $1$salt
            {PBKDF2}$1$salt$-1$a3b88e0ac732a83803cf7a8b529f873335340a01 | the hash is not of the form $1$salt
            {PBKDF2}$1$salt$5000$x3b88e0ac732a83803cf7a8b529f873335340a01 | the hash is not of the form $1$salt
            {PBKDF2}$1$salt$10000001$a3b88e0ac732a83803cf7a8b529f873335340a01 | 10000001 iterations exceed 10000000
            {PBKDF2}$1$salt$2147483648$a3b88e0ac732a83803cf7a8b529f873335340a01 | the hash is not of the form $1$salt
            {SCRAM-SHA-1}                                 | the hash must have the form iterations,salt,StoredKey
            {SCRAM-SHA-1}4096,c2FsdA==,KEY1               | the hash must have the form iterations,salt,StoredKey
            {SCRAM-SHA-1}0,c2FsdA==,KEY1,KEY1             | the hash must have the form iterations,salt,StoredKey
            {SCRAM-SHA-1}4096,c2FsdA==,KEY1,KEY1,KEY1     | the hash must have the form iterations,salt,StoredKey
            {SCRAM-SHA-1}10000001,c2FsdA==,KEY1,KEY1      | 10000001 iterations exceed 10000000
            {SCRAM-SHA-1}4096,=,KEY1,KEY1                 | the salt of SCRAM is not 1 to 64 octets in Base64
            {SCRAM-SHA-1}4096,LONG,KEY1,KEY1              | the salt of SCRAM is not 1 to 64 octets in Base64
            {SCRAM-SHA-1}4096,c2FsdA==,KEY256,KEY1        | the StoredKey of SCRAM is not 20 octets in Base64
            {SCRAM-SHA-1}4096,c2FsdA==,KEY1,KEY256        | the ServerKey of SCRAM is not 20 octets in Base64
            {SCRAM-SHA-256}4096,c2FsdA==,KEY1,KEY256      | the StoredKey of SCRAM is not 32 octets in Base64
            {SCRAM-SHA-256}4096,c2FsdA==,KEY256,KEY256A   | the ServerKey of SCRAM is not 32 octets in Base64
            """)
    void wantsAWholeHash(String field, String start) {
        String problem = problem(field.replace("KEY256", KEY_256).replace("KEY1", KEY_1).replace("LONG",
                "A".repeat(87)));
        assertTrue(problem.startsWith(start), problem);
        assertFalse(problem.contains("secret"), problem);
        assertFalse(problem.contains("a3b88e"), problem);
        assertFalse(problem.contains("c2FsdA"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{PLAIN}", "{CLEARTEXT}", "{PLAIN.b64}", "{PLAIN.hex}"})
    void wantsAPassword(String field) {
        assertEquals("the password is empty: write one after {PLAIN}", problem(field));
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
        assertEquals("the hash is not a complete bcrypt hash: it must have 60 characters"
                + " and begin with $2a$, $2b$ or $2y$", problem("{BLF-CRYPT}" + hash));
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
        assertEquals("the hash is not a complete SHA-512 hash of crypt(3): write $6$, a salt of 1 to 16"
                + " characters, $ and the 86 characters of the digest",
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
        assertEquals("the hash must have the form $argon2id$v=19$m=65536,t=3,p=1$salt$hash,"
                + " in Base64 without padding", problem("{ARGON2ID}" + hash));
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
            "15,1,2,p=2 exceeds 255 or an eighth of m", "64,1,999999999,p=999999999 exceeds 255",
            "65536,1,256,p=256 exceeds 255"})
    void boundsTheCostOfArgon(String memory, String passes, String lanes, String start) {
        String problem = problem("{ARGON2ID}$argon2id$v=19$m=" + memory + ",t=" + passes + ",p=" + lanes
                + "$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w");
        assertTrue(problem.startsWith(start), problem);
        assertTrue(problem.contains("hash the password again"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{BLF-CRYPT}$2b$16$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            "{SHA512-CRYPT}$6$rounds=1000000$salt$DIGEST", "{SCRAM-SHA-1}10000000,c2FsdA==," + KEY_1 + "," + KEY_1,
            "{PBKDF2}$1$salt$10000000$a3b88e0ac732a83803cf7a8b529f873335340a01",
            "{ARGON2ID}$argon2id$v=19$m=1024,t=4096,p=128$c2FsdHNhbHQ$IgTYfgStWVuqaxATugBf9w"})
    void takesTheLargestCost(String field) {
        assertDoesNotThrow(() -> PasswordHash.parse(field.replace("DIGEST", "a".repeat(86))));
    }

    private static String problem(String field) {
        return assertThrows(PasswordException.class, () -> PasswordHash.parse(field)).problem();
    }
}
