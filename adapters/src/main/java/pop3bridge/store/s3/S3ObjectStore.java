package pop3bridge.store.s3;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket accessed through the S3 protocol. */
final class S3ObjectStore implements ObjectStore {
    /** The number of keys to request per listing page, the maximum of S3. */
    static final int PAGE = 1000;

    /** The characters allowed in XML 1.0. */
    private static final Pattern XML_TEXT = Pattern
            .compile("[\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]*");

    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3Client reads;
    private final S3Client writes;
    private final String bucket;
    private final S3Calls calls;
    private final int page;

    /**
     * The clients for a store.
     *
     * @param writes a client without retries
     * @param identity the identity that makes the requests
     */
    record Clients(S3Client reads, S3Client writes, XmlThreads xml, StoreAnswers answers, String identity) {}

    /**
     * @param page the number of keys to request per page
     */
    S3ObjectStore(Clients clients, String bucket, int page) {
        this.reads = clients.reads();
        this.writes = clients.writes();
        this.bucket = bucket;
        this.calls = new S3Calls(bucket, clients.identity(), clients.answers(), clients.xml());
        this.page = page;
    }

    /**
     * Requests plain keys first: with {@code encoding-type=url} LocalStack loses keys after the end of a page. Requests
     * a page again with that encoding only if XML may have changed its keys.
     */
    @Override
    public Page list(String prefix, Optional<String> token) throws StoreException {
        ListObjectsV2Request.Builder request = ListObjectsV2Request.builder()
                .bucket(bucket).prefix(prefix).delimiter("/").maxKeys(page);
        token.ifPresent(request::continuationToken);
        Optional<ListObjectsV2Response> plain = plainPage(request.build());
        ListObjectsV2Response response = plain.isPresent()
                ? plain.get()
                : calls.bucket("LIST", () -> reads.listObjectsV2(request.encodingType(EncodingType.URL).build()));
        return ListingPage.of(response);
    }

    /**
     * Returns a page with plain keys; empty if XML may have changed the keys: a control character makes the page
     * unparsable, and a CR becomes an LF if the store, for example LocalStack and MiniStack, does not escape it.
     */
    private Optional<ListObjectsV2Response> plainPage(ListObjectsV2Request request) throws StoreException {
        try {
            ListObjectsV2Response response = calls.madeInXml("LIST", () -> reads.listObjectsV2(request));
            return Optional.of(response).filter(page -> page.contents().stream().map(S3Object::key)
                    .noneMatch(key -> key != null && key.contains("\n")));
        } catch (SdkException e) {
            if (e.getCause() instanceof XMLStreamException) {
                return Optional.empty();
            }
            throw calls.refusedBucket("LIST", e);
        }
    }

