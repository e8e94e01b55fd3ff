package pop3bridge.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import pop3bridge.fuzz.Input;

/**
 * Fuzzes {@link Form} with any message in any segmentation: no field of a surrogate's header is in UTF-8, ASCII fields
 * and the body are unchanged, and the other forms change only what they are for.
 */
public final class FormTarget {
    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \t]*:[^\n]*\n?");
    private static final Pattern CONTINUATION = Pattern.compile("[ \t][^\n]*\n?");
    private static final Form SURROGATE = new Form(true, false, false, false);

    /** A message by a walk over the whole of it. */
    private record Parts(List<byte[]> fields, String body) {}

    private FormTarget() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Input choices = new Input(input);
        int split = choices.choice();
        int capacity = 1 + choices.choice();
        byte[] message = choices.rest();
        byte[] surrogate = in(SURROGATE, message, split, capacity);
        assertArrayEquals(surrogate, in(SURROGATE, message, 0, 8192), "depends on the split");
        boolean mbox = isFromLine(message);
        assertSurrogate(parts(message, mbox), parts(surrogate, mbox));
        // A line "From …" may come first when the fields before it are gone.
        if (mbox == isFromLine(surrogate)) {
            assertArrayEquals(surrogate, in(SURROGATE, surrogate, split, capacity), "a surrogate has a surrogate");
        }
        assertArrayEquals(message, in(Form.AS_STORED, message, split, capacity));
        assertEquals(text(message).replace('\0', '\u0080'),
                text(in(new Form(false, true, false, false), message, split, capacity)));
        assertHeaderEnds(text(message), text(in(new Form(false, false, true, false), message, split, capacity)));
    }

    private static void assertSurrogate(Parts stored, Parts surrogate) {
        Iterator<byte[]> sent = surrogate.fields().iterator();
        for (byte[] field : stored.fields()) {
            if (!SurrogateField.isUtf8(field)) {
                boolean found = false;
                while (!found && sent.hasNext()) {
                    found = Arrays.equals(field, sent.next());
                }
                assertTrue(found, "a field is gone that is no UTF-8");
            }
        }
        assertFalse(surrogate.fields().stream().anyMatch(SurrogateField::isUtf8), "a field is in UTF-8 still");
        assertEquals(stored.body(), surrogate.body());
    }

    private static void assertHeaderEnds(String stored, String sent) {
        boolean ends = stored.startsWith("\n") || stored.startsWith("\r\n") || stored.contains("\n\n")
                || stored.contains("\n\r\n");
        String missing = stored.isEmpty() || stored.endsWith("\n") ? "\r\n" : "\r\n\r\n";
        assertEquals(ends ? stored : stored + missing, sent);
    }

    private static boolean isFromLine(byte[] message) {
        return text(message).startsWith("From ") && !FIELD.matcher(text(message)).lookingAt();
    }

    private static Parts parts(byte[] message, boolean mbox) {
        List<byte[]> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        String rest = text(message);
        if (mbox) {
            rest = rest.substring(rest.indexOf('\n') < 0 ? rest.length() : rest.indexOf('\n') + 1);
        }
        while (!rest.isEmpty()) {
            String line = rest.substring(0, rest.indexOf('\n') < 0 ? rest.length() : rest.indexOf('\n') + 1);
            boolean continues = CONTINUATION.matcher(line).matches() && !field.isEmpty();
            if (!continues && !field.isEmpty()) {
                fields.add(octets(field.toString()));
                field.setLength(0);
            }
            if (!continues && !FIELD.matcher(line).matches()) {
                break;
            }
            field.append(line);
            rest = rest.substring(line.length());
        }
        if (!field.isEmpty()) {
            fields.add(octets(field.toString()));
        }
        return new Parts(fields, rest);
    }

    private static byte[] in(Form form, byte[] message, int split, int capacity) throws IOException {
        Iterator<byte[]> pieces = Input.split(message, split).iterator();
        PendingOctets waiting = new PendingOctets();
        Octets octets = form.of(buffer -> {
            while (waiting.isEmpty() && pieces.hasNext()) {
                waiting.set(pieces.next());
            }
            return waiting.isEmpty() ? -1 : waiting.read(buffer);
        });
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[capacity];
        for (int read = octets.read(buffer); read >= 0; read = octets.read(buffer)) {
            assertTrue(read > 0, "read nothing");
            all.write(buffer, 0, read);
        }
        return all.toByteArray();
    }

    private static String text(byte[] octets) {
        return new String(octets, ISO_8859_1);
    }

    private static byte[] octets(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
