package pop3bridge.delivery;

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

/** A message on its way into a maildrop. All its lines end in CRLF. */
public final class IncomingMail {
    private static final byte[] MBOX_SEPARATOR = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final int NAME_OCTETS = 16;

    private final byte[] content;
    private final Optional<TraceField> received;

    /** The message is empty, or larger than it may be: the text begins with an enhanced status code of RFC 3463. */
    public static final class UnacceptableException extends Exception {
        private static final long serialVersionUID = 1L;

        private UnacceptableException(String message) {
            super(message);
        }
    }

    /**
     * A message that has been received.
     *
     * @param content all its lines end in CRLF; must not be changed afterwards
     */
    public IncomingMail(byte[] content) {
        this.content = content;
        this.received = TraceField.topmost(content);
    }

    /**
     * Reads a message.
     *
     * @param maxSize its maximum size in octets, as it comes
     * @throws IOException if it cannot be read to its end
     */
    public static IncomingMail read(InputStream in, int maxSize) throws IOException, UnacceptableException {
        byte[] raw = in.readNBytes(maxSize + 1);
        if (raw.length > maxSize) {
            throw new UnacceptableException("5.3.4 message is larger than " + maxSize + " octets");
        }
        int begin = startsWithSeparator(raw) ? lineEnd(raw, 0) : 0;
        if (begin == raw.length) {
            throw new UnacceptableException("5.6.0 message is empty");
        }
        return new IncomingMail(CrlfLines.of(raw, begin));
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

    /**
     * Returns the message as it is stored: it begins with the headers of a final delivery (RFC 5321 §4.4).
     *
     * @param sender the address that errors go to, empty for none, as in {@code <>}
     * @param recipient whom it is delivered to
     */
    public byte[] stored(String sender, String recipient) {
        byte[] header = (field("Return-Path", "<" + sender + ">") + field("Delivered-To", recipient))
                .getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, whole, header.length, content.length);
        return whole;
    }

    /** Line ends in the value would begin another header. */
    private static String field(String name, String value) {
        return name + ": " + value.replaceAll("[\\p{Cntrl}]", "") + "\r\n";
    }

    /**
     * Returns whether the message has a Received field with an identifier and a date. The mail server that delivers it has added that
     * field, and it is the same in each attempt.
     */
    public boolean isTraced() {
        return received.isPresent();
    }

    /**
     * Returns the name of the object that a repeated delivery has too: the time at which the mail server received the message, and a
     * hash of the message from its topmost Received field on. What stands before that field may differ from attempt to attempt. A
     * message that is not {@link #isTraced traced} has only a hash.
     *
     * @param delivery what distinguishes the delivery from others of the same message, such as its recipient
     */
    public String repeatableName(String delivery) {
        String hash = hash(delivery, received.map(TraceField::begin).orElse(0));
        return received.map(field -> MessageName.time(field.date()) + "-" + hash).orElse(hash) + ".eml";
    }

    /** Returns a name of the object that no other delivery has, in the order of arrival. */
    public static String uniqueName(Instant arrival, byte[] random) {
        return MessageName.time(arrival) + "-" + HexFormat.of().formatHex(random) + ".eml";
    }

    private String hash(String delivery, int begin) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((delivery + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(content, begin, content.length - begin);
            return HexFormat.of().formatHex(digest.digest(), 0, NAME_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
