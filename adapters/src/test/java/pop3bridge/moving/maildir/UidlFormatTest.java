package pop3bridge.moving.maildir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UidlFormatTest {
    private static final UidlFormat.Values VALUES = new UidlFormat.Values(305_419_896, 1_700_000_000L, "17.M1P2.Host",
            "abcdef0123456789");

    /** The expected values are those of Dovecot 2.3 for the forms with a letter. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"%08Xu%08Xv, 123456786553f100", "%v.%u, 1700000000.305419896",
            "%08Xv%08Xu, 6553f10012345678", "UID%u-%v, UID305419896-1700000000", "%f, 17.M1P2.Host",
            "%g, abcdef0123456789", "%Xu, 12345678", "%12Xu, 12345678", "%012Xu, 000012345678", "%04u, 305419896",
            "%4u, 3054", "%2.4u, 5419", "%-2.4u, 96", "%2.04u, 5419896", "%Lf, 17.m1p2.host",
            "%Uf, 17.M1P2.HOST", "%Ru, 698914503", "%u%XUv, 3054198966553F100",
            "%%%u%%, %305419896%", "%{uid}.%{uidvalidity}, 305419896.1700000000", "%08X{uid}, 12345678",
            "%{uid | hex(8)}%{uidvalidity | hex(8)}, 123456786553f100", "%{uid|hex(10)|upper}, 0012345678",
            "%{guid}, abcdef0123456789", "%{filename|lower}, 17.m1p2.host", "%{uid|hex}, 12345678"})
    void uniqueIdsAreThoseOfDovecot(String format, String uniqueId) {
        assertEquals(uniqueId, UidlFormat.parse(format).of(VALUES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "constant", "%v", "%08Xv", "%m", "%{md5}", "%q", "%", "%u%", "%{nonsense}",
            "%{uid|base64}",
            "%Hu", "%{uid"})
    void whatGivesNoUniqueIdsIsRefused(String format) {
        assertThrows(IllegalArgumentException.class, () -> UidlFormat.parse(format));
    }
}
