package pop3bridge.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import pop3bridge.message.CrlfLines;
import pop3bridge.store.names.MessageName;

/**
 * A message on its way into a maildrop: all its lines end in CRLF, and it begins with the headers of a final delivery
 * (RFC 5321 §4.4).
 */
public final class IncomingMail {
    private static final byte[] MBOX_SEPARATOR = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final int NAME_OCTETS = 16;

    private final byte[] octets;

    /** The message is empty, or larger than it may be. */
    public static final class UnacceptableException extends Exception {
        private static final long serialVersionUID = 1L;

        private UnacceptableException(String message) {
            super(message);
        }
    }

    private IncomingMail(byte[] octets) {
        this.octets = octets;
    }

    /**
     * Reads a message.
     *
     * @param sender the address that errors go to, empty for none, as in {@code <>}
     * @param recipient the user whose maildrop it goes to
     * @param maxSize its maximum size in octets, as it comes
     * @throws IOException if it cannot be read to its end
     */
    public static IncomingMail read(InputStream in, Optional<String> sender, String recipient, int maxSize)
            throws IOException, UnacceptableException {
        byte[] raw = in.readNBytes(maxSize + 1);
        if (raw.length > maxSize) {
            throw new UnacceptableException("message is larger than " + maxSize + " octets");
        }
        int begin = startsWithSeparator(raw) ? lineEnd(raw, 0) : 0;
        if (begin == raw.length) {
            throw new UnacceptableException("message is empty");
        }
        ByteArrayOutputStream mail = new ByteArrayOutputStream(raw.length + raw.length / 32 + 256);
        header(mail, "Return-Path", "<" + sender.orElse("") + ">");
        header(mail, "Delivered-To", recipient);
        mail.writeBytes(CrlfLines.of(raw, begin));
        return new IncomingMail(mail.toByteArray());
    }

    private static boolean startsWithSeparator(byte[] raw) {
        return Arrays.mismatch(raw, MBOX_SEPARATOR) >= MBOX_SEPARATOR.length;
    }

    private static int lineEnd(byte[] raw, int begin) {
        for (int i = begin; i < raw.length; i++) {
            if (raw[i] == '\n') {
                return i + 1;
            }
        }
        return raw.length;
    }

    /** Line ends in the value would begin another header. */
    private static void header(ByteArrayOutputStream mail, String name, String value) {
        String line = name + ": " + value.replaceAll("[\\p{Cntrl}]", "") + "\r\n";
        mail.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the message as it is stored. */
    public byte[] octets() {
        return octets.clone();
    }

    /**
     * Returns the name of the message's object: unique, and in the order of arrival. With the identifier that the mail
     * server has for the message it is always the same, so that a repeated delivery is recognised.
     */
    public String name(Optional<String> identifier, Instant arrival, byte[] random) {
        return identifier.isPresent()
                ? hash(identifier.get()) + ".eml"
                : MessageName.time(arrival) + "-" + HexFormat.of().formatHex(random) + ".eml";
    }

    private String hash(String identifier) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((identifier + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(octets), 0, NAME_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
