package pop3bridge.store.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore.Page;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Reads a page of a listing, and refuses an incomplete one: a message missing from a listing would be lost mail. */
final class ListingPage {
    private ListingPage() {}

    static Page of(ListObjectsV2Response response) throws StoreException {
        List<Entry> entries = new ArrayList<>(response.contents().size());
        for (S3Object object : response.contents()) {
            entries.add(entry(object));
        }
        return new Page(entries, next(response));
    }

    private static Entry entry(S3Object object) throws StoreException {
        if (object.key() == null || object.eTag() == null || object.size() == null || object.lastModified() == null) {
            throw new StoreException(Reason.NOT_IMPLEMENTED, "LIST: object without key, ETag, size or date");
        }
        return new Entry(object.key(), object.eTag(), object.size(), object.lastModified());
    }

    /** Returns the token of the next page. A response that is not a listing, such as a proxy's error page, must not be taken for an empty listing. */
    private static Optional<String> next(ListObjectsV2Response response) throws StoreException {
        if (response.isTruncated() == null) {
            throw new StoreException(Reason.UNAVAILABLE, "LIST: the response is not a listing");
        }
        if (!response.isTruncated()) {
            return Optional.empty();
        }
        if (response.nextContinuationToken() == null) {
            throw new StoreException(Reason.UNAVAILABLE, "LIST: truncated response without continuation token");
        }
        return Optional.of(response.nextContinuationToken());
    }
}
