package pop3bridge.management;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port: {@code /metrics} for Prometheus, {@code /livez} and {@code /readyz} for the supervisor of the
 * process.
 */
public final class ManagementServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final HttpServer server;
    private final Health health;

    public ManagementServer(Vertx vertx, Health health) {
        this.vertx = vertx;
        this.health = health;
        this.server = vertx.createHttpServer().requestHandler(this::handle);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
    }

    /** Returns the registry for all meters of the process. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /**
     * Starts listening; port 0 selects a free port.
     *
     * @return the address with the actual port
     * @throws IOException if the address is in use or does not belong to this machine
     */
    public SocketAddress listen(SocketAddress address) throws IOException {
        try {
            server.listen(address).await();
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
        return SocketAddress.inetSocketAddress(server.actualPort(), address.host());
    }

    private void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            answer(request.response().putHeader("Allow", "GET"), 405, TEXT, "method not allowed\n");
            return;
        }
        switch (request.path()) {
            case "/livez" -> answer(request.response(), 200, TEXT, "alive\n");
            case "/readyz" -> ready(request);
            case "/metrics" -> vertx.executeBlocking(() -> registry.scrape(PROMETHEUS))
                    .onSuccess(text -> answer(request.response(), 200, PROMETHEUS, text))
                    .onFailure(_ -> answer(request.response(), 500, TEXT, "metrics are not available\n"));
            case null, default -> answer(request.response(), 404, TEXT, "not found; try /metrics, /livez or /readyz\n");
        }
    }

    private void ready(HttpServerRequest request) {
        Optional<String> why = health.notReady();
        int status = why.isEmpty() ? 200 : 503;
        if (request.getParam("verbose") == null) {
            answer(request.response(), status, TEXT, why.map(text -> "not ready: " + text + "\n").orElse("ready\n"));
            return;
        }
        JsonObject details = new JsonObject().put("ready", why.isEmpty());
        why.ifPresent(text -> details.put("why", text));
        details.mergeIn(new JsonObject(health.details()));
        answer(request.response(), status, JSON, details.encodePrettily() + "\n");
    }

    private static void answer(HttpServerResponse response, int status, String type, String text) {
        response.setStatusCode(status).putHeader("Content-Type", type).end(text)
                .onFailure(e -> log.atDebug().setCause(e).log("management client disconnected"));
    }

    @Override
    public void close() {
        server.close().await();
        gc.close();
        registry.close();
    }
}
