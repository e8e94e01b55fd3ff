package pop3bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lock.lease | 10s | PT10S
            lock.lease | 10m | PT10M
            lock.lease | 12500ms | PT12.5S
            lock.wait | 0s | PT0S
            lock.wait | 250ms | PT0.25S
            pop3.idle-timeout | 2h | PT2H
            pop3.max-line | 255 | 255
            pop3.max-line | 64KiB | 65536
            pop3.max-line | 1MiB | 1048576
            pop3.connections | 1 | 1
            pop3.listen | 127.0.0.1:1110 | [127.0.0.1:1110]
            pop3.listen | 0.0.0.0:110, [::]:110 | [0.0.0.0:110, [::]:110]
            pop3.listen | localhost:0 | [localhost:0]
            lmtp.listen | 127.0.0.1:24, unix:/run/a b/lmtp | [127.0.0.1:24, unix:/run/a b/lmtp]
            lmtp.socket-mode | 0000 | []
            lmtp.socket-mode | 0640 | [OWNER_READ, OWNER_WRITE, GROUP_READ]
            lmtp.socket-mode | 0701 | [OWNER_READ, OWNER_WRITE, OWNER_EXECUTE, OTHERS_EXECUTE]
            management.listen | [::1]:65535 | [::1]:65535
            store.endpoint | http://127.0.0.1:9000 | http://127.0.0.1:9000
            store.endpoint | https://s3.example.net/base | https://s3.example.net/base
            store.bucket | mail-2026.example | mail-2026.example
            store.path-style | false | false
            mail.prefix | {domain}/{local}/new/ | {domain}/{local}/new/
            mail.line-ends | crlf | CRLF
            control.prefix | locks/ | locks/
            users.file | users | users
            store.access-key | AKIA/+= | AKIA/+=
            store.secret-key | s3cret | (secret)
            """)
    void values(String key, String text, String value) throws Exception {
        assertEquals(value, parse(key, text).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lock.lease | 9999ms | "9999ms" is not a duration from 10s to 10m
            lock.lease | 11m | "11m" is not a duration from 10s to 10m
            lock.lease | 90 | "90" is not a duration: a number and its unit, such as 250ms, 90s, 10m or 2h
            lock.wait | -1s | "-1s" is not a duration: a number and its unit, such as 250ms, 90s, 10m or 2h
            lock.wait | 9999999999s | "9999999999s" is not a duration: a number and its unit, such as 250ms, 90s, 10m or 2h
            pop3.max-line | 254 | "254" is not a number of octets from 255 to 1MiB, such as 4096 or 64KiB
            pop3.max-line | 999999999MiB | "999999999MiB" is not a number of octets from 255 to 1MiB, such as 4096 or 64KiB
            pop3.max-line | 64K | "64K" is not a number of octets from 255 to 1MiB, such as 4096 or 64KiB
            pop3.connections | 0 | "0" is not a whole number from 1 to 1000000
            pop3.connections | 1e3 | "1e3" is not a whole number from 1 to 1000000
            pop3.connections | ٣ | "٣" is not a whole number from 1 to 1000000
            pop3.listen | :1110 | ":1110" is not an address host:port; to listen on every interface write 0.0.0.0:1110
            pop3.listen | *:1110 | "*:1110" is not an address host:port, such as 127.0.0.1:1110 or [::1]:1110
            pop3.listen | 1110 | "1110" is not an address host:port, such as 127.0.0.1:1110 or [::1]:1110
            pop3.listen | ::1:1110 | "::1:1110" is not an address host:port, such as 127.0.0.1:1110 or [::1]:1110
            pop3.listen | [::1::]:1 | "[::1::]" is not an IPv6 address
            pop3.listen | [127.0.0.1]:1 | "[127.0.0.1]" is not an IPv6 address
            pop3.listen | a:1, | "" is not an address host:port, such as 127.0.0.1:1110 or [::1]:1110
            lmtp.listen | unix:lmtp | "unix:lmtp" is not unix: and the absolute path of a socket, such as unix:/run/pop3bridge/lmtp
            lmtp.listen | unix:/run/ | "unix:/run/" is not unix: and the absolute path of a socket, such as unix:/run/pop3bridge/lmtp
            lmtp.listen | unix:/ä23456789012345678901234567890123456789/234567890123456789012345678901234567890 | "unix:/ä23456789012345678901234567890123456789/23456789012345…" is too long; the path of a socket has at most 80 octets
            lmtp.socket-mode | 432 | "432" is not the mode of a file, four octal digits of which the first is 0, such as 0660
            lmtp.socket-mode | 0680 | "0680" is not the mode of a file, four octal digits of which the first is 0, such as 0660
            management.listen | a:65536 | "a:65536" is not an address host:port, such as 127.0.0.1:1110 or [::1]:1110
            store.endpoint | localhost:9000 | "localhost:9000" is not a URL that begins with http:// or https://
            store.endpoint | http:// | "http://" is not a URL that begins with http:// or https://
            store.endpoint | http://a/?b | "http://a/?b" is not a URL without query and fragment
            store.endpoint | http://my_store:9000 | "http://my_store:9000" is not a URL with a valid host and port (a host name has no underscore)
            store.endpoint | http://a:65536 | "http://a:65536" is not a URL with a valid host and port (a host name has no underscore)
            store.endpoint | http://key:pass@a | the URL contains an @; put keys into store.access-key and store.secret-key
            store.bucket | s3://mail/x | "s3://mail/x" is not a bucket name of 3 to 63 lower-case letters, digits, hyphens and dots, or the ARN of an access point
            store.path-style | yes | "yes" is not one of true, false
            mail.prefix | mail/ | "mail/" is not a prefix that ends with / and contains {user} or {local}
            mail.prefix | {domain}/ | "{domain}/" is not a prefix that ends with / and contains {user} or {local}
            mail.prefix | mail/{user} | "mail/{user}" is not a prefix that ends with / and contains {user} or {local}
            mail.prefix | {user}/{name}/ | "{user}/{name}/" is not a prefix with only the placeholders {user}, {local} and {domain}
            mail.prefix | {user}/{/ | "{user}/{/" is not a prefix with only the placeholders {user}, {local} and {domain}
            mail.line-ends | lf | "lf" is not one of detect, crlf
            pop3.plaintext-login | yes | "yes" is not one of loopback, always, never
            auth.mechanisms | PLAIN,GSSAPI | "GSSAPI" is not USER, APOP or the name of a mechanism, such as SCRAM-SHA-256
            auth.mechanisms | '' | "" is not USER, APOP or the name of a mechanism, such as SCRAM-SHA-256
            accounts.certificate | on | "on" is not one of off, sufficient, required
            accounts.certificate-name | dns | "dns" is not one of email, common-name, uri
            control.prefix | locks | "locks" is not a prefix that ends with /, without { and }
            control.prefix | / | "/" is not a prefix that ends with /, without { and }
            control.prefix | '' | "" is not a prefix that ends with /, without { and }
            control.prefix | {user}/ | "{user}/" is not a prefix that ends with /, without { and }
            users.file | '' | "" is not a path
            store.secret-key | my key | empty, or contains whitespace; write only the key
            store.access-key | '' | empty, or contains whitespace; write only the key
            """)
    void textsThatAreNoValue(String key, String text, String problem) {
        assertEquals(problem, assertThrows(BadValueException.class, () -> parse(key, text)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"users.file", "lmtp.listen"})
    void aPathThatTheSystemDoesNotTakeIsNoPath(String key) {
        assertTrue(String.valueOf(assertThrows(BadValueException.class, () -> parse(key, "unix:/a\0")).getMessage())
                .contains(" is not "));
    }

    private static Object parse(String key, String text) throws BadValueException {
        Object value = Settings.find(key).orElseThrow().type().parser().parse(text);
        return value;
    }
}
