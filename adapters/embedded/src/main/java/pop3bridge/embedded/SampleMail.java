package pop3bridge.embedded;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Random;
import java.util.SequencedMap;

/** Sample mail for the demo and for tests: one message of each kind that is hard to serve correctly. */
public final class SampleMail {
    private SampleMail() {}

    /**
     * Returns the messages by name. The names are as diverse as keys in real buckets, without {@code /}. They are
     * sorted, which is the order in which to store them. Every call returns the same content.
     */
    public static SequencedMap<String, byte[]> messages() {
        var messages = new LinkedHashMap<String, byte[]>();
        messages.put("01-welcome.eml", resource("plain.eml"));
        messages.put("02 delivery note.eml", resource("attachment.eml"));
        // A letter without a Unicode decomposition: some file systems decompose others.
        messages.put("03-stra\u00dfe.eml", resource("utf8.eml"));
        messages.put("04-fax@example.com.eml", resource("fax.eml"));
        messages.put("05-bare-lf.eml", resource("bare-lf.eml"));
        messages.put("06-dots.eml", resource("dots.eml"));
        messages.put("07-first-octet-dot.eml", resource("first-octet-dot.eml"));
        messages.put("08-no-final-line-end.eml", resource("no-final-line-end.eml"));
        messages.put("09-large.eml", large());
        messages.put("s7q2m9x4k1c8v5b3n6l0p2r7t4w1y9z8a5d3f6g0", resource("forwarded.eml"));
        return messages;
    }

    private static byte[] resource(String name) {
        try (var in = SampleMail.class.getResourceAsStream("mail/" + name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a message of 5.1 MB with an attachment in 65,536 lines of base64. */
    private static byte[] large() {
        var attachment = new byte[57 * 65_536];
        new Random(1939).nextBytes(attachment);
        var message = new ByteArrayOutputStream();
        message.writeBytes(ascii("""
                Return-Path: <scanner@example.com>
                Date: Wed, 11 Mar 2026 17:40:00 +0000
                From: Scanner <scanner@example.com>
                To: Demo <demo@example.org>
                Subject: A large attachment
                Message-ID: <11.large@example.com>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="=_large_11"

                --=_large_11
                Content-Type: text/plain; charset=us-ascii

                The attachment is noise, always the same.

                --=_large_11
                Content-Type: application/octet-stream; name="noise.bin"
                Content-Disposition: attachment; filename="noise.bin"
                Content-Transfer-Encoding: base64

                """));
        message.writeBytes(Base64.getMimeEncoder().encode(attachment));
        message.writeBytes(ascii("""

                --=_large_11--
                """));
        return message.toByteArray();
    }

    private static byte[] ascii(String lines) {
        return lines.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
