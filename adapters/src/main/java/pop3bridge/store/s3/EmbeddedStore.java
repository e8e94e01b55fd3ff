package pop3bridge.store.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SequencedMap;
import pop3bridge.store.ObjectStore;

/** An S3 server inside this process, for the demo and for tests; found by {@link java.util.ServiceLoader}. */
public interface EmbeddedStore {
    /**
     * Starts the server on a free port of 127.0.0.1.
     *
     * @param directory the folder for the buckets; each is a subfolder, created if it does not exist
     * @param bucket a bucket to create if it does not exist
     * @throws IOException if the folder cannot be used or the server does not start
     */
    Running start(Path directory, String bucket) throws IOException;

    /** Returns the sample mail: content by the last part of the key, in the order in which to store it. */
    SequencedMap<String, byte[]> sampleMail();

    /** A running server. */
    interface Running extends AutoCloseable {
        /** Returns the configuration for its clients. */
        S3Config config();

        /**
         * Returns the same store with serialized writes to each key. The server checks conditions before it writes, so
         * that two concurrent writers can both succeed. The serialization is correct if all conditional writes come
         * from this process.
         */
        ObjectStore serialized(ObjectStore store);

        @Override
        void close();
    }
}
