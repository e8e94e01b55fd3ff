package pop3bridge.store.maildrop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;

/** A message that has been read already. */
final class MessageInMemory implements Download {
    private final Entry message;
    private final int length;
    private final ByteArrayInputStream body;

    MessageInMemory(Entry message, byte[] body) {
        this.message = message;
        this.length = body.length;
        this.body = new ByteArrayInputStream(body);
    }

    @Override
    public String etag() {
        return message.etag();
    }

    @Override
    public Optional<Duration> age() {
        return Optional.empty();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return body.read(buffer);
    }

    @Override
    public void close() {}
}
