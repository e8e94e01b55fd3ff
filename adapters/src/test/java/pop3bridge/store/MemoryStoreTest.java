package pop3bridge.store;

import java.time.InstantSource;

final class MemoryStoreTest implements ObjectStoreContract {
    @Override
    public ObjectStore emptyBucket(int page) {
        return new MemoryStore(InstantSource.system(), page);
    }
}
