package pop3bridge.store.s3;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.store.Download;
import pop3bridge.store.StoreException;
import pop3bridge.store.s3.http.Answer;
import pop3bridge.store.s3.http.HttpDate;

/** The body of a GET response. Verifies its length. */
final class S3Download implements Download {
    private static final String METADATA = "x-amz-meta-";

    /** What the S3 Encryption Client adds to the metadata of objects, in the three versions of its format, and of instruction files. */
    private static final List<String> ENCRYPTED = List.of("x-amz-key", "x-amz-key-v2", "x-amz-iv",
            "x-amz-crypto-instr-file", "x-amz-unencrypted-content-length", "x-amz-3", "x-amz-c");

    /** What else it adds to the metadata of encrypted objects. */
    private static final List<String> ENCRYPTION = List.of("x-amz-cek-alg", "x-amz-wrap-alg", "x-amz-matdesc",
            "x-amz-tag-len", "x-amz-w", "x-amz-t", "x-amz-d", "x-amz-i");

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
        return isEncrypted() ? Optional.of(Encoding.ENCRYPTED) : contentEncoding();
    }

    private boolean isEncrypted() {
        return ENCRYPTED.stream().anyMatch(name -> answer.has(METADATA + name));
    }

    @Override
    public Optional<Encryption> encryption() {
        if (!isEncrypted()) {
            return Optional.empty();
        }
        Map<String, String> metadata = new HashMap<>();
        Stream.concat(ENCRYPTED.stream(), ENCRYPTION.stream()).filter(name -> answer.has(METADATA + name))
                .forEach(name -> metadata.put(name, answer.header(METADATA + name).orElse("")));
        return Optional.of(new Encryption(metadata, contentEncoding()));
    }

    private Optional<Encoding> contentEncoding() {
        List<String> codings = Stream.of(answer.header("Content-Encoding").orElse("")
                .toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*", -1))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity")).toList();
        if (codings.isEmpty()) {
            return Optional.empty();
        }
        if (codings.size() > 1) {
            return Optional.of(Encoding.COMPRESSED);
        }
        return Optional.of(switch (codings.getFirst()) {
            case "gzip", "x-gzip" -> Encoding.GZIP;
            case "zstd" -> Encoding.ZSTD;
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
