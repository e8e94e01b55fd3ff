package pop3bridge.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6858 §2, by its sections. */
final class SurrogateFieldTest {
    private static final String NOBODY = "\r\n <invalid@internationalized-address.invalid>";
    private static final Pattern ENCODED_WORD = Pattern.compile("=\\?utf-8\\?B\\?([^?]*)\\?=");

    /** In the surrogate, what is encoded stands decoded in braces. */
    record Row(String field, String surrogate) {}

    static Stream<Row> rows() {
        return Stream.of(
                // 2.1 addresses
                new Row("From: Fred Foo <fred@EXÄMPLE.com>", "From: {Fred Foo <fred@EXÄMPLE.com>}" + NOBODY),
                new Row("To: grüße@example.com", "To: {grüße@example.com}" + NOBODY),
                new Row("To: Jürgen Müller <jm@example.com>", "To: {Jürgen Müller}\r\n <jm@example.com>"),
                new Row("To: \"Müller, \\\"J\\\"\" <jm@example.com>", "To: {Müller, \"J\"}\r\n <jm@example.com>"),
                new Row("Cc: a@b.c,ü@b.c, \"x, y\" <d@e.f>",
                        "Cc: a@b.c,\r\n {ü@b.c}" + NOBODY + ",\r\n \"x, y\" <d@e.f>"),
                new Row("Cc: a@b.c,\r\n ü@b.c,\r\n\td@e.f", "Cc: a@b.c,\r\n {ü@b.c}" + NOBODY + ",\r\n\td@e.f"),
                new Row("BCC: Größen: a@b.c, Ö <o@b.c>;", "BCC: {Größen}:\r\n a@b.c,\r\n {Ö}\r\n <o@b.c>;"),
                new Row("Reply-To: a@b.c (ö)", "Reply-To: a@b.c"),
                new Row("Reply-To: (ö(x)) <a@b.c>", "Reply-To: {(ö(x))}\r\n <a@b.c>"),
                new Row("Sender: <a@b.c> (ö)", "Sender: <a@b.c>"),
                new Row("Return-Path: <ü@b.c>", "Return-Path: {<ü@b.c>}" + NOBODY),
                new Row("Resent-From: \"no end <ü@b.c>, x@y.z", "Resent-From: {no end <ü@b.c>, x@y.z}" + NOBODY),
                new Row("To: <a@b.c> ö <d@e.f>", "To: {<a@b.c> ö <d@e.f>}" + NOBODY),
                new Row("To: <\"ü>, \"@b.c>, x@y.z", "To: {<ü>, @b.c>}" + NOBODY + ",\r\n x@y.z"),
                new Row("To: a@[ü], b@c.d", "To: {a@[ü]}" + NOBODY + ",\r\n b@c.d"),
                new Row("From: Bob (é <eve@evil.example>) <bob@example.com>",
                        "From: {Bob (é <eve@evil.example>)}\r\n <bob@example.com>"),
                new Row("To: Bob (Office Zürich) <bob@b.c>, carol@d.e",
                        "To: {Bob (Office Zürich)}\r\n <bob@b.c>,\r\n carol@d.e"),
                new Row("To: é [ö <eve@evil>] <bob@x>", "To: {é [ö <eve@evil>]}\r\n <bob@x>"),
                new Row("Cc: Team (é x): a@b;", "Cc: {Team (é x)}:\r\n a@b;"),
                new Row("To: bob(ö)bob@b.c", "To: {bob(ö)bob@b.c}" + NOBODY),
                new Row("To: bob@exam(é)ple.com", "To: {bob@exam(é)ple.com}" + NOBODY),
                new Row("To: a@b.c\u3000", "To: {a@b.c\u3000}" + NOBODY),
                // 2.2 MIME parameters
                new Row("Content-Disposition: attachment; filename=FÖÖ", "Content-Disposition: attachment"),
                new Row("content-type: text/plain;\r\n charset=utf-8; name=\"ü;x\"; format=flowed",
                        "content-type: text/plain;\r\n charset=utf-8; format=flowed"),
                new Row("Content-Type: a/b; name*0=x; NAME*1=ü; n=1", "Content-Type: a/b; n=1"),
                new Row("Content-Type: ü/b; n=1", ""),
                // 2.3 subject
                new Row("Subject: Grüße", "Subject: {Grüße}"),
                new Row("Subject:Grüße", "Subject:{Grüße}"),
                new Row("SUBJECT : Re: süße Grüße aus ", "SUBJECT : Re: {süße Grüße} aus "),
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

    /** Memory that a client which reads slowly would hold. */
    @Test
    void aSurrogateThatWouldBeTooLongIsNotMade() {
        String addresses = "ü, ".repeat(1_000);
        assertTrue(surrogate("To: " + addresses + "\r\n").length() > 50_000);
        byte[] field = ("To: " + addresses.repeat(3) + "\r\n").getBytes(UTF_8);
        assertArrayEquals(field, SurrogateField.of(field));
    }

    /** RFC 2047 §2: 76 characters where an encoded-word stands. */
    @Test
    void linesStayShort() {
        Random random = new Random(1);
        for (String name : List.of("Subject", "Resent-Sender", "To")) {
            for (int i = 0; i < 500; i++) {
                StringBuilder value = new StringBuilder();
                for (int n = 1 + random.nextInt(60); n > 0; n--) {
                    value.append(List.of(" ü", " word", " 😀😀", "ö", " a longer word or two", ", x@y.z")
                            .get(random.nextInt(6)));
                }
                surrogate(name + ":" + value + " ü\r\n").lines().filter(line -> line.contains("=?"))
                        .forEach(line -> assertTrue(line.length() <= 76, line));
            }
        }
    }

    /** Whatever a field holds, the surrogate is one field of the same name or nothing. */
    @Test
    void anyFieldHasASurrogate() {
        Random random = new Random(2);
        List<String> names = List.of("To", "Subject", "Content-Type", "X-Other");
        for (int i = 0; i < 200_000; i++) {
            String name = names.get(i % names.size());
            String surrogate = surrogate(name + ": ü" + any(random) + "\r\n");
            if (!surrogate.isEmpty()) {
                assertTrue(surrogate.startsWith(name + ":"), surrogate);
                assertTrue(surrogate.endsWith("\r\n"), surrogate);
                assertTrue(surrogate.substring(0, surrogate.length() - 2).matches("(?s)([^\r\n]|\r\n[ \t])*"),
                        surrogate);
            }
        }
    }

    /** As another parser reads them: what produces somebody else's address is bad (§2.1). */
    @Test
    void noAddressIsThereThatWasNotThere() {
        Random random = new Random(3);
        int compared = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder value = new StringBuilder(mailbox(random));
            for (int n = random.nextInt(4); n > 0; n--) {
                value.append(random.nextInt(5) == 0 ? ",\r\n " : ", ").append(mailbox(random));
            }
            Optional<Set<String>> before = addresses(value.toString());
            if (before.isPresent() && !Ascii.is(value.toString())) {
                compared++;
                String surrogate = surrogate("To: " + value + "\r\n").substring(3);
                Set<String> after = addresses(surrogate.strip()).orElseThrow(() -> new AssertionError(surrogate));
                after.remove("invalid@internationalized-address.invalid");
                before.get().removeIf(address -> !Ascii.is(address));
                assertEquals(before.get(), after, () -> value + " became " + surrogate);
            }
        }
        assertTrue(compared > 30_000, compared + " compared");
    }

    private static String mailbox(Random random) {
        List<String> addresses = List.of("a@b.c", "ü@d.e", "f@ö.g", "h.i@j.k", "\"l ü\"@m.n", "\"<o@p.q>\"@r.s");
        List<String> words = List.of("Bob", "é", "(é <eve@evil.example>)", "\"x, é <eve@evil.example>\"", "(Zürich)",
                "\"ASCII, too\"",
                "=?utf-8?q?=C3=BC?=", "Dr.Ö", "\u3000");
        String address = addresses.get(random.nextInt(addresses.size()));
        if (random.nextInt(3) == 0) {
            return address + (random.nextInt(4) == 0 ? " (ö <eve@evil.example>)" : "");
        }
        StringBuilder name = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) {
            name.append(words.get(random.nextInt(words.size()))).append(' ');
        }
        return name + "<" + address + ">";
    }

    /** Empty if they are malformed. */
    private static Optional<Set<String>> addresses(String value) {
        Set<String> addresses = new HashSet<>();
        try {
            for (InternetAddress address : InternetAddress.parse(value.replaceAll("\r\n", ""), true)) {
                InternetAddress[] members = address.isGroup() ? address.getGroup(true) : new InternetAddress[]{address};
                for (InternetAddress member : members) {
                    addresses.add(member.getAddress());
                }
            }
            return Optional.of(addresses);
        } catch (AddressException e) {
            return Optional.empty();
        }
    }

    private static String any(Random random) {
        List<String> pieces = List.of("ü", "a", "<", ">", "@", "\"", "\\", "(", ")", ",", ";", ":", "[", "]", " ",
                "\r\n ", "=",
                "=?", "?=", "b@c.d", "<e@f.g>", "(x)", "(ö)", " <h@i.j>, ", "k@ö.l", "<m@n.o> ");
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(8); n > 0; n--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
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
