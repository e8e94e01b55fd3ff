package pop3bridge.deploy;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.management.ManagementServer;
import pop3bridge.server.Pop3Server;
import pop3bridge.server.ServerConfig;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.S3Stores;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.ConditionalCreate;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.maildrop.MaildropConfig;
import pop3bridge.store.maildrop.StoredMaildrops;
import pop3bridge.users.UsersFile;
import pop3bridge.users.UsersFileException;

/** The running process: everything built from the configuration, started in order and stopped in reverse. */
final class Bridge {
    private static final Logger log = LoggerFactory.getLogger(Bridge.class);

    private static final Duration GRACE = Duration.ofSeconds(10);

    private interface Step {
        void run();
    }

    private final Config config;
    private final Deque<Step> undo = new ArrayDeque<>();
    private final List<Address> pop3 = new ArrayList<>();
    private Address management;
    private int leftBehind;
    private volatile boolean ready;

    private Bridge(Config config) {
        this.config = config;
        this.management = config.management().listen();
    }

    /**
     * Starts everything.
     *
     * @param decorator what each bucket is wrapped in
     * @throws ConfigException if something cannot be started; then nothing is left running
     */
    static Bridge start(Config config, UnaryOperator<ObjectStore> decorator) throws ConfigException {
        Bridge bridge = new Bridge(config);
        boolean started = false;
        try {
            bridge.start(decorator);
            started = true;
            return bridge;
        } finally {
            if (!started) {
                bridge.stop();
            }
        }
    }

    /** Where POP3 is served, with the ports that were taken. */
    List<Address> pop3() {
        return List.copyOf(pop3);
    }

    /** What listens where, with the ports that were taken, and what the store allows. */
    List<String> banner() {
        return List.of(
                "  POP3        " + pop3.stream().map(Address::toString).collect(Collectors.joining(", ")),
                "  management  http://" + management + " with /metrics, /livez and /readyz",
                "  store       bucket " + config.store().bucket() + " at " + where(),
                "  mode        exclusive maildrops: the store has refused a second conditional create");
    }

    /**
     * Stops: no new sessions, those that are open end after the command in hand and without UPDATE.
     *
     * @return how many sessions did not end in time
     */
    int stop() {
        ready = false;
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        return leftBehind;
    }

    private void start(UnaryOperator<ObjectStore> decorator) throws ConfigException {
        UsersFile users = users();
        Vertx vertx = Vertx.vertx(new VertxOptions().setFileSystemOptions(
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        undo.push(() -> vertx.close().await());
        ManagementServer managementServer = new ManagementServer(vertx, () -> ready);
        undo.push(managementServer::close);
        Gauge.builder("pop3bridge.users.file.current", users, file -> file.current() ? 1 : 0)
                .description(
                        "1 if the users file as it is now is in force, 0 if it is broken and an earlier reading is")
                .register(managementServer.registry());

        S3Stores stores = stores(managementServer);
        undo.push(stores::close);
        ObjectStore store = decorator.apply(stores.bucket(config.store().bucket()));
        check(store);
        MaildropLocks locks = new MaildropLocks(config.control().prefix(), holder());
        StoredMaildrops maildrops = new StoredMaildrops(bucket -> decorator.apply(stores.bucket(bucket)),
                new MaildropConfig(config.store().bucket(), config.mail().prefix(), config.mail().lineEnds()), locks,
                managementServer.registry());
        Pop3Server server = new Pop3Server(vertx, serverConfig(), users, maildrops, managementServer.registry());
        undo.push(() -> leftBehind = server.stop(GRACE));
        listen(managementServer, server);
        ready = true;
    }

    private UsersFile users() throws ConfigException {
        Path file = config.users().file();
        try {
            return UsersFile.load(file);
        } catch (UsersFileException e) {
            throw new ConfigException(
                    e.problems().stream().map(problem -> "users.file: " + file + ": " + problem).toList());
        }
    }

    private S3Stores stores(ManagementServer managementServer) throws ConfigException {
        try {
            return S3Stores.open(config.store().s3(), managementServer.registry());
        } catch (StoreException e) {
            log.atDebug().setCause(e).log("no credentials");
            throw new ConfigException("store.access-key", "not set, and the AWS SDK finds no credentials either"
                    + " (environment, profile, container or instance); set it together with store.secret-key");
        }
    }

    private void check(ObjectStore store) throws ConfigException {
        String bucket = config.store().bucket();
        try {
            if (ConditionalCreate.enforced(store, config.control().prefix())) {
                return;
            }
        } catch (StoreException e) {
            log.atDebug().setCause(e).log("store check failed");
            throw switch (e.reason()) {
                case NO_BUCKET ->
                    new ConfigException("store.bucket", "there is no bucket " + bucket + " at " + where());
                case DENIED -> new ConfigException("store.access-key",
                        "these credentials may not write and delete objects"
                                + " under " + config.control().prefix() + " of bucket " + bucket + " (" + e.getMessage()
                                + ")");
                case UNAVAILABLE, THROTTLED, CONFLICT -> new ConfigException("store.endpoint",
                        where() + " cannot be used now (" + e.getMessage() + ")");
                case NOT_FOUND, PRECONDITION_FAILED, ARCHIVED, NOT_IMPLEMENTED, REJECTED -> new ConfigException(
                        "store.endpoint", where() + " refuses a conditional write (" + e.getMessage() + ")");
            };
        }
        throw new ConfigException("store.endpoint",
                "this store ignores If-None-Match, so that two sessions could have one"
                        + " maildrop at once; use a store that enforces it");
    }

    private String where() {
        return config.store().s3().endpoint().map(URI::toString).orElse("AWS");
    }

    private void listen(ManagementServer managementServer, Pop3Server server) throws ConfigException {
        try {
            management = address(managementServer.listen(socketAddress(management)));
        } catch (IOException e) {
            throw new ConfigException("management.listen", management + ": " + e.getMessage());
        }
        for (Address address : config.pop3().listen()) {
            try {
                pop3.add(address(server.listen(socketAddress(address))));
                warnOfClosedDoor(address);
            } catch (IOException e) {
                throw new ConfigException("pop3.listen", address + ": " + e.getMessage());
            }
        }
    }

    /** Without TLS, whoever is not let in with a password in the clear is not let in at all. */
    private void warnOfClosedDoor(Address address) throws UnknownHostException {
        boolean loopback = InetAddress.getByName(address.host()).isLoopbackAddress();
        if (config.pop3().plaintextLogin() == PlaintextLogin.LOOPBACK && !loopback) {
            log.atWarn().addKeyValue("pop3.listen", address)
                    .log("clients of other machines cannot log in here: pop3.plaintext-login is loopback, and there is no TLS");
        }
    }

    private ServerConfig serverConfig() {
        Config.Pop3 pop3Config = config.pop3();
        return new ServerConfig(pop3Config.plaintextLogin(), pop3Config.connections(),
                pop3Config.connectionsPerAddress(), pop3Config.acceptBacklog(), pop3Config.idleTimeout(),
                pop3Config.loginTimeout(), pop3Config.maxLine());
    }

    private static SocketAddress socketAddress(Address address) {
        return SocketAddress.inetSocketAddress(address.port(), address.host());
    }

    private static Address address(SocketAddress address) {
        return new Address(address.host(), address.port());
    }

    /** Names this process in locks, for people. */
    private static String holder() {
        try {
            return InetAddress.getLocalHost().getHostName() + "/" + ProcessHandle.current().pid();
        } catch (UnknownHostException _) {
            return "unknown/" + ProcessHandle.current().pid();
        }
    }
}
