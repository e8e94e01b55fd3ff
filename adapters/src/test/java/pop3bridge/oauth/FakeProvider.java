package pop3bridge.oauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An OpenID provider on loopback whose answers tests choose. */
final class FakeProvider implements AutoCloseable {
    static final RSAKey RSA = rsa("first");
    static final RSAKey OTHER_RSA = rsa("second");
    static final ECKey EC = ec();

    /** The requests, such as "GET /keys". */
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** Bodies and credentials of introspection requests. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    volatile Reply configuration;
    volatile Reply keys = keys(RSA);
    volatile Reply introspection = new Reply(200, "{\"active\":false}");

    /**
     * What to answer.
     *
     * @param status 0 for no answer at all
     */
    record Reply(int status, String body) {
        static final Reply HANG = new Reply(0, "");
    }

    FakeProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        configuration = new Reply(200,
                "{\"issuer\":\"" + issuer() + "\",\"jwks_uri\":\"" + url("/keys") + "\"}");
        server.createContext("/realm/.well-known/openid-configuration", exchange -> answer(exchange, configuration));
        server.createContext("/keys", exchange -> answer(exchange, keys));
        server.createContext("/introspect", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, introspection);
        });
        server.start();
    }

    private static RSAKey rsa(String name) {
        try {
            return new RSAKeyGenerator(2048).keyID(name).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("curve").algorithm(JWSAlgorithm.ES256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static Reply keys(JWK... keys) {
        return new Reply(200, new JWKSet(List.of(keys)).toString(true));
    }

    String issuer() {
        return url("/realm").toString();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** How often the keys were asked for. */
    long fetches() {
        return new ArrayList<>(requests).stream().filter("GET /keys"::equals).count();
    }

    private void answer(HttpExchange exchange, Reply reply) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        try (exchange) {
            if (reply.status() == 0) {
                closing.await();
                return;
            }
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
