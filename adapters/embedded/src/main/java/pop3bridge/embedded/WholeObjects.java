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
 * Lists whole objects alone. S3Proxy receives an object into a file beside it and lists that too, as an object with a name
 * of its own: a client would see mail that is not there. Such a file has no ETag until its end has come, nor have files that
 * somebody else put into the folder; so what has no ETag is left out, and no listing runs from the end of an object to its
 * move into place. A sender that stalls holds up nobody.
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

    /** A payload that keeps listings out, once it has been read to its end. */
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
