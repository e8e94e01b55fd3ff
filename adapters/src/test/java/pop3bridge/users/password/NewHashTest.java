package pop3bridge.users.password;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.ScramHash;
import pop3bridge.accounts.ScramKeys;
import pop3bridge.accounts.Secret;

class NewHashTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(names = {"ARGON2ID", "ARGON2I", "BLF_CRYPT", "SHA512_CRYPT", "SHA256_CRYPT", "PBKDF2", "SCRAM_SHA_256",
            "SCRAM_SHA_1", "PLAIN"})
    void isOfItsPasswordAlone(Scheme scheme) throws Exception {
        assertTrue(NewHash.SCHEMES.contains(scheme));
        String field = NewHash.of(scheme, Secret.of("gr\u00fc\u00df dich"));
        assertTrue(field.startsWith("{" + scheme.text() + "}"), scheme.text());
        assertFalse(field.contains(":"), field);
        PasswordHash hash = PasswordHash.parse(field);
        assertEquals(scheme, hash.scheme());
        assertTrue(hash.matches(utf8("gr\u00fc\u00df dich")));
        assertFalse(hash.matches(utf8("gru\u00df dich")));
        String second = NewHash.of(scheme, Secret.of("gr\u00fc\u00df dich"));
        assertEquals(scheme == Scheme.PLAIN, field.equals(second), "a salt that is new each time");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = {"ARGON2ID", "ARGON2I", "BLF_CRYPT", "SHA512_CRYPT", "SHA256_CRYPT",
            "PBKDF2", "SCRAM_SHA_256", "SCRAM_SHA_1", "PLAIN"})
    void isMadeInNoWeakScheme(Scheme scheme) {
        assertFalse(NewHash.SCHEMES.contains(scheme));
        assertEquals(
                "the server makes no new hashes with " + scheme.text() + ": choose one of ARGON2ID, ARGON2I, BLF-CRYPT,"
                        + " SHA512-CRYPT, SHA256-CRYPT, PBKDF2, SCRAM-SHA-256, SCRAM-SHA-1, PLAIN",
                problem(scheme, "secret"));
    }

    @Test
    void bcryptTakesSeventyTwoOctets() throws Exception {
        String longest = "\u00fc".repeat(36);
        assertTrue(PasswordHash.parse(NewHash.of(Scheme.BLF_CRYPT, Secret.of(longest))).matches(utf8(longest)));
        assertEquals("bcrypt takes at most 72 octets, the password is longer: choose another scheme",
                problem(Scheme.BLF_CRYPT, longest + "x"));
    }

    @Test
    void isOfNoEmptyPassword() {
        for (Scheme scheme : Scheme.values()) {
            assertEquals("the password is empty: choose another", problem(scheme, ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a\nb", "a\u2028b", "a\tb"})
    void aPlainPasswordThatDoesNotFitIsInBase64(String password) throws Exception {
        assertPlainInBase64(utf8(password));
    }

    @Test
    void aPlainPasswordNeedNotBeUtf8() throws Exception {
        assertPlainInBase64(new byte[]{(byte) 0xE9});
        assertEquals("{PLAIN}correct horse", NewHash.of(Scheme.PLAIN, Secret.of("correct horse")));
    }

    private static void assertPlainInBase64(byte[] password) throws Exception {
        String field = NewHash.of(Scheme.PLAIN, Secret.of(password));
        assertTrue(field.matches("\\{PLAIN\\.b64}[A-Za-z0-9+/=]+"), field);
        assertArrayEquals(password, PasswordHash.parse(field).known().orElseThrow().octets());
    }

    /** {@code doveadm pw -s SCRAM-SHA-256}, {@code doveadm pw -s SCRAM-SHA-1}: the keys that their salts give. */
    @Test
    void scramKeysAreThoseOfDovecot() throws Exception {
        for (String field : List.of(
                "{SCRAM-SHA-256}4096,ZJ4Y+Bwn/pSGj7oTXNDyaA==,JlB23XFi+R1SnpNXvhQn/QC7xuUj9pmoRhDZ3Mq2zWg=,"
                        + "WJZPJ0P9XQpI26nwY2Y3hYBCZaWBXrJadQ0eJeyANII=",
                "{SCRAM-SHA-1}4096,KR0rMq7UNi/haqBirER3gg==,/05R6KRhaXf+pYomHmZUVB2adPc=,"
                        + "DwStarOIdu+YKk/65oScu6XYVfE=")) {
            ScramHash hash = field.startsWith("{SCRAM-SHA-1}") ? ScramHash.SHA_1 : ScramHash.SHA_256;
            ScramKeys kept = PasswordHash.parse(field).scramKeys(hash).orElseThrow();
            ScramKeys derived = ScramKeys.derive(hash, Secret.of("correct horse"), kept.salt(), kept.iterations());
            assertArrayEquals(kept.storedKey().octets(), derived.storedKey().octets());
            assertArrayEquals(kept.serverKey().octets(), derived.serverKey().octets());
        }
    }

    /** RFC 4013 §3: a Roman numeral is the letters that it looks like. */
    @Test
    void scramKeysAreOfThePreparedPassword() throws Exception {
        PasswordHash hash = PasswordHash.parse(NewHash.of(Scheme.SCRAM_SHA_256, Secret.of("\u2168")));
        assertTrue(hash.matches(utf8("IX")));
        assertTrue(hash.matches(utf8("\u2168")));
        ScramKeys keys = hash.scramKeys(ScramHash.SHA_256).orElseThrow();
        assertTrue(keys.belongTo(ScramHash.SHA_256, Secret.of("IX")));
        assertFalse(keys.belongTo(ScramHash.SHA_256, Secret.of("\u2168")));
    }

    @Test
    void schemesHaveDovecotsNames() {
        for (Scheme scheme : Scheme.values()) {
            assertEquals(scheme, Scheme.named(scheme.text()).orElseThrow());
        }
        assertEquals(Scheme.SCRAM_SHA_1, Scheme.named("scram-sha-1").orElseThrow());
        assertTrue(Scheme.named("SCRAM_SHA_1").isEmpty());
        assertNotEquals(Scheme.named("SHA"), Scheme.named("SHA256"));
    }

    private static String problem(Scheme scheme, String password) {
        return assertThrows(PasswordException.class, () -> NewHash.of(scheme, Secret.of(password))).problem();
    }
}
