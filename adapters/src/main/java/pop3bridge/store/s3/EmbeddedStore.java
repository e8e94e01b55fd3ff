package pop3bridge.store.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SequencedMap;
import pop3bridge.store.ObjectStore;

/** An S3 server inside this process, for a first run and for tests; found by {@link java.util.ServiceLoader}. */
public interface EmbeddedStore {
    /**
     * Starts the server on a free port of 127.0.0.1.
     *
     * @param directory where the buckets are kept; each is a folder in it, made when it is missing
     * @param bucket a bucket that is there when this returns
     * @throws IOException if the folder cannot be used or the server does not start
     */
    Running start(Path directory, String bucket) throws IOException;

    /** Mail to begin with: octets by the last part of their keys, in the order in which to store them. */
    SequencedMap<String, byte[]> sampleMail();

    /** A started server. */
    interface Running extends AutoCloseable {
        /** How clients reach it. */
        S3Config config();

        /**
         * Returns the same store with the writes to one key made one at a time: the server itself checks conditions and
         * then writes, so that two writers at once can both be told that they have won. Sound as long as all
         * conditional writes come from this process.
         */
        ObjectStore serialized(ObjectStore store);

        @Override
        void close();
    }
}
