package pop3bridge.maildrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pop3bridge.accounts.Account;
import pop3bridge.message.Form;
import pop3bridge.message.Octets;
import pop3bridge.message.WireSize;

/** Messages in each {@link Form}. Each test has its own, initially empty maildrop. */
public interface FormContract {
    /** The implementation, the same one for the whole of a test. */
    Maildrops maildrops();

    /** Whose maildrop it is. */
    Account account();

    /** Puts these messages in the maildrop after those that are there, in this order of arrival. */
    void deliver(List<byte[]> messages) throws Exception;

    /** All forms there are. */
    static Stream<Form> forms() {
        return IntStream.range(0, 16)
                .mapToObj(n -> new Form((n & 1) > 0, (n & 2) > 0, (n & 4) > 0, (n & 8) > 0));
    }

    @ParameterizedTest
    @MethodSource("forms")
    default void messagesAndSizesAreInTheFormThatIsAskedFor(Form form) throws Exception {
        List<byte[]> mail = new ArrayList<>(MaildropContract.mail());
        mail.add("Subject: Gr\u00fc\u00dfe\nX-Name: \u00e4\nTo: a@b.c\n\n\u00e4\0".getBytes(UTF_8));
        mail.add("Subject: no end of header".getBytes(UTF_8));
        deliver(mail);
        List<Long> asStored;
        try (Maildrop maildrop = maildrops().open(account(), Opening.of("test", Form.AS_STORED))) {
            asStored = sizes(maildrop);
        }
        try (Maildrop maildrop = maildrops().open(account(), Opening.of("test", form))) {
            List<Long> sizes = sizes(maildrop);
            for (int number = 1; number <= maildrop.count(); number++) {
                ByteArrayInputStream stored = new ByteArrayInputStream(mail.get(number - 1));
                byte[] expected = readAll(form.of(stored::read));
                try (Content content = maildrop.open(number); Content beginning = maildrop.openBeginning(number)) {
                    assertArrayEquals(expected, readAll(content), "message " + number);
                    assertArrayEquals(expected, readAll(beginning), "message " + number);
                }
                assertEquals(wireSize(expected), sizes.get(number - 1), "message " + number);
            }
        }
        try (Maildrop maildrop = maildrops().open(account(), Opening.of("test", Form.AS_STORED))) {
            assertEquals(asStored, sizes(maildrop));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    default void theSizeFoundByReadingIsThatOfTheForm(Form form) throws Exception {
        byte[] message = "Subject: \u00e4 and no end".getBytes(UTF_8);
        deliver(List.of(message));
        ByteArrayInputStream stored = new ByteArrayInputStream(message);
        long expected = WireSize.of(form.of(stored::read));
        try (Maildrop maildrop = maildrops().open(account(), Opening.of("test", form));
                Content content = maildrop.open(1)) {
            content.measured(WireSize.of(content));
            assertEquals(expected, content.size().orElseThrow());
            assertEquals(List.of(expected), sizes(maildrop));
        }
    }

    private static List<Long> sizes(Maildrop maildrop) throws MaildropException {
        return Arrays.stream(maildrop.sizes(numbers(maildrop.count()))).boxed().toList();
    }

    static byte[] readAll(Octets content) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] buffer = new byte[1000];
        int count;
        while ((count = content.read(buffer)) != -1) {
            assertTrue(count > 0 && count <= buffer.length, "read " + count);
            octets.write(buffer, 0, count);
        }
        return octets.toByteArray();
    }

    static long wireSize(byte[] message) {
        WireSize size = new WireSize();
        size.add(message, 0, message.length);
        return size.octets();
    }

    static List<Integer> numbers(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }
}
