package pop3bridge.store;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** MiniStack as a process. Tests that have it carry the tag {@code ministack}. */
public final class MiniStack extends SharedStore {
    private static final String EXECUTABLE = "TEST_MINISTACK";
    private static final File LOG = new File("target/ministack.log");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PAUSE_MILLIS = 20;

    @Override
    RealStore start() throws StoreException, IOException, InterruptedException {
        InetSocketAddress address = freeAddress();
        Process process = process(address.getPort());
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitAnswer(process, address);
        return new RealStore(URI.create("http://127.0.0.1:" + address.getPort()), "test", process::destroyForcibly);
    }

    @Override
    String needs() {
        return EXECUTABLE + " to be the path of its executable; its output is in " + LOG.getAbsolutePath();
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
    }

    /** It keeps objects in memory, and is to start no containers for services that nobody asks for. */
    private static Process process(int port) throws IOException {
        String executable = Objects.requireNonNull(System.getenv(EXECUTABLE), EXECUTABLE + " is not set");
        ProcessBuilder builder = new ProcessBuilder(executable).redirectErrorStream(true).redirectOutput(LOG);
        builder.environment().putAll(Map.of("BIND_HOST", "127.0.0.1", "GATEWAY_PORT", Integer.toString(port),
                "SERVICES", "s3,kms,sqs", "LOG_LEVEL", "WARNING", "DOCKER_HOST", "unix:///nonexistent",
                "S3_DATA_DIR", new File("target/ministack").getAbsolutePath()));
        return builder.start();
    }

    private static void awaitAnswer(Process process, InetSocketAddress address)
            throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!answers(address)) {
            if (process.waitFor(PAUSE_MILLIS, MILLISECONDS)) {
                throw new IOException("it has ended at once");
            }
            if (Instant.now().isAfter(end)) {
                process.destroyForcibly();
                throw new IOException("it does not answer");
            }
        }
    }

    private static boolean answers(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
