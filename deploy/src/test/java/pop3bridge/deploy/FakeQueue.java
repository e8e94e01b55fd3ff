package pop3bridge.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue that speaks the JSON protocol of SQS. */
final class FakeQueue implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    private final Set<String> operations = new ConcurrentSkipListSet<>();
    private volatile int status = 200;
    private volatile boolean deletes = true;
    private volatile boolean waits = true;
    private final AtomicInteger requests = new AtomicInteger();

    FakeQueue() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try {
                answer(exchange);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/123456789012/example-mail-events");
    }

    void send(String body) {
        bodies.add(body);
    }

    void answersWith(int newStatus) {
        status = newStatus;
    }

    void refusesDeletions() {
        deletes = false;
    }

    /** Answers at once that there are no messages, as some stand-ins do. */
    void neverWaits() {
        waits = false;
    }

    int requests() {
        return requests.get();
    }

    Set<String> operations() {
        return operations;
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getRequestBody().readAllBytes();
        String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target").replace("AmazonSQS.", "");
        operations.add(operation);
        requests.incrementAndGet();
        int code = operation.equals("DeleteMessageBatch") && !deletes ? 403 : status;
        JsonObject reply = new JsonObject();
        if (operation.equals("ReceiveMessage") && code == 200) {
            String body = bodies.poll(waits ? 1000 : 0, TimeUnit.MILLISECONDS);
            if (body != null) {
                reply.put("Messages",
                        new JsonArray().add(new JsonObject().put("MessageId", "m").put("ReceiptHandle", "r")
                                .put("Body", body).put("MD5OfBody", md5(body))));
            }
        } else if (operation.equals("DeleteMessageBatch")) {
            reply.put("Successful", new JsonArray().add(new JsonObject().put("Id", "m"))).put("Failed",
                    new JsonArray());
        }
        byte[] octets = reply.encode().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(code, octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    private static String md5(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
