package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A local fake of AWS's credentials services: STS, single sign-on, the container endpoint and instance metadata. */
final class FakeAws implements AutoCloseable {
    static final String ROLE = "arn:aws:iam::123456789012:role/bridge";

    private final HttpServer server;
    private final List<String> requests = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private volatile int refuses;

    FakeAws() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on every request is refused with this status, but those to an instance's metadata. */
    void refuses(int status) {
        refuses = status;
    }

    /** What was asked for. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** What came with each request. */
    synchronized List<String> bodies() {
        return List.copyOf(bodies);
    }

    private synchronized void note(String request, String body) {
        requests.add(request);
        bodies.add(body);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String path = exchange.getRequestURI().getPath();
        String action = body.replaceAll("(?s).*Action=(\\w+).*", "$1");
        note(path.equals("/") ? action : path, body);
        boolean refused = refuses > 0 && !path.startsWith("/latest/");
        byte[] answer = (refused ? refusal(path) : answer(path, action)).getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(refused ? refuses : answer.length == 0 ? 404 : 200,
                    answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static String refusal(String path) {
        return path.equals("/")
                ? "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform it</Message></Error>"
                        + "</ErrorResponse>"
                : "{\"code\":\"AccessDenied\",\"message\":\"Not authorized to perform it\"}";
    }

    private static String answer(String path, String action) {
        return switch (path) {
            case "/" -> "<%1$sResponse><%1$sResult>".formatted(action) + "<Credentials><AccessKeyId>ASIAROLE" + action
                    + "</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>"
                    + "<Expiration>" + later() + "</Expiration></Credentials>"
                    + "</%1$sResult></%1$sResponse>".formatted(action);
            case "/federation/credentials" ->
                "{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":\"secret\",\"sessionToken\":\"token\","
                        + "\"expiration\":" + later().toEpochMilli() + "}}";
            case "/container" -> json("ASIACONTAINER");
            case "/latest/api/token" -> "token";
            case "/latest/meta-data/iam/security-credentials/",
                    "/latest/meta-data/iam/security-credentials-extended/" ->
                "node";
            case "/latest/meta-data/iam/security-credentials/node",
                    "/latest/meta-data/iam/security-credentials-extended/node" ->
                json("ASIANODENODE");
            default -> "";
        };
    }

    private static String json(String key) {
        return "{\"Code\":\"Success\",\"AccessKeyId\":\"" + key
                + "\",\"SecretAccessKey\":\"secret\",\"Token\":\"token\","
                + "\"AccountId\":\"123456789012\",\"Expiration\":\"" + later() + "\"}";
    }

    private static Instant later() {
        return Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3600);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
