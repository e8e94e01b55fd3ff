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
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.management.Access.Purpose;
import pop3bridge.server.SessionStatus;
import pop3bridge.tls.TlsConfig;
import pop3bridge.trace.Traces;

/**
 * The management port: {@code /metrics} for Prometheus, {@code /livez} and {@code /readyz} for the supervisor of the
 * process, {@code /sessions}, {@code /status} and a page for operators. Probes are answered on the event loop; the rest
 * may read a file or go through many sessions, and is answered on a worker thread.
 */
public final class ManagementServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String SESSION = "/sessions/";
    private static final int IDLE_SECONDS = 60;

    private static final Sessions NONE = new Sessions() {
        @Override
        public List<SessionStatus> all() {
            return List.of();
        }

        @Override
        public boolean end(String id) {
            return false;
        }

        @Override
        public int endUser(String user) {
            return 0;
        }
    };

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private volatile Optional<HttpServer> server = Optional.empty();
    private final Parts parts;
    private final StatusPage page = new StatusPage();
    private final StatusResource status;
    private final long sampling;
    private volatile Access access = new Access.MonitoringOnly();
    private volatile Sessions sessions = NONE;

    /**
     * What the server works with.
     *
     * @param protection who may use it
     */
    public record Parts(Health health, Problems problems, LogLevels levels, Protection protection, String version,
            Traces traces) {}

    /**
     * Who may use the server.
     *
     * @param tokenFile contains the token that operators and monitoring need; if empty, they need a client certificate, or must be on this machine
     * @param tls empty for HTTP without TLS
     */
    public record Protection(Optional<Path> tokenFile, Optional<TlsConfig> tls) {}

    /** A resource: what it is for, and its answer, which may block. */
    private record Route(Purpose purpose, Supplier<? extends Response> answer) {}

    public ManagementServer(Vertx vertx, Parts parts) {
        this.vertx = vertx;
        this.parts = parts;
        this.status = new StatusResource(parts.version(), parts.health(), parts.problems(), registry);
        this.sampling = vertx.setPeriodic(TimeUnit.SECONDS.toMillis(Rates.PERIOD_SECONDS), _ -> status.sample());
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

    /** Shows these sessions from now on; until then there are none. */
    public void show(Sessions shown) {
        sessions = shown;
    }

    /**
     * Starts listening; port 0 selects a free port.
     *
     * @return the address with the actual port
     * @throws IOException if the address is in use or does not belong to this machine, or a file of TLS cannot be used
     */
    public SocketAddress listen(SocketAddress address) throws IOException {
        access = access(address);
        HttpServer listening = vertx
                .createHttpServer(HttpTls.options(parts.protection().tls()).setIdleTimeout(IDLE_SECONDS))
                .requestHandler(this::handle);
        server = Optional.of(listening);
        try {
            listening.listen(address).await();
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
        return SocketAddress.inetSocketAddress(listening.actualPort(), address.host());
    }

    /** Reads the files of TLS again. If they have errors, those read before stay in use. */
    public void reload() {
        server.ifPresent(its -> parts.protection().tls().ifPresent(config -> HttpTls.reload(its, config)));
    }

    private Access access(SocketAddress address) throws IOException {
        boolean certificates = parts.protection().tls().flatMap(TlsConfig::clientCa).isPresent();
        Optional<Path> token = parts.protection().tokenFile();
        if (certificates) {
            return new Access.ByCertificate(
                    token.isPresent() ? new Access.ByToken(new Token(token.get())) : new Access.ProbesOnly());
        }
        if (token.isPresent()) {
            return new Access.ByToken(new Token(token.get()));
        }
        return InetAddress.getByName(address.host()).isLoopbackAddress()
                ? new Access.ByLoopback()
                : new Access.MonitoringOnly();
    }

    private void handle(HttpServerRequest received) {
        Request request;
        try {
            request = Request.of(received);
        } catch (IllegalArgumentException _) {
            Answer.text(400, "The query is not valid.").send(received.response());
            return;
        }
        Route route = route(request);
        if (route.purpose() == Purpose.PROBE) {
            route.answer().get().send(received.response());
            return;
        }
        vertx.executeBlocking(() -> respond(request, route), false)
                .onSuccess(answer -> answer.send(received.response()))
                .onFailure(e -> {
                    log.atError().addKeyValue("path", request.path()).setCause(e)
                            .log("internal error in a management request");
                    Answer.text(500, "internal error").send(received.response());
                });
    }

    private Response respond(Request request, Route route) {
        Optional<Answer> refusal = access.refusal(request, route.purpose());
        return refusal.isPresent() ? refusal.get() : route.answer().get();
    }

    private Route route(Request request) {
        String path = request.path();
        return switch (path) {
            case "/livez" -> new Route(Purpose.PROBE, reading(request, () -> Answer.text(200, "alive")));
            case "/readyz" -> request.has("verbose")
                    ? new Route(Purpose.MONITOR, reading(request, () -> Answer.json(readyStatus(), status.readiness())))
                    : new Route(Purpose.PROBE, reading(request, this::ready));
            case "/metrics" -> new Route(Purpose.MONITOR,
                    reading(request, () -> Answer.of(200, PROMETHEUS, registry.scrape(PROMETHEUS))));
            case "/status" -> new Route(Purpose.OPERATE, reading(request, () -> status.status(sessions)));
            case "/log-level" -> new Route(Purpose.OPERATE, () -> LogLevelResource.of(request, parts.levels()));
            case "/trace" -> new Route(Purpose.OPERATE, () -> new TraceResource(vertx, parts.traces()).of(request));
            case "/sessions" -> new Route(Purpose.OPERATE, () -> SessionsResource.all(request, sessions));
            default -> path.startsWith(SESSION) && path.indexOf('/', SESSION.length()) < 0
                    ? new Route(Purpose.OPERATE,
                            () -> SessionsResource.one(request, path.substring(SESSION.length()), sessions))
                    : page.at(path).map(file -> new Route(Purpose.PAGE, reading(request, () -> file)))
                            .orElseGet(() -> new Route(Purpose.PROBE, () -> Answer.text(404,
                                    "not found; try /, /status, /sessions, /metrics, /livez or /readyz")));
        };
    }

    private static Supplier<Answer> reading(Request request, Supplier<Answer> answer) {
        return request.method().equals(HttpMethod.GET) ? answer : () -> Answer.notAllowed(HttpMethod.GET);
    }

    private int readyStatus() {
        return parts.health().notReady().isEmpty() ? 200 : 503;
    }

    private Answer ready() {
        return parts.health().notReady().map(why -> Answer.text(503, "not ready: " + why))
                .orElseGet(() -> Answer.text(200, "ready"));
    }

    @Override
    public void close() {
        boolean _ = vertx.cancelTimer(sampling);
        server.ifPresent(its -> its.close().await());
        gc.close();
        registry.close();
    }
}
