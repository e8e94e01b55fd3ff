package pop3bridge.store.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import pop3bridge.store.Download;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.s3.http.Answer;
import pop3bridge.store.s3.http.S3Http;
import pop3bridge.store.s3.http.S3Request;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tier;

/** A bucket accessed through the S3 protocol. */
final class S3ObjectStore implements ObjectStore {
    /** The number of keys to request per listing page, the maximum of S3. */
    static final int PAGE = 1000;

    /** The characters allowed in XML 1.0. */
    private static final Pattern XML_TEXT = Pattern
            .compile("[\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]*");

    private static final int RANGE_NOT_SATISFIABLE = 416;

    /** The codes of refusals of a restore that is not necessary. */
    private static final Set<String> RESTORED = Set.of("RestoreAlreadyInProgress", "ObjectAlreadyInActiveTierError");

    private final Clients clients;
    private final String bucket;
    private final Supplier<S3Http.Party> party;
    private final S3Calls calls;
    private final int page;

    /**
     * The clients for a store.
     *
     * @param writes a client without retries
     * @param sdk the client for requests whose body or whose meaning is more than an object
     * @param writeTimeout the maximum duration of a conditional write
     * @param identity the identity that makes the requests
     */
    record Clients(S3Http reads, S3Http writes, Supplier<S3Client> sdk, Duration writeTimeout, StoreAnswers answers,
            String identity) {}

    /**
     * @param party called for each request; its exceptions are those of the request
     * @param page the number of keys to request per page
     */
    S3ObjectStore(Clients clients, String bucket, Supplier<S3Http.Party> party, int page) {
        this.clients = clients;
        this.bucket = bucket;
        this.party = party;
        this.calls = new S3Calls(bucket, clients.identity(), clients.answers());
        this.page = page;
    }

    @Override
    public Page list(String prefix, Optional<String> token) throws StoreException {
        Map<String, String> query = query(prefix);
        token.ifPresent(next -> query.put("continuation-token", next));
        return page(query);
    }

    @Override
    public Page listAfter(String prefix, String key) throws StoreException {
        Map<String, String> query = query(prefix);
        query.put("start-after", key);
        return page(query);
    }

    private Map<String, String> query(String prefix) {
        return new TreeMap<>(Map.of("list-type", "2", "prefix", prefix, "delimiter", "/",
                "max-keys", String.valueOf(page)));
    }

    /**
     * Requests plain keys first: with {@code encoding-type=url} LocalStack loses keys after the end of a page. Requests
     * a page again with that encoding only if XML may have changed its keys.
     */
    private Page page(Map<String, String> query) throws StoreException {
        Optional<ListingPage> plain = plainPage(query);
        if (plain.isPresent()) {
            return plain.get().page();
        }
        query.put("encoding-type", "url");
        return calls.bucket("LIST", () -> listed(query)).page();
    }

    private ListingPage listed(Map<String, String> query) {
        return clients.reads().call(party.get(), S3Request.list(query), ListingPage::of);
    }

    /**
     * Returns a page with plain keys; empty if XML may have changed the keys: a control character makes the page
     * unparsable, and a CR becomes an LF if the store, for example LocalStack and MiniStack, does not escape it.
     */
    private Optional<ListingPage> plainPage(Map<String, String> query) throws StoreException {
        try {
            return Optional.of(calls.made("LIST", () -> listed(query))).filter(page -> !page.hasLineFeeds());
        } catch (SdkException e) {
            if (e.getCause() instanceof XMLStreamException) {
                return Optional.empty();
            }
            throw calls.refusedBucket("LIST", e);
        }
    }

