package pop3bridge.deploy;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.Address;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.config.Endpoint;
import pop3bridge.deploy.StoreProbe.Effort;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.management.ManagementServer;
import pop3bridge.management.Problems;
import pop3bridge.sources.SourceChain;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.Scope;
import pop3bridge.store.events.Arrivals;
import pop3bridge.store.lock.LocalControl;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.StoredMaildrops;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.s3.EventQueue;
import pop3bridge.store.s3.KmsKeys;
import pop3bridge.store.s3.S3Stores;
import pop3bridge.store.s3.http.RequestSpans;
import pop3bridge.store.time.SystemTimeline;
import pop3bridge.tls.Certificates;
import pop3bridge.tls.TlsFileException;
import pop3bridge.trace.Traces;

/**
 * The running server: builds all components from the configuration, starts them in order and stops them in reverse
 * order.
 */
public final class Bridge {
    private static final Logger log = LoggerFactory.getLogger(Bridge.class);

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration TEST_GRACE = Duration.ofSeconds(3);

    private interface Step {
        void run();
    }

    private final Config config;
    private final Deque<Step> undo = new ArrayDeque<>();
    private final Reload reload;
    private Address management;
    private ProbeReport report = new ProbeReport(List.of(), 0);
    private String identity = "";
    private Optional<Pop3Listener> pop3 = Optional.empty();
    private Optional<LmtpListener> lmtp = Optional.empty();
    private int leftBehind;
    private boolean locksLeftBehind;
    private Optional<BridgeHealth> health = Optional.empty();

    private Bridge(Config config) {
        this.config = config;
        this.reload = new Reload(config);
        this.management = config.management().listen();
    }

    /**
     * Starts everything.
     *
     * @param decorator wraps each bucket
     * @throws ConfigException if something cannot be started; then nothing is left running
     */
    public static Bridge start(Config config, UnaryOperator<ObjectStore> decorator) throws ConfigException {
        return start(config, decorator, new CountDownLatch(1));
    }

    /**
     * Starts everything, unless asked to stop in the meantime.
     *
     * @param stop ends the wait for a store that is not available yet
     */
    public static Bridge start(Config config, UnaryOperator<ObjectStore> decorator, CountDownLatch stop)
            throws ConfigException {
        Bridge bridge = new Bridge(config);
        boolean started = false;
        try {
            bridge.start(new StoreStart(config, decorator, stop), decorator);
            started = true;
            return bridge;
        } finally {
            if (!started) {
                bridge.stop();
            }
        }
    }

    /** Returns the POP3 addresses, with the actual ports. */
    public List<Address> pop3() {
        return pop3.map(Pop3Listener::addresses).orElse(List.of());
    }

    /** Returns the LMTP addresses, with the actual ports, and UNIX sockets. */
    public List<Endpoint> lmtp() {
        return lmtp.map(LmtpListener::endpoints).orElse(List.of());
    }

