package pop3bridge.store.s3;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import pop3bridge.store.Download;
import pop3bridge.store.StoreException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The body of a GET response. Verifies its length. */
final class S3Download implements Download {
    /**
     * The metadata that the S3 Encryption Client adds to objects, in versions 1 and 2 of its format, and to instruction
     * files.
     */
    private static final Set<String> ENCRYPTION_METADATA = Set.of("x-amz-key", "x-amz-key-v2", "x-amz-iv",
            "x-amz-crypto-instr-file", "x-amz-unencrypted-content-length");

    private final ResponseInputStream<GetObjectResponse> body;
    private final long length;
    private long left;

    private S3Download(ResponseInputStream<GetObjectResponse> body, long length) {
        this.body = body;
        this.length = length;
        this.left = length;
    }

    /** Takes ownership of the body, and aborts it on failure. */
    static S3Download of(ResponseInputStream<GetObjectResponse> body) throws StoreException {
        GetObjectResponse head = body.response();
        if (head.contentLength() == null || head.eTag() == null) {
            body.abort();
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "GET: response without length or ETag");
        }
        return new S3Download(body, head.contentLength());
    }

    @Override
    public Optional<Encoding> encoding() {
        GetObjectResponse head = body.response();
        if (head.metadata().keySet().stream().anyMatch(ENCRYPTION_METADATA::contains)) {
            return Optional.of(Encoding.ENCRYPTED);
        }
        Set<String> codings = new HashSet<>(List.of(Objects.requireNonNullElse(head.contentEncoding(), "")
                .toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*", -1)));
        codings.removeAll(Set.of("", "identity"));
        if (codings.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(codings.equals(Set.of("aws-chunked")) ? Encoding.FRAMED : Encoding.COMPRESSED);
    }

    @Override
    public String etag() {
        return body.response().eTag();
    }

    @Override
    public Optional<Duration> age() {
        Instant written = body.response().lastModified();
        if (written == null) {
            return Optional.empty();
        }
        return body.response().sdkHttpResponse().firstMatchingHeader("Date").flatMap(HttpDate::parse)
                .map(answered -> Duration.between(written, answered));
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        try {
            int read = body.read(buffer);
            if (read < 0 && left > 0) {
                throw new EOFException("the store's response ended " + left + " octets early");
            }
            left -= Math.max(read, 0);
            return read;
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    /**
     * Reuses the connection if the body has been read completely. Otherwise closes it, to avoid transferring the rest.
     */
    @Override
    public void close() {
        if (left > 0) {
            body.abort();
            return;
        }
        try {
            body.close();
        } catch (IOException _) {
            body.abort();
        }
    }
}