    @Override
    public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
        S3Request whole = ifMatch.map(etag -> S3Request.get(key).with("If-Match", etag)).orElse(S3Request.get(key));
        if (range.equals(Range.ALL)) {
            return matching(ifMatch, download(whole));
        }
        S3Request part = whole.with("Range", "bytes=" + range.first() + "-"
                + (range.length() > Long.MAX_VALUE - range.first() ? "" : range.first() + range.length() - 1));
        try {
            Answer answer = calls.made("GET", () -> opened(part));
            if (!answer.header("Content-Range").orElse("").strip().startsWith("bytes " + range.first() + "-")) {
                answer.abort();
                throw new StoreException(Reason.NOT_IMPLEMENTED, "GET: the store ignores ranges, or returns another");
            }
            return matching(ifMatch, S3Download.of(answer));
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                try (Download all = matching(ifMatch, download(whole))) {
                    return new EmptyDownload(all.etag(), all.age());
                }
            }
            throw calls.refusedObject("GET", e);
        } catch (SdkException e) {
            throw calls.refusedObject("GET", e);
        }
    }

    /** Some stores ignore If-Match. */
    private static Download matching(Optional<String> ifMatch, Download download) throws StoreException {
        if (ifMatch.isPresent() && !ifMatch.get().equals(download.etag())) {
            download.close();
            throw new StoreException(Reason.PRECONDITION_FAILED, "GET: the object has another ETag");
        }
        return download;
    }

    private Download download(S3Request request) throws StoreException {
        return S3Download.of(calls.object("GET", () -> opened(request)));
    }

    /** Leaves the body to the caller. */
    private Answer opened(S3Request request) {
        return clients.reads().call(party.get(), request, answer -> answer);
    }

    @Override
    public String put(String key, byte[] body, Condition condition) throws StoreException {
        return put(key, S3Request.Body.of(body), condition);
    }

    @Override
    public String putHeld(String key, byte[] body, Condition condition, Runnable halfway) throws StoreException {
        return put(key, new S3Request.Body(body.length, () -> new ByteArrayInputStream(body),
                () -> new HeldBody(body, halfway)), condition);
    }

    private String put(String key, S3Request.Body body, Condition condition) throws StoreException {
        S3Request request = on(condition, S3Request.put(key, body, clients.writeTimeout()));
        Optional<String> etag = calls.write("PUT",
                () -> clients.writes().call(party.get(), request, answer -> headerOf(answer, "ETag")));
        return etag.orElseThrow(() -> new StoreException(Reason.UNAVAILABLE, "PUT: response without ETag"));
    }

    private static S3Request on(Condition condition, S3Request request) {
        return switch (condition) {
            case Condition.Always _ -> request;
            case Condition.Absent _ -> request.with("If-None-Match", "*");
            case Condition.Matches matches -> request.with("If-Match", matches.etag());
        };
    }

    private static Optional<String> headerOf(Answer answer, String name) throws IOException {
        answer.discard();
        return answer.header(name);
    }

    @Override
    public void copy(String key, String etag, String target) throws StoreException {
        CopyObjectResponse response = calls.object("COPY",
                () -> clients.sdk().get().copyObject(request -> request.sourceBucket(bucket)
                        .sourceKey(key).copySourceIfMatch(etag).destinationBucket(bucket).destinationKey(target)));
        if (response.copyObjectResult() == null || response.copyObjectResult().eTag() == null) {
            throw new StoreException(Reason.UNAVAILABLE, "COPY: response without ETag");
        }
    }

    @Override
    public void restore(String key, Restore how) throws StoreException {
        try {
            RestoreObjectResponse _ = calls.made("RESTORE", () -> clients.sdk().get().restoreObject(request -> request
                    .bucket(bucket).key(key).restoreRequest(restore -> restore.days(how.days())
                            .glacierJobParameters(job -> job.tier(tier(how))))));
        } catch (SdkException e) {
            if (!(e instanceof S3Exception answer) || !RESTORED.contains(S3Errors.code(answer))) {
                throw calls.refusedObject("RESTORE", e);
            }
        }
    }

    private static Tier tier(Restore how) {
        return switch (how.tier()) {
            case EXPEDITED -> Tier.EXPEDITED;
            case STANDARD -> Tier.STANDARD;
            case BULK -> Tier.BULK;
        };
    }

    @Override
    public void delete(String key, Condition condition) throws StoreException {
        if (condition instanceof Condition.Absent) {
            throw new IllegalArgumentException("a deletion cannot require that the object does not exist");
        }
        S3Request request = on(condition, S3Request.delete(key, clients.writeTimeout()));
        try {
            calls.write("DELETE",
                    () -> clients.writes().call(party.get(), request, answer -> headerOf(answer, "ETag")));
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
        DeleteObjectsResponse answer = calls.bucket("DELETE batch", () -> clients.sdk().get()
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
            calls.object("GET", () -> opened(S3Request.get(key).within(limit))).abort();
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_FOUND && e.reason() != Reason.THROTTLED) {
                throw e;
            }
        }
    }
}
