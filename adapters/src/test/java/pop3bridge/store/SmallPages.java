package pop3bridge.store;

import pop3bridge.store.s3.S3Stores;

/** Buckets whose listings have many pages without many objects. */
public final class SmallPages {
    private SmallPages() {}

    /** The store of one bucket, with pages of so many keys. */
    public static ObjectStore bucket(S3Stores stores, String name, int page) {
        return stores.bucket(name, page);
    }
}
