package pop3bridge.store.s3.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.http.SdkHttpMethod;

/**
 * A request for an object, or for the bucket.
 *
 * @param operation the name of the operation in the S3 API, for metrics
 * @param key the object's key; empty for the bucket
 * @param query the query parameters, not yet encoded
 * @param headers the headers besides those of the signature
 * @param limit the maximum duration of the request with its repetitions
 */
public record S3Request(String operation, SdkHttpMethod method, String key, Map<String, String> query,
        Map<String, String> headers, Optional<Body> body, Optional<Duration> limit) {
    /**
     * What a request sends.
     *
     * @param length in octets
     * @param forSignature opens the body to compute its hash
     * @param forSending opens the body to send it
     */
    public record Body(int length, Supplier<InputStream> forSignature, Supplier<InputStream> forSending) {
        /** Returns a body that sends these octets. */
        public static Body of(byte[] octets) {
            return new Body(octets.length, () -> new ByteArrayInputStream(octets),
                    () -> new ByteArrayInputStream(octets));
        }
    }

    /** For a page of a listing, which has a few hundred kilobytes, and its repetitions. */
    private static final Duration LISTING_LIMIT = Duration.ofSeconds(60);

    /** Creates a request for the whole object. */
    public static S3Request get(String key) {
        return new S3Request("GetObject", SdkHttpMethod.GET, key, Map.of(), Map.of(), Optional.empty(),
                Optional.empty());
    }

    /** Creates a request that writes an object. */
    public static S3Request put(String key, Body body, Duration limit) {
        return new S3Request("PutObject", SdkHttpMethod.PUT, key, Map.of(), Map.of(), Optional.of(body),
                Optional.of(limit));
    }

    /** Creates a request that deletes an object. */
    public static S3Request delete(String key, Duration limit) {
        return new S3Request("DeleteObject", SdkHttpMethod.DELETE, key, Map.of(), Map.of(), Optional.empty(),
                Optional.of(limit));
    }

    /** Creates a request for a page of the bucket's listing. */
    public static S3Request list(Map<String, String> query) {
        return new S3Request("ListObjectsV2", SdkHttpMethod.GET, "", query, Map.of(), Optional.empty(),
                Optional.of(LISTING_LIMIT));
    }

    /** Returns this request with one more header. */
    public S3Request with(String header, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(header, value);
        return new S3Request(operation, method, key, query, all, body, limit);
    }

    /** Returns this request with another limit. */
    public S3Request within(Duration duration) {
        return new S3Request(operation, method, key, query, headers, body, Optional.of(duration));
    }
}
