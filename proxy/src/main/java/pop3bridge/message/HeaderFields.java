package pop3bridge.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Replaces the header fields of a message one by one. A field includes its name, continuation lines and line endings
 * (RFC 5322 §2.2). A first line {@code From …}, as in an mbox, is skipped. The header ends at the first empty line or
 * line that is not a field. Fields of more than {@link #MAX_FIELD} octets and the body are unchanged.
 */
public final class HeaderFields implements Octets {
    /** The maximum size of a field held in memory, in octets. */
    public static final int MAX_FIELD = 64 * 1024;

    private static final int CHUNK = 8 * 1024;
    private static final byte[] NOTHING = {};
    private static final byte[] LINE_END = {'\r', '\n'};

    private final Octets message;
    private final UnaryOperator<byte[]> replacement;
    private final Supplier<byte[]> addition;
    private ByteArrayOutputStream field = new ByteArrayOutputStream();
    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PendingOctets ready = new PendingOctets();
    private boolean inHeader = true;
    private boolean first = true;
    private boolean continues;
    private boolean fieldTooLong;
    private boolean lineTooLong;
    private boolean lineEnded = true;
    private boolean ended;

    /**
     * @param replacement returns the replacement for a field: the field itself to keep it, an empty array to omit it
     */
    public HeaderFields(Octets message, UnaryOperator<byte[]> replacement) {
        this(message, replacement, () -> NOTHING);
    }

    /**
     * @param replacement returns the replacement for a field: the field itself to keep it, an empty array to omit it
     * @param addition called after the last field; returns fields that are added behind it, with their line endings
     */
    public HeaderFields(Octets message, UnaryOperator<byte[]> replacement, Supplier<byte[]> addition) {
        this.message = message;
        this.replacement = replacement;
        this.addition = addition;
    }

    /** Returns whether more fields may follow. */
    public boolean inHeader() {
        return inHeader;
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        while (ready.isEmpty()) {
            if (ended) {
                return -1;
            }
            if (!inHeader) {
                return message.read(buffer);
            }
            advance();
        }
        return ready.read(buffer);
    }

    private void advance() throws IOException {
        byte[] chunk = new byte[CHUNK];
        int read = message.read(chunk);
        for (int i = 0; i < read; i++) {
            if (inHeader) {
                accept(chunk[i]);
            } else {
                out.write(chunk, i, read - i);
                break;
            }
        }
        if (read < 0) {
            ended = true;
            if (line.size() > 0) {
                endLine();
            }
            endHeader();
        }
        ready.set(out.toByteArray());
        out = new ByteArrayOutputStream();
    }

    private void accept(byte octet) {
        if (lineTooLong) {
            out.write(octet);
            lineTooLong = octet != '\n';
            lineEnded = !lineTooLong;
            return;
        }
        if (line.size() == 0) {
            continues = octet == ' ' || octet == '\t';
        }
        line.write(octet);
        if (octet == '\n') {
            endLine();
        } else if (lengthOfField() > MAX_FIELD) {
            lineTooLong = true;
            endLine();
        }
    }

    /** Returns the length in octets of the part in memory of the field to which the line belongs. */
    private int lengthOfField() {
        return line.size() + (continues ? field.size() : 0);
    }

    private void endLine() {
        boolean tooLong = lengthOfField() > MAX_FIELD;
        byte[] octets = line.toByteArray();
        line = new ByteArrayOutputStream();
        if (continues && (field.size() > 0 || fieldTooLong)) {
            if (tooLong) {
                fieldTooLong = true;
                out.writeBytes(field.toByteArray());
                field = new ByteArrayOutputStream();
            }
            (fieldTooLong ? out : field).writeBytes(octets);
            lineEnded = octets[octets.length - 1] == '\n';
        } else if (isField(octets)) {
            endField();
            fieldTooLong = tooLong;
            (fieldTooLong ? out : field).writeBytes(octets);
            lineEnded = octets[octets.length - 1] == '\n';
        } else if (first && isFromLine(octets)) {
            out.writeBytes(octets);
        } else {
            endHeader();
            out.writeBytes(octets);
        }
        first = false;
    }

    private void endField() {
        if (field.size() > 0) {
            out.writeBytes(replacement.apply(field.toByteArray()));
            field = new ByteArrayOutputStream();
        }
    }

    private void endHeader() {
        if (!inHeader) {
            return;
        }
        endField();
        inHeader = false;
        byte[] added = addition.get();
        if (added.length > 0 && !lineEnded) {
            out.writeBytes(LINE_END);
        }
        out.writeBytes(added);
    }

    /** Returns whether this is the separator line of an mbox. */
    private static boolean isFromLine(byte[] line) {
        return line.length > 5 && new String(line, 0, 5, StandardCharsets.US_ASCII).equals("From ");
    }

    /**
     * Returns whether the line begins with a name in printable ASCII and a colon. The obsolete syntax allows whitespace
     * before the colon (RFC 5322 §2.2, §4.5).
     */
    private static boolean isField(byte[] line) {
        int name = 0;
        while (name < line.length && line[name] > ' ' && line[name] < 0x7f && line[name] != ':') {
            name++;
        }
        int colon = name;
        while (colon < line.length && (line[colon] == ' ' || line[colon] == '\t')) {
            colon++;
        }
        return name > 0 && colon < line.length && line[colon] == ':';
    }
}
