package pop3bridge.management;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import pop3bridge.trace.Traces;

/** A management server on a free port, with sessions and problems of the test's own; and requests to it. */
final class TestManagement implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    final FakeSessions sessions = new FakeSessions();
    final Traces traces = new Traces(InstantSource.system());
    final Problems problems = new Problems(Map.of("store refuses requests", "check the keys"));
    private final Vertx vertx = Vertx.vertx();
    private final ManagementServer server;
    private final int port;
    private Optional<SSLContext> tls = Optional.empty();

    private static final class Fine implements Health {
        @Override
        public Optional<String> notReady() {
            return Optional.empty();
        }

        @Override
        public Map<String, Object> details() {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("store", Map.of("up", true));
            details.put("accounts", Map.of("file", Map.of("up", false, "why", "the file has errors")));
            details.put("probe", Map.of("mode", "full"));
            return details;
        }
    }

    /** A response. */
    record Reply(int status, String header, String body) {}

    TestManagement(String host, Optional<Path> tokenFile) throws IOException {
        this(host, new ManagementServer.Protection(tokenFile, Optional.empty()));
    }

    TestManagement(String host, ManagementServer.Protection protection) throws IOException {
        server = new ManagementServer(vertx,
                new ManagementServer.Parts(new Fine(), problems, new FakeLevels(), protection, "1.2.3", traces));
        server.show(sessions);
        port = server.listen(SocketAddress.inetSocketAddress(0, host)).port();
    }

    int port() {
        return port;
    }

    void reload() {
        server.reload();
    }

    MeterRegistry registry() {
        return server.registry();
    }

    /** From now on, requests are sent over TLS to localhost. */
    void use(SSLContext context) {
        tls = Optional.of(context);
    }

    private Socket tls(Socket socket) throws IOException {
        return tls.isEmpty() ? socket : tls.get().getSocketFactory().createSocket(socket, "localhost", port, true);
    }

    /** Sends a request over loopback with these header lines and no others. */
    Reply send(String method, String path, String... header) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        for (String line : header) {
            request.append(line).append("\r\n");
        }
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port); Socket socket = tls(plain)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write((request + "\r\n").getBytes(UTF_8));
            String response = new String(socket.getInputStream().readAllBytes(), UTF_8);
            int end = response.indexOf("\r\n\r\n");
            return new Reply(Integer.parseInt(response.split(" ", 3)[1]), response.substring(0, end),
                    response.substring(end + 4));
        }
    }

    /** Sends a request as a program on this machine does. */
    Reply send(String method, String path) throws IOException {
        return send(method, path, "Host: 127.0.0.1:" + port);
    }

    @Override
    public void close() {
        server.close();
        vertx.close().await();
    }
}
