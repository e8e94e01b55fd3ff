package pop3bridge.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6858 §2, by its sections. */
final class SurrogateFieldTest {
    private static final String NOBODY = " <invalid@internationalized-address.invalid>";
    private static final Pattern ENCODED_WORD = Pattern.compile("=\\?utf-8\\?B\\?([^?]*)\\?=");

    /** In the surrogate, what is encoded stands decoded in braces. */
    record Row(String field, String surrogate) {}

    static Stream<Row> rows() {
        return Stream.of(
                // 2.1 addresses
                new Row("From: Fred Foo <fred@EXÄMPLE.com>", "From: {Fred Foo <fred@EXÄMPLE.com>}" + NOBODY),
                new Row("To: grüße@example.com", "To: {grüße@example.com}" + NOBODY),
                new Row("To: Jürgen Müller <jm@example.com>", "To: {Jürgen Müller} <jm@example.com>"),
                new Row("To: \"Müller, \\\"J\\\"\" <jm@example.com>", "To: {Müller, \"J\"} <jm@example.com>"),
                new Row("Cc: a@b.c,ü@b.c, \"x, y\" <d@e.f>", "Cc: a@b.c,\r\n {ü@b.c}" + NOBODY + ", \"x, y\" <d@e.f>"),
                new Row("Cc: a@b.c,\r\n ü@b.c,\r\n\td@e.f", "Cc: a@b.c,\r\n {ü@b.c}" + NOBODY + ",\r\n\td@e.f"),
                new Row("BCC: Größen: a@b.c, Ö <o@b.c>;", "BCC: {Größen}: a@b.c,\r\n {Ö} <o@b.c>;"),
                new Row("Reply-To: a@b.c (ö)", "Reply-To: a@b.c"),
                new Row("Reply-To: (ö(x)) <a@b.c>", "Reply-To: {(ö(x))} <a@b.c>"),
                new Row("Sender: <a@b.c> (ö)", "Sender: <a@b.c>"),
                new Row("Return-Path: <ü@b.c>", "Return-Path: {<ü@b.c>}" + NOBODY),
                new Row("Resent-From: \"no end <ü@b.c>, x@y.z", "Resent-From: {no end <ü@b.c>, x@y.z}" + NOBODY),
                new Row("To: <a@b.c> ö <d@e.f>", "To: {<a@b.c> ö <d@e.f>}" + NOBODY),
                new Row("To: <\"ü>, \"@b.c>, x@y.z", "To: {<ü>, @b.c>}" + NOBODY + ", x@y.z"),
                new Row("To: a@[ü], b@c.d", "To: {a@[ü]}" + NOBODY + ", b@c.d"),
                // 2.2 MIME parameters
                new Row("Content-Disposition: attachment; filename=FÖÖ", "Content-Disposition: attachment"),
                new Row("content-type: text/plain;\r\n charset=utf-8; name=\"ü;x\"; format=flowed",
                        "content-type: text/plain;\r\n charset=utf-8; format=flowed"),
                new Row("Content-Type: a/b; name*0=x; NAME*1=ü; n=1", "Content-Type: a/b; n=1"),
                new Row("Content-Type: ü/b; n=1", ""),
                // 2.3 subject
                new Row("Subject: Grüße", "Subject: {Grüße}"),
                new Row("Subject:Grüße", "Subject:{Grüße}"),
                new Row("SUBJECT : Re: schöne Grüße aus Köln an alle ",
                        "SUBJECT : Re: {schöne Grüße} aus {Köln} an alle "),
                new Row("Subject: =?utf-8?q?=C3=BC?= ü =?utf-8?q?=C3=BC?=",
                        "Subject: =?utf-8?q?=C3=BC?= { ü } =?utf-8?q?=C3=BC?="),
                new Row("Subject: one\r\n two\r\n ü\r\n ö", "Subject: one\r\n two\r\n {ü ö}"),
                new Row("Subject: " + "ü".repeat(20), "Subject: {" + "ü".repeat(18) + "}\r\n {üü}"),
                new Row("Subject: " + "😀".repeat(10), "Subject: {" + "😀".repeat(9) + "}\r\n {😀}"),
                // 2.4 all others
                new Row("X-Mailer: Grüße", ""),
                new Row("Message-ID: <ü@b.c>", ""),
                new Row("Received: from ü.example by b.c", ""));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isAscii(Row row) {
        for (String lineEnd : List.of("\r\n", "\n")) {
            String surrogate = surrogate(row.field() + lineEnd);
            assertEquals(row.surrogate().isEmpty() ? "" : row.surrogate() + "\r\n", decoded(surrogate));
        }
        assertEquals(row.surrogate().isEmpty() ? "" : row.surrogate() + "\r\n", decoded(surrogate(row.field())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: plain\r\n", "To: a@b.c (\"\n", "X:\r\n", "Subject:\r\n folded\n\t\n"})
    void asciiStaysAsItIs(String field) {
        assertArrayEquals(field.getBytes(US_ASCII), SurrogateField.of(field.getBytes(US_ASCII)));
    }

    @Test
    void whatIsNotUtf8StaysAsItIs() {
        byte[] latin = "Subject: Gr\u00fc\u00dfe\r\n".getBytes(ISO_8859_1);
        assertArrayEquals(latin, SurrogateField.of(latin));
        byte[] tooLong = {'S', 'u', 'b', 'j', 'e', 'c', 't', ':', (byte) 0xc0, (byte) 0x80, '\n'};
        assertArrayEquals(tooLong, SurrogateField.of(tooLong));
    }

    @Test
    void linesStayShort() {
        Random random = new Random(1);
        for (String name : List.of("Subject", "Resent-Sender", "To")) {
            for (int i = 0; i < 200; i++) {
                String surrogate = surrogate(name + ": " + "ü😀a ".repeat(1 + random.nextInt(100)) + "\r\n");
                surrogate.lines().forEach(line -> assertTrue(line.length() <= 76 + NOBODY.length(), line));
            }
        }
    }

    /** Whatever a field holds, the surrogate is one field of the same name or nothing, and has no address that was not there. */
    @Test
    void anyFieldHasASurrogate() {
        Random random = new Random(2);
        List<String> pieces = List.of("ü", "a", "<", ">", "@", "\"", "\\", "(", ")", ",", ";", ":", "[", "]", " ",
                "\r\n ", "=", "*",
                "=?", "?=", "b@c.d");
        List<String> names = List.of("To", "Subject", "Content-Type", "X-Other");
        for (int i = 0; i < 200_000; i++) {
            StringBuilder field = new StringBuilder(names.get(i % names.size())).append(": ü");
            for (int n = random.nextInt(12); n > 0; n--) {
                field.append(pieces.get(random.nextInt(pieces.size())));
            }
            String surrogate = surrogate(field + "\r\n");
            if (!surrogate.isEmpty()) {
                assertTrue(surrogate.startsWith(names.get(i % names.size()) + ":"), surrogate);
                assertTrue(surrogate.endsWith("\r\n"), surrogate);
                assertTrue(surrogate.substring(0, surrogate.length() - 2).matches("(?s)([^\r\n]|\r\n[ \t])*"),
                        surrogate);
            }
        }
    }

    private static String surrogate(String field) {
        byte[] surrogate = SurrogateField.of(field.getBytes(UTF_8));
        assertTrue(Ascii.is(surrogate), field);
        return new String(surrogate, US_ASCII);
    }

    private static String decoded(String surrogate) {
        return ENCODED_WORD.matcher(surrogate)
                .replaceAll(
                        word -> "{" + new String(Base64.getDecoder().decode(word.group(1)), UTF_8).replace("\\", "\\\\")
                                .replace("$", "\\$") + "}");
    }
}
