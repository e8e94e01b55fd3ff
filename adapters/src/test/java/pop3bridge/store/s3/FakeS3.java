package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import pop3bridge.accounts.Secret;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** Answers requests with the given responses, in order, and records the requests; repeats the last response. */
final class FakeS3 implements AutoCloseable {
    /** A request as it came. */
    record Request(String method, String target, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }
    }

    /** How to answer. */
    interface Answer {
        void send(HttpExchange exchange) throws IOException;
    }

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();
    private final Semaphore heads = new Semaphore(0);
    private final S3Stores stores;

    FakeS3() throws IOException, StoreException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        stores = S3Stores.open(config(), Duration.ofSeconds(15), registry);
    }

    /** How to reach something on this machine. */
    static S3Config config(int port) {
        return new S3Config(Optional.of(URI.create("http://127.0.0.1:" + port)), "us-east-1", true,
                Optional.of(new S3Config.Credentials("key", Secret.of("secret"))));
    }

    S3Config config() {
        return config(server.getAddress().getPort());
    }

    ObjectStore bucket() {
        return stores.bucket("bucket");
    }

    /** The next answers, instead of those that are left. */
    synchronized void answers(Answer... next) {
        answers.clear();
        answers.addAll(List.of(next));
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    Request request() {
        return requests().getLast();
    }

    /** Waits for the head of a request that no call has waited for; returns whether it has come. */
    boolean headArrives() {
        try {
            return heads.tryAcquire(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        heads.release();
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Answer answer;
        synchronized (this) {
            requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()), body));
            answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        }
        try (exchange) {
            answer.send(exchange);
        }
    }

    /**
     * An answer.
     *
     * @param headers names and values in turn
     */
    static Answer answer(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] octets = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
            exchange.getResponseBody().write(octets);
        };
    }

    /** An error in S3's form. */
    static Answer error(int status, String code) {
        return answer(status, errorBody(code), "Content-Type", "application/xml");
    }

    static String errorBody(String code) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code
                + "</Code><Message>ordered</Message></Error>";
    }

    /** A page of a listing with these elements. */
    static Answer listing(boolean truncated, String elements) {
        return answer(200, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult><IsTruncated>" + truncated
                + "</IsTruncated>" + elements
                + "</ListBucketResult>", "Content-Type", "application/xml");
    }

    static String contents(String key) {
        return "<Contents><Key>" + key + "</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified>"
                + "<ETag>&quot;1&quot;</ETag><Size>5</Size></Contents>";
    }

    @Override
    public void close() {
        stores.close();
        server.stop(0);
        threads.close();
    }
}
