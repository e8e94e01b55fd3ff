package pop3bridge.embedded;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Lists only complete objects. S3Proxy receives an object into a temporary file and lists that as another object: a
 * client would see a message that does not exist. Such a file has no ETag until it is complete, and neither have files
 * from other sources. Listings therefore omit objects without an ETag, and are blocked while a complete object is moved
 * to its final name. A stalled sender blocks nobody.
 */
final class WholeObjects extends ForwardingBlobStore {
    private final ReentrantReadWriteLock moves = new ReentrantReadWriteLock();

    WholeObjects(BlobStore store) {
        super(store);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        moves.readLock().lock();
        try {
            ListObjectsV2Response page = super.list(request);
            return page.toBuilder().contents(page.contents().stream().filter(o -> o.eTag() != null).toList()).build();
        } finally {
            moves.readLock().unlock();
        }
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        try {
            return super.putBlob(request, new LockingAtEnd(payload));
        } finally {
            if (moves.isWriteLockedByCurrentThread()) {
                moves.writeLock().unlock();
            }
        }
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        moves.writeLock().lock();
        try {
            return super.copyBlob(request);
        } finally {
            moves.writeLock().unlock();
        }
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(MultipartUpload upload,
            CompleteMultipartUploadRequest request) {
        moves.writeLock().lock();
        try {
            return super.completeMultipartUpload(upload, request);
        } finally {
            moves.writeLock().unlock();
        }
    }

    /** A payload that blocks listings once it has been read completely. */
    private final class LockingAtEnd extends FilterInputStream {
        LockingAtEnd(InputStream payload) {
            super(payload);
        }

        @Override
        public int read() throws IOException {
            return atEnd(super.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return atEnd(super.read(buffer, offset, length));
        }

        private int atEnd(int read) {
            if (read < 0 && !moves.isWriteLockedByCurrentThread()) {
                moves.writeLock().lock();
            }
            return read;
        }
    }
}
