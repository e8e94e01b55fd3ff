package pop3bridge.pop3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.OptionalLong;
import pop3bridge.maildrop.Content;
import pop3bridge.message.HeaderFields;
import pop3bridge.message.PendingOctets;
import pop3bridge.message.SurrogateField;

/** A message whose header is examined before it is sent. Not thread-safe. */
final class PeekedContent implements Content {
    /** The maximum number of octets of a header to examine; the rest is ignored. */
    private static final int MAX_HEADER = HeaderFields.MAX_FIELD;

    private final Content content;
    private final HeaderFields octets;
    private final PendingOctets header = new PendingOctets();
    private boolean ended;
    private boolean utf8;

    private PeekedContent(Content content) {
        this.content = content;
        this.octets = new HeaderFields(content, this::look);
    }

    /** Reads the header. The caller must close the content, even on failure. */
    static PeekedContent of(Content content) throws IOException {
        PeekedContent peeked = new PeekedContent(content);
        peeked.readHeader();
        return peeked;
    }

    private void readHeader() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        while (octets.inHeader() && !ended && !utf8 && read.size() < MAX_HEADER) {
            int count = octets.read(buffer);
            ended = count < 0;
            read.write(buffer, 0, Math.max(count, 0));
        }
        header.set(read.toByteArray());
    }

    private byte[] look(byte[] field) {
        utf8 = utf8 || SurrogateField.isUtf8(field);
        return field;
    }

    /** Returns whether the header contains UTF-8 that is not ASCII. */
    boolean utf8() {
        return utf8;
    }

    @Override
    public OptionalLong size() {
        return content.size();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        if (header.isEmpty()) {
            return ended ? -1 : octets.read(buffer);
        }
        return header.read(buffer);
    }

    @Override
    public void measured(long size) {
        content.measured(size);
    }

    @Override
    public void pause() {
        content.pause();
    }

    @Override
    public void close() {
        content.close();
    }
}
