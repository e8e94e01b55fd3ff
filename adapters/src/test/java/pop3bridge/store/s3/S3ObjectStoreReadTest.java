package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static pop3bridge.store.s3.FakeS3.answer;
import static pop3bridge.store.s3.FakeS3.contents;
import static pop3bridge.store.s3.FakeS3.error;
import static pop3bridge.store.s3.FakeS3.listing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.store.Download;
import pop3bridge.store.Download.Encoding;
import pop3bridge.store.Download.Encryption;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** How read requests handle a store's responses. */
class S3ObjectStoreReadTest {
    private final FakeS3 s3;
    private final ObjectStore store;

    S3ObjectStoreReadTest() throws Exception {
        s3 = new FakeS3();
        store = s3.bucket();
    }

    @AfterEach
    void close() {
        s3.close();
    }

    @ParameterizedTest
    @CsvSource({"404, NoSuchKey, NOT_FOUND, 1", "404, NoSuchBucket, NO_BUCKET, 1",
            "412, PreconditionFailed, PRECONDITION_FAILED, 1", "403, AccessDenied, DENIED, 1",
            "403, InvalidObjectState, ARCHIVED, 1", "400, InvalidArgument, REJECTED, 1",
            "501, NotImplemented, NOT_IMPLEMENTED, 1", "500, InternalError, UNAVAILABLE, 3",
            "503, SlowDown, THROTTLED, 3"})
    void errorsAndHowOftenIsAsked(int status, String code, Reason reason, int requests) {
        s3.answers(error(status, code));
        assertEquals(reason, reason(() -> store.get("key", Range.ALL, Optional.empty())));
        assertEquals(requests, s3.requests().size());
    }

    @Test
    void aBusyStoreIsAskedAgain() throws Exception {
        s3.answers(error(503, "SlowDown"), error(500, "InternalError"), listing(false, contents("m/1")));
        assertEquals(1, store.list("m/", Optional.empty()).entries().size());
        assertEquals(3, s3.requests().size());
    }

    @Test
    void anObjectIsReadToItsEnd() throws Exception {
        s3.answers(answer(200, "hello", "ETag", "\"1\""));
        try (Download download = store.get("m/a b&c", Range.ALL, Optional.of("\"1\""))) {
            assertEquals(5, download.length());
            assertEquals("\"1\"", download.etag());
            assertEquals("hello", new String(download.readAll(5), US_ASCII));
            assertEquals(-1, download.read(new byte[1]));
        }
        assertEquals("/bucket/m/a%20b%26c", s3.request().target());
        assertEquals("\"1\"", s3.request().header("If-match"));
    }

