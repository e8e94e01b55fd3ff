package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Account;

class AddressTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
            "s3://bucket/,          bucket, ``",
            "s3://bucket/x/,        bucket, x/",
            "s3://bucket/x,         bucket, x",
            "s3://bucket/a/b c/ü/,  bucket, a/b c/ü/",
            "s3://bucket//,         bucket, /",
            "s3://b/s3://c/,        b,      s3://c/"})
    void addressesAreRead(String text, String bucket, String prefix) {
        assertEquals(new Address(bucket, prefix), Address.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3://", "s3://bucket", "s3:/bucket/", "bucket/prefix/", "http://bucket/"})
    void whatIsNoAddressIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
            "mail/{user}/,             anna,               mail/anna/",
            "mail/{user}/,             anna@example.org,   mail/anna@example.org/",
            "{domain}/{local}/,        anna@example.org,   example.org/anna/",
            "{local}/,                 anna@,              anna/",
            "mail/{user}/,             ..anna,             mail/..anna/",
            "mail/{user}/,             Änne Müller,        mail/Änne Müller/",
            "{local}/{domain}/,        a@b@example.org,    a@b/example.org/",
            "{user}/{user}/{local}/,   anna@x,             anna@x/anna@x/anna/",
            "mail/{user}/,             {local}@{domain},   mail/{local}@{domain}/",
            "{domain}/{local}/,        a@{local},          {local}/a/",
            "{domain}/{local}/,        {user}@x,           x/{user}/",
            "{local}/,                 $0$1,               $0$1/"})
    void aMaildropFollowsFromTheUsersName(String template, String user, String prefix) {
        assertEquals(new Address("bucket", prefix),
                Address.of(new Account(user, Optional.empty()), "bucket", template));
    }

    /** Names come from directories and tokens too, where users may choose them. */
    @ParameterizedTest
    @CsvSource({"{user}/, bob/archive", "{user}/, ../bob", "{user}/, ..", "{user}/, .", "{user}/, a\\b",
            "{user}/, a\u2044b", "{user}/, a\u2215b", "{user}/, a\uFF0Fb", "{user}/, a\uFF3Cb", "{user}/, a\u29F8b",
            "{user}/, a\u0000b", "{user}/, a\u200Bb", "{user}/, a\u202Eb", "{user}/, a\u2028b",
            "{domain}/{local}/, anna", "{domain}/{local}/, anna@", "{domain}/{local}/, @example.org",
            "{domain}/{local}/, bob@../..", "{domain}/{local}/, ..@example.org", "{local}/, a/b@example.org"})
    void noNameLeadsOutOfItsPlace(String template, String name) {
        Account account = new Account(name, Optional.empty());
        assertTrue(Address.problem(account, template).isPresent());
        assertThrows(IllegalArgumentException.class, () -> Address.of(account, "bucket", template));
    }

    @Test
    void aMaildropOfItsOwnNeedsNoTemplate() {
        assertEquals(new Address("other", "x/"),
                Address.of(new Account("anna", Optional.of("s3://other/x/")), "bucket", "mail/{user}/"));
    }
}
