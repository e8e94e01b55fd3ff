package pop3bridge.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A download with another head. */
public record Altered(Download download, String etag, Optional<Duration> age, Optional<Instant> modified,
        Optional<String> server) implements Download {
    public Altered(Download download, String etag, Optional<Duration> age) {
        this(download, etag, age, download.modified(), download.server());
    }

    @Override
    public long length() {
        return download.length();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return download.read(buffer);
    }

    @Override
    public void close() {
        download.close();
    }
}
