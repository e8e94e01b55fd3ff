package pop3bridge.store.s3;

import java.time.Duration;
import java.util.Optional;
import pop3bridge.store.Download;

/** The content of a range beyond the end of the object. */
record EmptyDownload(String etag, Optional<Duration> age) implements Download {
    @Override
    public long length() {
        return 0;
    }

    @Override
    public int read(byte[] buffer) {
        return -1;
    }

    @Override
    public void close() {}
}
