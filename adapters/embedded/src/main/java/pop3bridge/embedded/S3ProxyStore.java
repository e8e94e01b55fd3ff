package pop3bridge.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import pop3bridge.accounts.Secret;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.s3.EmbeddedStore;
import pop3bridge.store.s3.S3Config;

/**
 * S3Proxy with a local folder, with a new access key at each start. It disconnects a reader that stalls for 30 seconds.
 */
public final class S3ProxyStore implements EmbeddedStore {
    /** How long requests in progress may still take at shutdown; an open client connection always uses all of it. */
    private static final long STOP_MILLIS = 200;

    @Override
    public Running start(Path directory, String bucket) throws IOException {
        // S3Proxy lists nothing under a relative path.
        Path folder = directory.toAbsolutePath().normalize();
        prepare(folder, bucket);
        var credentials = new S3Config.Credentials(randomHex(10), Secret.of(randomHex(20)));
        S3Proxy server = S3Proxy.builder()
                .blobStore(new WholeObjects(new FilesystemNio2BlobStore(folder.toString())))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, credentials.accessKey(),
                        new String(credentials.secretKey().octets(), StandardCharsets.UTF_8))
                .stopTimeout(STOP_MILLIS)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("the embedded store cannot start on 127.0.0.1: " + e.getMessage(), e);
        }
        URI endpoint = URI.create("http://127.0.0.1:" + server.getPort());
        return new Started(server, new S3Config(Optional.of(endpoint), "us-east-1", true, Optional.of(credentials)),
                new KeyLocks());
    }

    @Override
    public SequencedMap<String, byte[]> sampleMail() {
        return SampleMail.messages();
    }

    private static void prepare(Path folder, String bucket) throws IOException {
        try {
            Path home = Files.createDirectories(folder.resolve(bucket));
            hide(home);
            probe(home);
        } catch (InvalidPathException e) {
            throw new IOException(
                    "cannot keep mail in " + folder + ": file names are not in UTF-8; set LC_ALL=C.UTF-8", e);
        } catch (IOException e) {
            throw new IOException("cannot keep mail in " + folder + " (" + e + "): choose a writable folder"
                    + " on a file system with user extended attributes", e);
        }
    }

    /**
     * Restricts the permissions of the folder: S3Proxy would treat a world-readable folder as a public bucket, and
     * serve it without credentials.
     */
    private static void hide(Path home) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(home, PosixFileAttributeView.class);
        if (view != null) {
            Set<PosixFilePermission> permissions = view.readAttributes().permissions();
            if (permissions.remove(PosixFilePermission.OTHERS_READ)) {
                view.setPermissions(permissions);
            }
        }
    }

    /**
     * Tests what objects require: a file name in UTF-8, and an extended attribute, in which S3Proxy stores the ETag.
     */
    private static void probe(Path home) throws IOException {
        Path file = Files.createTempFile(home, "\u00df", null);
        try {
            var view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
            if (view == null) {
                throw new FileSystemException(home.toString(), null, "no extended attributes");
            }
            view.write("user.probe", StandardCharsets.UTF_8.encode("x"));
        } finally {
            Files.delete(file);
        }
    }

    private static String randomHex(int octets) {
        var random = new byte[octets];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().withUpperCase().formatHex(random);
    }

    private record Started(S3Proxy server, S3Config config, KeyLocks locks) implements Running {
        @Override
        public ObjectStore serialized(ObjectStore store) {
            return new SerializedStore(store, locks);
        }

        @Override
        public void close() {
            try {
                server.stop();
            } catch (TimeoutException _) {
                // Clients had open connections; the server has closed them.
            } catch (Exception e) {
                throw new IllegalStateException("the embedded store did not stop", e);
            }
        }
    }
}