    /** Returns the lines to print at startup: the addresses with the actual ports, the store and its mode. */
    public List<String> banner() {
        List<String> lines = new ArrayList<>();
        pop3.ifPresent(listener -> lines.addAll(listener.banner()));
        lmtp.ifPresent(listener -> lines.add("  LMTP        "
                + listener.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(", "))));
        lines.addAll(List.of(
                "  management  " + (config.management().tls().isPresent() ? "https://" : "http://") + management
                        + " with /metrics, /livez, /readyz and a status page",
                "  store       bucket " + config.store().bucket() + " at " + StoreAccess.whereFrom(config),
                "  identity    " + identity,
                "  mode        " + StoreAccess.meaning(report)));
        return lines;
    }

    /**
     * Stops: accepts no new sessions. Open sessions end after their current command, without entering the UPDATE state.
     *
     * @return the number of sessions that did not end in time, plus 1 if locks could not be released
     */
    public int stop() {
        health.ifPresent(known -> known.serves("stopping"));
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        return leftBehind + (locksLeftBehind ? 1 : 0);
    }

    /** Reads the users file, secrets and certificates again, even if they seem unchanged. Returns when they are read. */
    public void reload() {
        reload.run();
    }

    private void start(StoreStart storeStart, UnaryOperator<ObjectStore> decorator) throws ConfigException {
        Problems problems = new Problems(ProblemLog.advice());
        ProblemLog problemLog = ProblemLog.attach(problems);
        undo.push(problemLog::detach);
        config.warnings().forEach(warning -> log.atWarn().log(warning));
        OpenFiles.check(config.pop3().server().limits().connections());
        BridgeHealth itsHealth = new BridgeHealth();
        health = Optional.of(itsHealth);
        Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        undo.push(() -> vertx.close().await());
        Traces traces = new Traces(InstantSource.system());
        Optional<Tracer> tracer = tracer();
        ManagementServer managementServer = new ManagementServer(vertx, new ManagementServer.Parts(itsHealth,
                problems, new LogbackLevels(), new ManagementServer.Protection(config.management().tokenFile(),
                        config.management().tls()),
                Version.text(), traces));
        undo.push(managementServer::close);
        SourceChain accounts = AccountSources.open(config, managementServer.registry());
        undo.push(accounts::close);
        reload.add(accounts, managementServer.registry());
        itsHealth.asks(accounts);
        itsHealth.observe(managementServer.registry());
        Version.observe(managementServer.registry());
        LogOutput.observe(managementServer.registry());
        listen(managementServer);
        reload.add(managementServer::reload);

        StoreStart.Opened opened = storeStart.run(new StoreAccess.Observers(managementServer.registry(),
                new RequestSpans(tracer)), itsHealth::serves);
        S3Stores stores = opened.stores();
        undo.push(stores::close);
        reload.add(stores);
        ProbeWatch probeWatch = new ProbeWatch(new SystemTimeline(),
                thorough -> opened.probe().whole(thorough ? Effort.THOROUGH : Effort.SHORT),
                config.store().probeInterval());
        undo.push(() -> awaitEnd(probeWatch));
        identity = stores.identity();
        report = opened.report();
        StoreMode mode = StoreAccess.mode(config, report);
        boolean durable = report.failure().isEmpty();
        MaildropLocks locks = new MaildropLocks(lockConfig(durable), mode, host(), managementServer.registry());
        undo.push(() -> locksLeftBehind = !locks.stop(GRACE));
        LocalControl local = new LocalControl(config.control().prefix());
        Function<Scope, ObjectStore> ofSession = scope -> decorator.apply(stores.of(scope));
        Optional<KmsKeys> kms = config.kms()
                .map(its -> stores.kms(its.endpoint(), managementServer.registry()));
        kms.ifPresent(its -> undo.push(its::close));
        Maildrops maildrops = new TrustedMaildrops(new StoredMaildrops(new StoredMaildrops.Sources(
                durable ? ofSession : scope -> local.over(scope.bucket(), ofSession.apply(scope)),
                kms.map(its -> its::of), arrivals(stores, managementServer.registry())),
                config.mail(),
                locks,
                managementServer.registry()), probeWatch::refuted);
        Optional<Certificates> certificates = certificates(managementServer.registry());
        certificates.ifPresent(its -> {
            undo.push(its::close);
            reload.add(its::reload);
        });
        Pop3Listener listener = new Pop3Listener(config,
                new Pop3Listener.Parts(vertx, accounts, maildrops, certificates,
                        traces, tracer, managementServer.registry()));
        pop3 = Optional.of(listener);
        managementServer.show(listener.sessions());
        undo.push(() -> leftBehind = stop(listener));
        listener.listen(config.pop3().ports());
        if (config.lmtp().isPresent()) {
            startLmtp(config.lmtp().get(),
                    new LmtpListener.Parts(vertx, accounts, ofSession, managementServer.registry()));
        }
        StoreWatch watch = watch(stores);
        undo.push(watch::stop);
        watch.start();
        stores.tellRefusals();
        itsHealth.tried(report, watch, probeWatch);
        itsHealth.serves("");
        if (durable && !config.store().probeInterval().isZero()) {
            undo.push(() -> stop(probeWatch, opened.probe()));
            probeWatch.start(opened.known(), found -> {
                locks.restrict(found.mode());
                itsHealth.tested(found);
            });
        }
    }

    private Optional<Arrivals> arrivals(S3Stores stores, MeterRegistry registry) {
        return config.store().events().map(events -> {
            Arrivals arrivals = new Arrivals(System::nanoTime, events.maxAge());
            EventQueue queue = stores.events(events.queue(), arrivals, registry);
            undo.push(queue::close);
            return arrivals;
        });
    }

    private Optional<Tracer> tracer() throws ConfigException {
        if (!config.traces()) {
            return Optional.empty();
        }
        Telemetry telemetry = Telemetry.open();
        undo.push(telemetry::close);
        return Optional.of(telemetry.tracer());
    }

    private void startLmtp(Config.Lmtp settings, LmtpListener.Parts parts) throws ConfigException {
        LmtpListener listener = new LmtpListener(config, settings, parts);
        lmtp = Optional.of(listener);
        listener.listen(settings.listen());
    }

    /** Both at once, so that one does not take the other's time. */
    private int stop(Pop3Listener listener) {
        CompletableFuture<Integer> mail = CompletableFuture.supplyAsync(
                () -> lmtp.map(its -> its.stop(GRACE)).orElse(0), task -> Thread.ofVirtual().start(task));
        return listener.stop(GRACE) + mail.join();
    }

    private static void awaitEnd(ProbeWatch watch) {
        if (!watch.awaitEnd(TEST_GRACE)) {
            log.atWarn().log("the store test did not end in time, and may leave objects behind");
        }
    }

    private static void stop(ProbeWatch watch, StoreProbe probe) {
        watch.stop();
        probe.stop();
    }

    private StoreWatch watch(S3Stores stores) {
        String bucket = config.store().bucket();
        return new StoreWatch(new SystemTimeline(),
                () -> stores.look(bucket, config.control().prefix() + "absent", StoreWatch.PATIENCE),
                () -> stores.lastAnswer(bucket));
    }

    private void listen(ManagementServer managementServer) throws ConfigException {
        try {
            SocketAddress taken = managementServer
                    .listen(SocketAddress.inetSocketAddress(management.port(), management.host()));
            management = new Address(taken.host(), taken.port());
        } catch (IOException e) {
            throw e.getCause() instanceof TlsFileException
                    ? new ConfigException("management.tls-certificate", String.valueOf(e.getMessage()))
                    : new ConfigException("management.listen", management + ": " + e.getMessage());
        }
    }

    private Optional<Certificates> certificates(MeterRegistry registry) throws ConfigException {
        if (config.pop3().tls().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Certificates.load(config.pop3().tls().get(), registry));
        } catch (TlsFileException e) {
            throw new ConfigException("tls.certificate", Objects.requireNonNull(e.getMessage()));
        }
    }

    private LockConfig lockConfig(boolean durable) {
        return new LockConfig(config.control().prefix(), config.lock().lease(), config.lock().loginWait(),
                config.pop3().server().timeouts().idle(), LockConfig.INLINE_REMOVALS, durable);
    }

    /** Returns the name of this process in locks, for operators. */
    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName() + "/" + ProcessHandle.current().pid();
        } catch (UnknownHostException _) {
            return "unknown/" + ProcessHandle.current().pid();
        }
    }
}