    @Test
    void whatIsLargerThanASmallObjectMayBeIsNotRead() throws Exception {
        s3.answers(answer(200, "hello", "ETag", "\"1\""));
        try (Download download = store.get("key", Range.ALL, Optional.empty())) {
            assertThrows(IOException.class, () -> download.readAll(4));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99})
    void anObjectThatEndsEarlyHasNoEnd(int octets) throws Exception {
        s3.answers(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, 100);
            OutputStream body = exchange.getResponseBody();
            body.write(new byte[octets]);
            body.flush();
        });
        try (Download download = store.get("key", Range.ALL, Optional.empty())) {
            assertThrows(IOException.class, () -> download.readAll(1000));
        }
    }

    @Test
    void anObjectOfUnknownLengthIsNotRead() {
        s3.answers(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[10]);
        });
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.get("key", Range.ALL, Optional.empty())));
    }

    @ParameterizedTest
    @CsvSource({"Content-Encoding, gzip, GZIP", "Content-Encoding, X-GZIP, GZIP", "Content-Encoding, ZSTD, ZSTD",
            "Content-Encoding, br, COMPRESSED",
            "Content-Encoding, 'gzip, aws-chunked', COMPRESSED", "Content-Encoding, 'gzip, gzip', COMPRESSED",
            "Content-Encoding, aws-chunked, FRAMED",
            "Content-Encoding, identity,", "Content-Encoding, '',", "x-amz-meta-x-amz-key, k, ENCRYPTED",
            "x-amz-meta-x-amz-key-v2, k, ENCRYPTED", "x-amz-meta-X-Amz-Iv, i, ENCRYPTED",
            "x-amz-meta-x-amz-crypto-instr-file, '', ENCRYPTED",
            "x-amz-meta-x-amz-unencrypted-content-length, 9, ENCRYPTED", "x-amz-meta-x-amz-c, 115, ENCRYPTED",
            "x-amz-meta-x-amz-3, k, ENCRYPTED",
            "x-amz-meta-subject, x-amz-key,"})
    void whatTheWriterHasDoneToTheOctetsIsTold(String header, String value, Encoding encoding) throws Exception {
        s3.answers(answer(200, "hello", "ETag", "\"1\"", header, value));
        try (Download download = store.get("key", Range.ALL, Optional.empty())) {
            assertEquals(Optional.ofNullable(encoding), download.encoding());
            assertEquals("hello", new String(download.readAll(10), US_ASCII));
        }
    }

    @Test
    void howAnObjectIsEncryptedIsTold() throws Exception {
        s3.answers(answer(200, "hello", "ETag", "\"1\"", "x-amz-meta-x-amz-key-v2", "k", "x-amz-meta-x-amz-matdesc",
                "{}", "x-amz-meta-other", "o", "Content-Encoding", "gzip"));
        try (Download download = store.get("key", Range.ALL, Optional.empty())) {
            assertEquals(Optional.of(new Encryption(Map.of("x-amz-key-v2", "k", "x-amz-matdesc", "{}"),
                    Optional.of(Encoding.GZIP))), download.encryption());
        }
        s3.answers(answer(200, "hello", "ETag", "\"1\"", "x-amz-meta-x-amz-matdesc", "{}"));
        try (Download download = store.get("key", Range.ALL, Optional.empty())) {
            assertEquals(Optional.empty(), download.encryption());
        }
    }

    @Test
    void anObjectWithoutETagIsNotRead() {
        s3.answers(answer(200, "hello"));
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.get("key", Range.ALL, Optional.empty())));
    }

    @Test
    void whatIsStoredCompressedIsReadAsItIs() throws Exception {
        s3.answers(answer(200, "not even gzip", "ETag", "\"1\"", "Content-Encoding", "gzip"));
        try (Download download = store.get("key", Range.ALL, Optional.empty())) {
            assertEquals("not even gzip", new String(download.readAll(100), US_ASCII));
        }
    }

    @Test
    void rangesAreAskedForAndClipped() throws Exception {
        s3.answers(answer(206, "ell", "ETag", "\"1\"", "Content-Range", "bytes 1-3/5"));
        try (Download download = store.get("key", new Range(1, 3), Optional.empty())) {
            assertEquals("ell", new String(download.readAll(10), US_ASCII));
        }
        assertEquals("bytes=1-3", s3.request().header("Range"));
        store.get("key", new Range(1, Long.MAX_VALUE), Optional.empty()).close();
        assertEquals("bytes=1-", s3.request().header("Range"));
    }

    @Test
    void aRangeBeyondTheEndIsEmpty() throws Exception {
        s3.answers(error(416, "InvalidRange"), answer(200, "", "ETag", "\"1\"", "Content-Length", "0"));
        try (Download download = store.get("key", new Range(0, 10), Optional.of("\"1\""))) {
            assertEquals(0, download.length());
            assertEquals("\"1\"", download.etag());
            assertEquals(-1, download.read(new byte[10]));
        }
        assertEquals("\"1\"", s3.request().header("If-match"));
        assertEquals("", s3.request().header("Range"));
    }

    @Test
    void aStoreThatIgnoresIfMatchIsNotTakenAtItsWord() {
        s3.answers(answer(200, "other", "ETag", "\"2\""));
        assertEquals(Reason.PRECONDITION_FAILED,
                reason(() -> store.get("key", Range.ALL, Optional.of("\"1\""))));
        s3.answers(answer(206, "the", "ETag", "\"2\"", "Content-Range", "bytes 1-3/5"));
        assertEquals(Reason.PRECONDITION_FAILED,
                reason(() -> store.get("key", new Range(1, 3), Optional.of("\"1\""))));
    }

    @Test
    void aStoreThatIgnoresRangesIsNotTakenAtItsWord() {
        s3.answers(answer(200, "hello", "ETag", "\"1\""),
                answer(206, "hel", "ETag", "\"1\"", "Content-Range", "bytes 0-2/5"));
        for (int attempt = 0; attempt < 2; attempt++) {
            assertEquals(Reason.NOT_IMPLEMENTED, reason(() -> store.get("key", new Range(1, 3), Optional.empty())));
        }
    }

    @Test
    void aListingAsksForOnePageOfOneFolder() throws Exception {
        s3.answers(listing(true, "<NextContinuationToken>next one</NextContinuationToken>"
                + contents("m/1") + contents("m/2") + "<CommonPrefixes><Prefix>m/sub/</Prefix></CommonPrefixes>"));
        ObjectStore.Page page = store.list("m/", Optional.of("a token"));
        assertEquals(new Entry("m/1", "\"1\"", 5, Instant.parse("2026-01-02T03:04:05Z")), page.entries().getFirst());
        assertEquals(2, page.entries().size());
        assertEquals(Optional.of("next one"), page.next());
        assertEquals(
                Set.of("list-type=2", "delimiter=%2F", "max-keys=1000", "prefix=m%2F", "continuation-token=a%20token"),
                Set.of(s3.request().target().replace("/bucket?", "").split("&")));
    }

    @Test
    void aPageThatSaysThatMoreFollowsButNotWhereIsNoListing() {
        s3.answers(listing(true, "" + contents("m/1")));
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.list("m/", Optional.empty())));
    }

    @Test
    void keysThatXmlCannotHoldAreAskedForInAnotherEncoding() throws Exception {
        s3.answers(listing(false, contents("m/\u0001") + contents("m/a+b%")),
                listing(false, "<EncodingType>url</EncodingType>" + contents("m/%01") + contents("m/a%2Bb%25")));
        List<Entry> entries = store.list("m/", Optional.of("token")).entries();
        assertEquals(List.of("m/\u0001", "m/a+b%"), entries.stream().map(Entry::key).toList());
        assertEquals(2, s3.requests().size());
        assertTrue(s3.request().target().contains("encoding-type=url"), s3.request().target());
        assertTrue(s3.request().target().contains("continuation-token=token"), s3.request().target());
    }

    /** To a parser of XML a CR is an LF. */
    @Test
    void keysWithLineEndsAreAskedForInAnotherEncoding() throws Exception {
        s3.answers(listing(false, contents("m/a\rb")),
                listing(false, "<EncodingType>url</EncodingType>" + contents("m/a%0Db")));
        assertEquals("m/a\rb", store.list("m/", Optional.empty()).entries().getFirst().key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><body>Welcome", "<?xml version=\"1.0\"?><ListBucketResult><Contents>", "no xml",
            "", "<html><body>Welcome</body></html>", "<ListAllMyBucketsResult/>", "<ListBucketResult/>"})
    void whatIsNoListingIsNoEmptyListing(String body) {
        s3.answers(answer(200, body, "Content-Type", "application/xml"));
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.list("m/", Optional.empty())));
    }

    @Test
    void aListingThatIsLongerThanAnyIsNotReadToItsEnd() {
        s3.answers(answer(200, listingBody(" ".repeat(9 * 1024 * 1024))));
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.list("m/", Optional.empty())));
    }

    private static String listingBody(String content) {
        return "<ListBucketResult><IsTruncated>false</IsTruncated>" + content + "</ListBucketResult>";
    }

    @ParameterizedTest
    @ValueSource(strings = {"Key", "ETag", "Size", "LastModified"})
    void anObjectThatIsListedInPartIsNoObject(String element) {
        s3.answers(listing(false, contents("m/1").replaceAll("<" + element + ">.*</" + element + ">", "")));
        assertEquals(Reason.NOT_IMPLEMENTED, reason(() -> store.list("m/", Optional.empty())));
    }

    @Test
    void aListingThatEndsEarlyIsNoListing() {
        s3.answers(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(("<ListBucketResult>" + contents("m/1")).getBytes(US_ASCII));
            exchange.getResponseBody().flush();
        });
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.list("m/", Optional.empty())));
    }

    @Test
    void anErrorInsideASuccessIsAnError() {
        s3.answers(error(200, "InternalError"));
        assertEquals(Reason.UNAVAILABLE, reason(() -> store.list("m/", Optional.empty())));
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (S3Stores stores = S3Stores.open(FakeS3.config(port), Duration.ofSeconds(15), new SimpleMeterRegistry())) {
            ObjectStore nowhere = stores.bucket("bucket");
            assertEquals(Reason.UNAVAILABLE, reason(() -> nowhere.list("m/", Optional.empty())));
            assertEquals(Reason.UNAVAILABLE, reason(() -> nowhere.get("key", Range.ALL, Optional.empty())));
            assertEquals(Reason.UNAVAILABLE,
                    reason(() -> nowhere.put("key", new byte[0], ObjectStore.Condition.absent())));
        }
    }

    private static Reason reason(Executable request) {
        return assertThrows(StoreException.class, request).reason();
    }
}
