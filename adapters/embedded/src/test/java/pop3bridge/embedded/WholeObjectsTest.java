package pop3bridge.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

class WholeObjectsTest {
    @TempDir
    Path directory;

    @BeforeEach
    void bucket() throws IOException {
        Files.createDirectory(directory.resolve("bucket"));
    }

    @Test
    void doesNotListAnObjectThatIsBeingReceived() {
        var store = new WholeObjects(new FilesystemNio2BlobStore(directory.toString()));
        var seen = new ArrayList<List<String>>();
        var payload = new FilterInputStream(new ByteArrayInputStream("whole".getBytes(StandardCharsets.US_ASCII))) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                seen.add(keys(store));
                return super.read(buffer, offset, Math.min(length, 3));
            }
        };

        put(store, payload);

        assertEquals(List.of(List.of(), List.of(), List.of()), seen);
        assertEquals(List.of("key"), keys(store));
    }

    @Test
    void waitsWhileAWholeObjectIsMovedIntoPlace() throws InterruptedException {
        var seen = new ArrayList<String>();
        var moving = new Moving(new FilesystemNio2BlobStore(directory.toString()));
        var store = new WholeObjects(moving);
        var lister = new Thread(() -> seen.addAll(keys(store)));
        moving.whileMoving = () -> {
            lister.start();
            while (lister.isAlive() && lister.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        };

        put(store, new ByteArrayInputStream(new byte[0]));
        lister.join();

        assertEquals(List.of("key"), seen);
    }

    private static void put(BlobStore store, InputStream payload) {
        store.putBlob(PutObjectRequest.builder().bucket("bucket").key("key").build(), payload);
    }

    private static List<String> keys(BlobStore store) {
        return store.list("bucket").contents().stream().map(S3Object::key).toList();
    }

    /** A store that does something between the end of an object and its move into place. */
    private static final class Moving extends ForwardingBlobStore {
        private Runnable whileMoving = () -> {};

        Moving(BlobStore store) {
            super(store);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
            try {
                byte[] whole = payload.readAllBytes();
                whileMoving.run();
                return super.putBlob(request, new ByteArrayInputStream(whole));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