    @Override
    public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
        GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(key);
        ifMatch.ifPresent(request::ifMatch);
        if (range.equals(Range.ALL)) {
            return download(request.build());
        }
        request.range("bytes=" + range.first() + "-"
                + (range.length() > Long.MAX_VALUE - range.first() ? "" : range.first() + range.length() - 1));
        try {
            ResponseInputStream<GetObjectResponse> body = calls.made("GET", () -> reads.getObject(request.build()));
            if (body.response().contentRange() == null) {
                body.abort();
                throw new StoreException(Reason.NOT_IMPLEMENTED, "GET: the store ignores ranges");
            }
            return S3Download.of(body);
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                try (Download whole = download(request.range(null).build())) {
                    return new EmptyDownload(whole.etag(), whole.age());
                }
            }
            throw calls.refusedObject("GET", e);
        } catch (SdkException e) {
            throw calls.refusedObject("GET", e);
        }
    }

    private Download download(GetObjectRequest request) throws StoreException {
        return S3Download.of(calls.object("GET", () -> reads.getObject(request)));
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        return put(key, RequestBody.fromBytes(body), condition, new AtomicBoolean());
    }

    @Override
    public String putHeld(String key, byte[] body, Condition condition, Runnable halfway) throws StoreException {
        AtomicBoolean sending = new AtomicBoolean();
        return put(key, RequestBody.fromContentProvider(() -> new HeldBody(body, sending, halfway), body.length,
                "application/octet-stream"), condition, sending);
    }

    private String put(String key, RequestBody body, Condition condition, AtomicBoolean sending)
            throws StoreException {
        String etag = calls.write("PUT", () -> {
            sending.set(false);
            return writes.putObject(request -> {
                request.bucket(bucket).key(key)
                        .overrideConfiguration(override -> override.putExecutionAttribute(Transmission.BEGUN, sending));
                switch (condition) {
                    case Condition.Always _ -> {
                    }
                    case Condition.Absent _ -> request.ifNoneMatch("*");
                    case Condition.Matches matches -> request.ifMatch(matches.etag());
                }
            }, body);
        }).eTag();
        if (etag == null) {
            throw new StoreException(Reason.UNAVAILABLE, "PUT: response without ETag");
        }
        return etag;
    }

    @Override
    public void copy(String key, String etag, String target) throws StoreException {
        CopyObjectResponse response = calls.object("COPY",
                () -> reads.copyObject(request -> request.sourceBucket(bucket)
                        .sourceKey(key).copySourceIfMatch(etag).destinationBucket(bucket).destinationKey(target)));
        if (response.copyObjectResult() == null || response.copyObjectResult().eTag() == null) {
            throw new StoreException(Reason.UNAVAILABLE, "COPY: response without ETag");
        }
    }

    @Override
    public void delete(String key, Condition condition) throws StoreException {
        try {
            calls.write("DELETE", () -> writes.deleteObject(request -> {
                request.bucket(bucket).key(key);
                switch (condition) {
                    case Condition.Always _ -> {
                    }
                    case Condition.Absent _ ->
                        throw new IllegalArgumentException("a deletion cannot require that the object does not exist");
                    case Condition.Matches matches -> request.ifMatch(matches.etag());
                }
            }));
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Deletes keys that XML would change, and keys missing in the response, one by one. */
    @Override
    public List<Refusal> deleteBatch(List<Target> targets) throws StoreException {
        Map<Boolean, List<Target>> byForm = targets.stream()
                .collect(Collectors.partitioningBy(target -> XML_TEXT.matcher(target.key()).matches()));
        List<Target> batch = byForm.getOrDefault(true, List.of());
        List<Target> singly = new ArrayList<>(byForm.getOrDefault(false, List.of()));
        List<Refusal> refused = new ArrayList<>();
        if (!batch.isEmpty()) {
            singly.addAll(deleteAll(batch, refused));
        }
        for (Target target : singly) {
            try {
                delete(target.key(), target.etag().map(Condition::matches).orElseGet(Condition::always));
            } catch (StoreException e) {
                refused.add(new Refusal(target.key(), e.reason()));
            }
        }
        return refused;
    }

    /**
     * Deletes objects with one request.
     *
     * @param refused receives the objects that were not deleted according to the response
     * @return the objects missing in the response; a response that lists no object at all is an error
     */
    private List<Target> deleteAll(List<Target> targets, List<Refusal> refused) throws StoreException {
        List<ObjectIdentifier> objects = targets.stream()
                .map(target -> ObjectIdentifier.builder().key(target.key()).eTag(target.etag().orElse(null)).build())
                .toList();
        DeleteObjectsResponse answer = calls.bucket("DELETE batch", () -> reads
                .deleteObjects(request -> request.bucket(bucket).delete(delete -> delete.objects(objects))));
        Set<String> named = answer.deleted().stream().map(DeletedObject::key).collect(Collectors.toSet());
        for (S3Error error : answer.errors()) {
            named.add(error.key());
            Reason reason = S3Errors.reason(0, Objects.requireNonNullElse(error.code(), ""));
            if (reason != Reason.NOT_FOUND) {
                refused.add(new Refusal(error.key(), reason));
            }
        }
        List<Target> unnamed = targets.stream().filter(target -> !named.contains(target.key())).toList();
        if (unnamed.size() == targets.size()) {
            throw new StoreException(Reason.UNAVAILABLE, "DELETE batch: response lists none of the keys");
        }
        return unnamed;
    }

    /**
     * Requests an object that does not exist, to test whether the store responds.
     *
     * @param limit the maximum duration, including retries
     */
    void look(String key, Duration limit) throws StoreException {
        try {
            calls.object("GET", () -> reads.getObject(request -> request.bucket(bucket).key(key)
                    .overrideConfiguration(override -> override.apiCallTimeout(limit)))).abort();
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_FOUND && e.reason() != Reason.THROTTLED) {
                throw e;
            }
        }
    }
}
