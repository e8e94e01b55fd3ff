package pop3bridge.deploy;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.Address;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.management.ManagementServer;
import pop3bridge.server.Pop3Server;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.lock.LocalControl;
import pop3bridge.store.lock.LockConfig;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.StoredMaildrops;
import pop3bridge.store.probe.ProbeReport;
import pop3bridge.store.probe.StoreMode;
import pop3bridge.store.s3.S3Stores;
import pop3bridge.store.time.SystemTimeline;
import pop3bridge.users.UsersFile;
import pop3bridge.users.UsersFileException;

/**
 * The running bridge: builds all components from the configuration, starts them in order and stops them in reverse
 * order.
 */
public final class Bridge {
    private static final Logger log = LoggerFactory.getLogger(Bridge.class);

    private static final Duration GRACE = Duration.ofSeconds(10);

    private interface Step {
        void run();
    }

    private final Config config;
    private final Deque<Step> undo = new ArrayDeque<>();
    private final List<Address> pop3 = new ArrayList<>();
    private Address management;
    private ProbeReport report = new ProbeReport(List.of(), 0);
    private String identity = "";
    private int leftBehind;
    private boolean locksLeftBehind;
    private Optional<BridgeHealth> health = Optional.empty();

    private Bridge(Config config) {
        this.config = config;
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
        return List.copyOf(pop3);
    }

    /** Returns the lines to print at startup: the addresses with the actual ports, the store and its mode. */
    public List<String> banner() {
        return List.of(
                "  POP3        " + pop3.stream().map(Address::toString).collect(Collectors.joining(", ")),
                "  management  http://" + management + " with /metrics, /livez and /readyz",
                "  store       bucket " + config.store().bucket() + " at " + StoreAccess.whereFrom(config),
                "  identity    " + identity,
                "  mode        " + StoreAccess.meaning(report));
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

    private void start(StoreStart storeStart, UnaryOperator<ObjectStore> decorator) throws ConfigException {
        UsersFile users = users(config);
        BridgeHealth itsHealth = new BridgeHealth(users);
        health = Optional.of(itsHealth);
        Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        undo.push(() -> vertx.close().await());
        ManagementServer managementServer = new ManagementServer(vertx, itsHealth);
        undo.push(managementServer::close);
        Gauge.builder("pop3bridge.users.file.current", users, file -> file.current() ? 1 : 0)
                .description(
                        "1 if the current users file is in use, 0 if it is invalid and an earlier version is in use")
                .register(managementServer.registry());

        Gauge.builder("pop3bridge.store.up", itsHealth, known -> known.storeUp() ? 1 : 0)
                .description("1 if the store responds, 0 if it does not respond or refuses all requests")
                .register(managementServer.registry());
        listen(managementServer);

        StoreStart.Opened opened = storeStart.run(managementServer.registry(), itsHealth::serves);
        S3Stores stores = opened.stores();
        undo.push(stores::close);
        identity = stores.identity();
        report = opened.report();
        StoreMode mode = StoreAccess.mode(config, report);
        boolean durable = report.failure().isEmpty();
        MaildropLocks locks = new MaildropLocks(lockConfig(durable), mode, host(), managementServer.registry());
        undo.push(() -> locksLeftBehind = !locks.stop(GRACE));
        LocalControl local = new LocalControl(config.control().prefix());
        Function<String, ObjectStore> buckets = bucket -> decorator.apply(stores.bucket(bucket));
        StoredMaildrops maildrops = new StoredMaildrops(
                durable ? buckets : bucket -> local.over(bucket, buckets.apply(bucket)),
                config.mail(),
                locks,
                managementServer.registry());
        Pop3Server server = new Pop3Server(vertx, config.pop3().server(), users, maildrops,
                managementServer.registry());
        undo.push(() -> leftBehind = server.stop(GRACE));
        listen(server);
        StoreWatch watch = watch(stores);
        undo.push(watch::stop);
        watch.start();
        stores.tellRefusals();
        itsHealth.tried(report, watch);
        itsHealth.serves("");
    }

    public static UsersFile users(Config config) throws ConfigException {
        Path file = config.users().file();
        try {
            return UsersFile.load(file);
        } catch (UsersFileException e) {
            throw new ConfigException(
                    e.problems().stream().map(problem -> "users.file: " + file + ": " + problem).toList());
        }
    }

    private StoreWatch watch(S3Stores stores) {
        String bucket = config.store().bucket();
        return new StoreWatch(new SystemTimeline(),
                () -> stores.look(bucket, config.control().prefix() + "absent", StoreWatch.PATIENCE),
                () -> stores.lastAnswer(bucket));
    }

    private void listen(ManagementServer managementServer) throws ConfigException {
        try {
            management = address(managementServer.listen(socketAddress(management)));
        } catch (IOException e) {
            throw new ConfigException("management.listen", management + ": " + e.getMessage());
        }
    }

    private void listen(Pop3Server server) throws ConfigException {
        for (Address address : config.pop3().listen()) {
            try {
                pop3.add(address(server.listen(socketAddress(address))));
                warnOfClosedDoor(address);
            } catch (IOException e) {
                throw new ConfigException("pop3.listen", address + ": " + e.getMessage());
            }
        }
    }

    /** Without TLS, clients that may not log in in plaintext cannot log in at all. */
    private void warnOfClosedDoor(Address address) throws UnknownHostException {
        boolean loopback = InetAddress.getByName(address.host()).isLoopbackAddress();
        if (config.pop3().server().logins().plaintext() == PlaintextLogin.LOOPBACK && !loopback) {
            log.atWarn().addKeyValue("pop3.listen", address)
                    .log("clients on other machines cannot log in here: pop3.plaintext-login is loopback, and there is no TLS");
        }
    }

    private static SocketAddress socketAddress(Address address) {
        return SocketAddress.inetSocketAddress(address.port(), address.host());
    }

    private static Address address(SocketAddress address) {
        return new Address(address.host(), address.port());
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
