package pop3bridge.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class HeaderFieldsTest {
    private static final String LONG = "x".repeat(HeaderFields.MAX_FIELD);

    /** A message and the fields that are found in it. */
    record Row(String message, String... fields) {}

    static Stream<Row> rows() {
        return Stream.of(
                new Row("A: 1\r\nB: 2\r\n\r\nC: 3\r\n", "A: 1\r\n", "B: 2\r\n"),
                new Row("A: 1\nB: 2\n\nC: 3\n", "A: 1\n", "B: 2\n"),
                new Row("A: 1\r\n folded\r\n\ttwice\r\nB:", "A: 1\r\n folded\r\n\ttwice\r\n", "B:"),
                new Row("A : 1\n \nB\t:\n\n", "A : 1\n \n", "B\t:\n"),
                new Row("A: 1\nno field\nB: 2\n", "A: 1\n"),
                new Row("From a@b.c Mon Mar  2\nB: 2\n", "B: 2\n"),
                new Row("A: 1\nFrom a@b.c Mon Mar  2\nB: 2\n", "A: 1\n"),
                new Row(" A: 1\nB: 2\n"),
                new Row("\u00e4: 1\n"),
                new Row(": 1\n"),
                new Row("\nA: 1\n"),
                new Row("\r\nA: 1\n"),
                new Row(""),
                new Row("A: 1\r\rB: 2\n", "A: 1\r\rB: 2\n"),
                new Row("A: 1\nB: " + LONG + "\n B: 3\nC: 3\n", "A: 1\n", "C: 3\n"),
                new Row("A: 1\nB: 2\n " + LONG + "\n B: 3\n\nC: 3\n", "A: 1\n"),
                new Row("A: 1\nB: 2\n " + LONG.substring(5) + "\n B: 3\nC: 3\n", "A: 1\n", "C: 3\n"),
                new Row("A: " + LONG.substring(10) + "\nB: 2" + LONG.substring(10) + "\n",
                        "A: " + LONG.substring(10) + "\n",
                        "B: 2" + LONG.substring(10) + "\n"),
                new Row("A: 1\n" + LONG + "\nB: 2\n", "A: 1\n"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void findsEachField(Row row) throws IOException {
        List<String> fields = new ArrayList<>();
        String copy = read(row.message(), new Random(1), field -> {
            fields.add(new String(field, ISO_8859_1));
            return field;
        });
        assertEquals(List.of(row.fields()), fields);
        assertEquals(row.message(), copy);
    }

    @Test
    void replacesFieldsAndNothingElse() throws IOException {
        Random random = new Random(3);
        assertEquals("X: 0\n\nA: 1\n B", read("A: 1\nB: 2\n 3\n\nA: 1\n B", random,
                field -> field[0] == 'A' ? new byte[0] : "X: 0\n".getBytes(ISO_8859_1)));
        assertEquals("", read("A: 1\nB: 2\n 3", random, _ -> new byte[0]));
    }

    @Test
    void passesAnyMessageWhoseFieldsItLeaves() throws IOException {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder message = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                message.append("A: \t\r\n\r\n\u00e4".charAt(random.nextInt(9)));
            }
            assertEquals(message.toString(), read(message.toString(), random, field -> field));
        }
    }

    @ParameterizedTest
    @CsvSource({"'A: 1\n\nb','A: 1\nX: 0\n\nb'", "'A: 1\nb\n','A: 1\nX: 0\nb\n'",
            "'A: 1\n B: 2','A: 1\n B: 2\r\nX: 0\n'",
            "'A: 1\n','A: 1\nX: 0\n'", "'','X: 0\n'", "'From anna\n','From anna\nX: 0\n'"})
    void addsFieldsBehindTheLastOne(String message, String expected) throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            assertEquals(expected, read(new HeaderFields(chunks(message, random), field -> field,
                    () -> "X: 0\n".getBytes(ISO_8859_1)), random));
        }
    }

    @Test
    void theOtherFormsTouchWhatTheyAreFor() throws IOException {
        assertEquals("A: 1\n\n\u0080x\u0080", in(new Form(false, true, false, false), "A: 1\n\n\0x\0"));
        Form headerEnd = new Form(false, false, true, false);
        assertEquals("A: 1\r\n\r\n", in(headerEnd, "A: 1"));
        assertEquals("A: 1\n\r\n", in(headerEnd, "A: 1\n"));
        assertEquals("A: 1\r\r\n\r\n", in(headerEnd, "A: 1\r"));
        assertEquals("A: 1\n\n", in(headerEnd, "A: 1\n\n"));
        assertEquals("\r\n", in(headerEnd, "\r\n"));
        assertEquals("\r\n", in(headerEnd, ""));
        assertEquals("A: 1\n\0", in(Form.AS_STORED, "A: 1\n\0"));
    }

    private static String in(Form form, String message) throws IOException {
        return read(form.of(chunks(message, new Random(5))), new Random(6));
    }

    private static String read(String message, Random random, UnaryOperator<byte[]> replacement)
            throws IOException {
        return read(new HeaderFields(chunks(message, random), replacement), random);
    }

    /** Read in pieces of any size. */
    private static String read(Octets octets, Random random) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 + random.nextInt(40)];
        for (int read = octets.read(buffer); read >= 0; read = octets.read(buffer)) {
            all.write(buffer, 0, read);
        }
        return all.toString(ISO_8859_1);
    }

    /** Yielded in pieces of any size, with an end that is told once. */
    private static Octets chunks(String message, Random random) {
        ByteArrayInputStream stored = new ByteArrayInputStream(message.getBytes(ISO_8859_1));
        boolean[] ended = new boolean[1];
        return buffer -> {
            if (ended[0]) {
                throw new IOException("read after the end");
            }
            int count = stored.read(buffer, 0, 1 + random.nextInt(buffer.length));
            ended[0] = count < 0;
            return count;
        };
    }
}
