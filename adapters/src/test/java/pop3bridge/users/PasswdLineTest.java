package pop3bridge.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;

class PasswdLineTest {
    private static final String MISPLACED = "maildrop= is not in the last field: write exactly six ':' between the password and maildrop=";
    private static final String NO_ADDRESS = "maildrop= must have the form s3://bucket/ or s3://bucket/prefix/,"
            + " without spaces";
    private static final String NO_BUCKET = "invalid bucket name in maildrop=: use 3 to 63 lower-case letters,"
            + " digits, '-' and '.', with a letter or digit at both ends, and not an IP address";

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "#", "# anna:{PLAIN}secret", "  # anna:{PLAIN}secret", "#:"})
    void passesOverBlankLinesAndComments(String line) {
        assertEquals(new PasswdLine.Nothing(), PasswdLine.parse(line));
    }

    @ParameterizedTest
    @CsvSource({"anna:{PLAIN}secret, anna, ", "anna:{PLAIN}secret:, anna, ",
            "anna:{PLAIN}secret:1000:1000:Anna A.:/home/anna:/bin/sh, anna, ", "anna:{PLAIN}secret::::::, anna, ",
            "anna:{PLAIN}secret::::::maildrop=s3://bucket/, anna, s3://bucket/",
            "anna:{PLAIN}secret::::::maildrop=s3://my.bucket-1/mail/anna/, anna, s3://my.bucket-1/mail/anna/",
            "anna:{PLAIN}secret::::::maildrop=s3://bucket/a:b=c/, anna, s3://bucket/a:b=c/",
            "anna:{PLAIN}secret::::::maildrop=s3://bucket/grüße, anna, s3://bucket/grüße",
            "anna:{PLAIN}secret:1:2:g:h:s:userdb_mail=maildir:~/M maildrop=s3://bucket/x/ a=b, anna, s3://bucket/x/",
            "anna:{PLAIN}secret::::::userdb_mail=maildir:~/Mail:INDEX=/x  mail_size=10.0.0.0/8, anna, ",
            "anna:{PLAIN}secret::::::xmaildrop=s3://bucket/, anna, ",
            "Anna Müller@example.org:{PLAIN}secret, Anna Müller@example.org, ", "a#b:{PLAIN}secret, a#b, "})
    void readsAnEntry(String line, String name, @Nullable String maildrop) {
        PasswdLine.Entry entry = assertInstanceOf(PasswdLine.Entry.class, PasswdLine.parse(line));
        assertEquals(new Account(name, Optional.ofNullable(maildrop)), entry.account());
        assertTrue(entry.password().matches("secret".getBytes(StandardCharsets.UTF_8)));
        assertFalse(entry.toString().contains("secret"), entry.toString());
    }

    @Test
    void readsAMaildropInSeveralPlacesThatMayOnlyBeRead() {
        PasswdLine.Entry entry = assertInstanceOf(PasswdLine.Entry.class,
                PasswdLine.parse("anna:{PLAIN}x::::::a=b maildrop=s3://bucket/a/ s3://bucket/b/ readonly=yes"));
        assertEquals(new Account("anna", List.of("s3://bucket/a/", "s3://bucket/b/"), true), entry.account());
        assertInstanceOf(PasswdLine.Problem.class, PasswdLine.parse("anna:{PLAIN}x::::::readonly=no"));
        assertInstanceOf(PasswdLine.Problem.class,
                PasswdLine.parse("anna:{PLAIN}x::::::maildrop=s3://bucket/a/ s3://other/b/"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', ignoreLeadingAndTrailingWhitespace = false, value = {
            "anna|missing ':' after the user name: write name:{SCHEME}hash",
            "anna {PLAIN}secret|missing ':' after the user name: write name:{SCHEME}hash",
            ":{PLAIN}secret|the user name is empty: write one before the first ':'",
            ":|the user name is empty: write one before the first ':'",
            " anna:{PLAIN}secret|the user name begins or ends with a space: remove it",
            "anna :{PLAIN}secret|the user name begins or ends with a space: remove it",
            "an\tna:{PLAIN}secret|the user name contains a control character or a byte order mark: remove it",
            "an\0na:{PLAIN}secret|the user name contains a control character or a byte order mark: remove it",
            "an\u0085na:{PLAIN}secret|the user name contains a control character or a byte order mark: remove it",
            "an\u2028na:{PLAIN}secret|the user name contains a control character or a byte order mark: remove it",
            "\uFEFFanna:{PLAIN}secret|the user name contains a control character or a byte order mark: remove it",
            "anna:|the password has no scheme: write one before it, such as {ARGON2ID}",
            "anna:{PLAIN}::::::|the password is empty: write one after {PLAIN}"})
    void tellsWhatIsWrong(String line, String problem) {
        assertEquals(new PasswdLine.Problem(problem), PasswdLine.parse(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {":::::maildrop=s3://bucket/", ":maildrop=s3://bucket/", ":::::::maildrop=s3://bucket/",
            "::::Anna maildrop=s3://bucket/::"})
    void tellsWhereTheMaildropBelongs(String fields) {
        assertEquals(new PasswdLine.Problem(MISPLACED), PasswdLine.parse("anna:{PLAIN}secret" + fields));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bucket", "bucket/mail/", "s3:", "s3://", "s3://bucket", "S3://bucket/", "s3:/bucket/",
            "https://bucket/mail/", "s3://bucket/a\tb/", "s3://bucket/a\u0001b/", "s3://bucket/a\u2028b/"})
    void wantsAnAddress(String address) {
        assertEquals(new PasswdLine.Problem(NO_ADDRESS), maildrop(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "Bucket", "my_bucket", "-bucket", "bucket-", ".bucket", "bucket.", "my..bucket",
            "192.168.5.4", "bücket", "0123456789012345678901234567890123456789012345678901234567890123"})
    void wantsABucket(String bucket) {
        assertEquals(new PasswdLine.Problem(NO_BUCKET), maildrop("s3://" + bucket + "/mail/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nologin", "nologin=y", "allow_nets=127.0.0.0/8", "maildrop=s3://bucket/ nologin",
            "allow_real_nets=local a=b"})
    void refusesWhatWouldKeepAUserOut(String extra) {
        PasswdLine.Problem problem = assertInstanceOf(PasswdLine.Problem.class,
                PasswdLine.parse("anna:{PLAIN}secret::::::" + extra));
        assertTrue(problem.text().startsWith("nologin, allow_nets= and the like have no effect here"), problem.text());
    }

    @Test
    void otherFieldsAreNoneOfOurs() {
        assertInstanceOf(PasswdLine.Entry.class,
                PasswdLine.parse("anna:{PLAIN}secret::::::userdb_mail=maildir:~/nologin proxy_nologin=y nologins"));
    }

    @Test
    void boundsThePrefix() {
        assertInstanceOf(PasswdLine.Entry.class, maildrop("s3://bucket/" + "ü".repeat(512)));
        assertEquals(new PasswdLine.Problem("the prefix in maildrop= is longer than 1024 octets: choose a shorter one"),
                maildrop("s3://bucket/" + "ü".repeat(512) + "x"));
    }

    @Test
    void wantsOneMaildrop() {
        assertEquals(new PasswdLine.Problem("maildrop= is given more than once: keep one"),
                maildrop("s3://bucket/a/ maildrop=s3://bucket/b/"));
    }

    @Test
    void boundsTheUserName() {
        assertInstanceOf(PasswdLine.Entry.class, PasswdLine.parse("ü".repeat(127) + "x:{PLAIN}secret"));
        assertEquals(new PasswdLine.Problem("the user name is longer than 255 octets: choose a shorter one"),
                PasswdLine.parse("ü".repeat(128) + ":{PLAIN}secret"));
    }

    @Test
    void readsAnyLineWithoutThrowing() {
        String[] pieces = {":", "::::::", "{", "}", "{PLAIN}", "{BLF-CRYPT}", "{SHA512-CRYPT}", "{ARGON2ID}", "$",
                "$2b$",
                "04", "$6$", "rounds=", "5000", "$argon2id$v=19$m=64,t=1,p=1", "c2FsdHNhbHQ", "IgTYfgStWVuqaxATugBf9w",
                "a".repeat(86), "maildrop=", "s3://", "bucket", "/", " ", "=", "#", "\t", "\0", "\uFEFF", "\uD800", "ß",
                "😀", "999999999999"};
        Random random = new Random(20_261_121);
        int entries = 0;
        int problems = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder line = new StringBuilder(i % 2 == 0 ? "anna:" : "");
            for (int n = random.nextInt(9); n > 0; n--) {
                line.append(random.nextInt(8) == 0
                        ? Character.toString(random.nextInt(0x10FFFF))
                        : pieces[random.nextInt(pieces.length)]);
            }
            switch (PasswdLine.parse(line.toString())) {
                case PasswdLine.Entry entry -> {
                    entries++;
                    assertFalse(entry.account().name().isEmpty());
                }
                case PasswdLine.Problem(String text) -> {
                    problems++;
                    assertTrue(text.chars().allMatch(c -> c >= ' ' && c < 127), text);
                }
                case PasswdLine.Nothing() -> assertTrue(line.toString().isBlank() || line.indexOf("#") >= 0);
            }
        }
        assertTrue(entries > 1000 && problems > 1000, entries + " entries, " + problems + " problems");
    }

    private static PasswdLine maildrop(String address) {
        return PasswdLine.parse("anna:{PLAIN}secret::::::maildrop=" + address);
    }
}
