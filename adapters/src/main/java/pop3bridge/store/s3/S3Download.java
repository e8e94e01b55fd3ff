package pop3bridge.store.s3;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import pop3bridge.store.Download;
import pop3bridge.store.StoreException;
import pop3bridge.store.s3.http.Answer;
import pop3bridge.store.s3.http.HttpDate;

/** The body of a GET response. Verifies its length. */
final class S3Download implements Download {
    /**
     * The metadata that the S3 Encryption Client adds to objects, in versions 1 and 2 of its format, and to instruction
     * files.
     */
    private static final List<String> ENCRYPTION_METADATA = List.of("x-amz-meta-x-amz-key",
            "x-amz-meta-x-amz-key-v2", "x-amz-meta-x-amz-iv", "x-amz-meta-x-amz-crypto-instr-file",
            "x-amz-meta-x-amz-unencrypted-content-length");

    private final Answer answer;
    private final String etag;
    private final long length;
    private long left;

    private S3Download(Answer answer, String etag, long length) {
        this.answer = answer;
        this.etag = etag;
        this.length = length;
        this.left = length;
    }

    /** Takes ownership of the body, and aborts it on failure. */
    static S3Download of(Answer answer) throws StoreException {
        Optional<String> etag = answer.header("ETag");
        Optional<Long> length = answer.header("Content-Length").flatMap(S3Download::number);
        if (etag.isEmpty() || length.isEmpty()) {
            answer.abort();
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "GET: response without length or ETag");
        }
        return new S3Download(answer, etag.get(), length.get());
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Encoding> encoding() {
        if (ENCRYPTION_METADATA.stream().anyMatch(answer::has)) {
            return Optional.of(Encoding.ENCRYPTED);
        }
        Set<String> codings = new HashSet<>(List.of(answer.header("Content-Encoding").orElse("")
                .toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*", -1)));
        codings.removeAll(Set.of("", "identity"));
        if (codings.isEmpty()) {
            return Optional.empty();
        }
        if (codings.size() > 1) {
            return Optional.of(Encoding.COMPRESSED);
        }
        return Optional.of(switch (codings.iterator().next()) {
            case "gzip", "x-gzip" -> Encoding.GZIP;
            case "aws-chunked" -> Encoding.FRAMED;
            default -> Encoding.COMPRESSED;
        });
    }

    @Override
    public String etag() {
        return etag;
    }

    @Override
    public Optional<Duration> age() {
        return modified().flatMap(written -> answer.header("Date").flatMap(HttpDate::parse)
                .map(answered -> Duration.between(written, answered)));
    }

    @Override
    public Optional<Instant> modified() {
        return answer.header("Last-Modified").flatMap(HttpDate::parse);
    }

    @Override
    public Optional<String> server() {
        return answer.header("Server");
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        int read = answer.body().read(buffer);
        if (read < 0 && left > 0) {
            throw new EOFException("the store's response ended " + left + " octets early");
        }
        left -= Math.max(read, 0);
        return read;
    }

    /**
     * Reuses the connection if the body has been read completely. Otherwise closes it, to avoid transferring the rest.
     */
    @Override
    public void close() {
        if (left > 0) {
            answer.abort();
            return;
        }
        try {
            answer.body().close();
        } catch (IOException _) {
            answer.abort();
        }
    }
}
