package pop3bridge.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LogTextTest {
    static Stream<Arguments> texts() {
        return Stream.of(Arguments.of("anna@example.org", "anna@example.org"),
                Arguments.of("gr\u00fc\u00df", "gr\u00fc\u00df"),
                Arguments.of("a\033[31mb", "a\\u{1B}[31mb"), Arguments.of("a\nb", "a\\u{A}b"),
                Arguments.of("a\"b", "a\\u{22}b"), Arguments.of("a\\b", "a\\u{5C}b"),
                Arguments.of("a" + Character.toString(0x202E) + "b", "a\\u{202E}b"),
                Arguments.of("a" + Character.toString(0x2028) + "b", "a\\u{2028}b"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextStaysOnItsLineAndInItsQuotes(String text, String shown) {
        assertEquals(shown, LogText.safe(text));
    }

    @Test
    void aTextHasAtMost64Characters() {
        assertEquals("x".repeat(64), LogText.safe("x".repeat(64)));
        assertEquals("x".repeat(64) + "…", LogText.safe("x".repeat(65)));
        String many = "\uD83D\uDE00".repeat(100);
        assertEquals(65, LogText.safe(many).codePointCount(0, LogText.safe(many).length()));
        assertFalse(LogText.safe("\n".repeat(100)).contains("\n"));
    }
}
