package pop3bridge.deploy;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.lock.LockAdmin;
import pop3bridge.store.s3.EmbeddedStore;
import pop3bridge.store.s3.S3Config;
import pop3bridge.store.s3.S3Stores;
import pop3bridge.tls.SelfSigned;

/** A server with an embedded store. Only one demo may use a folder at a time. */
public final class Demo {
    static final String BUCKET = "pop3bridge-demo";
    private static final String PREFIX = "mail/demo/";

    /** A well-known plaintext password, which allows every login method to be tried. */
    private static final String USERS = "demo:{PLAIN}demo\n";

    /** The options of the demo that set what a setting sets otherwise. */
    private static final Map<String, String> OPTIONS = Map.of("pop3.listen", "--port", "pop3s.listen",
            "--tls-port", "management.listen", "--management-port");

    /** Where the demo listens on the loopback interface; 0 takes a free port. */
    public record Ports(int pop3, int pop3s, int management) {}

    private final DemoFolder folder;
    private final EmbeddedStore.Running store;
    private final Bridge bridge;

    private Demo(DemoFolder folder, EmbeddedStore.Running store, Bridge bridge) {
        this.folder = folder;
        this.store = store;
        this.bridge = bridge;
    }

    /**
     * Starts the store and the server. Stores the sample mail if the folder is new.
     *
     * @param data a folder to keep; empty for a temporary one
     * @throws ConfigException if the folder cannot be used or a port is taken
     */
    public static Demo start(EmbeddedStore embedded, Optional<Path> data, Ports ports)
            throws ConfigException {
        try {
            DemoFolder folder = DemoFolder.open(data);
            boolean started = false;
            try {
                Demo demo = start(embedded, folder, ports);
                started = true;
                return demo;
            } catch (ConfigException e) {
                throw new ConfigException(e.problems().stream().map(Demo::namingOption).toList());
            } finally {
                if (!started) {
                    folder.close();
                }
            }
        } catch (FileSystemException e) {
            throw new ConfigException("--data",
                    "cannot be used: " + e.getClass().getSimpleName() + ": " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigException("--data", "cannot be used: " + e.getMessage());
        } catch (StoreException e) {
            throw new ConfigException("--data", "cannot store the sample mail: " + e.getMessage());
        }
    }

    private static Demo start(EmbeddedStore embedded, DemoFolder folder, Ports ports)
            throws IOException, StoreException, ConfigException {
        Path path = folder.path();
        boolean begun = Files.exists(path.resolve("s3").resolve(BUCKET));
        Path users = users(path);
        EmbeddedStore.Running store = embedded.start(path.resolve("s3"), BUCKET);
        boolean started = false;
        try {
            Path certificate = path.resolve("certificate.pem");
            SelfSigned.write(certificate);
            Config config = config(store.config(), Map.of(
                    "POP3BRIDGE_USERS_FILE", users.toString(),
                    "POP3BRIDGE_ACCOUNTS_PENALTY_EXEMPT", "127.0.0.0/8",
                    "POP3BRIDGE_TLS_CERTIFICATE", certificate.toString(),
                    "POP3BRIDGE_POP3_LISTEN", "127.0.0.1:" + ports.pop3(),
                    "POP3BRIDGE_POP3S_LISTEN", "127.0.0.1:" + ports.pop3s(),
                    "POP3BRIDGE_MANAGEMENT_LISTEN", "127.0.0.1:" + ports.management()));
            prepare(config, begun ? Map.of() : embedded.sampleMail());
            Demo demo = new Demo(folder, store, Bridge.start(config, store::serialized));
            started = true;
            return demo;
        } finally {
            if (!started) {
                store.close();
            }
        }
    }

    private static String namingOption(String problem) {
        return OPTIONS.entrySet().stream().filter(option -> problem.startsWith(option.getKey() + ": ")).findFirst()
                .map(option -> option.getValue() + problem.substring(option.getKey().length())).orElse(problem);
    }

    /** Writes the users file. */
    static Path users(Path folder) throws IOException {
        Path users = folder.resolve("users");
        Files.deleteIfExists(users);
        Files.createFile(users, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(users, USERS);
    }

    /** Returns the settings of a server over an embedded store. */
    static Config config(S3Config s3, Map<String, String> others) throws ConfigException {
        S3Config.Credentials credentials = s3.credentials().orElseThrow();
        Map<String, String> settings = new HashMap<>(others);
        settings.putAll(Map.of(
                "POP3BRIDGE_STORE_ENDPOINT", s3.endpoint().orElseThrow().toString(),
                "POP3BRIDGE_STORE_REGION", s3.region(),
                "POP3BRIDGE_STORE_BUCKET", BUCKET,
                "POP3BRIDGE_STORE_ACCESS_KEY", credentials.accessKey(),
                "POP3BRIDGE_STORE_SECRET_KEY", secret(credentials)));
        return Config.read(Optional.empty(), settings);
    }

    private static String secret(S3Config.Credentials credentials) {
        return new String(credentials.secretKey().octets(), StandardCharsets.UTF_8);
    }

    /** Releases all locks and stores the messages. Nothing else uses the folder: any lock is left over from a killed run. */
    static void prepare(Config config, Map<String, byte[]> mail) throws StoreException, ConfigException {
        try (S3Stores stores = StoreAccess.open(config, new CompositeMeterRegistry())) {
            ObjectStore bucket = stores.bucket(BUCKET);
            LockAdmin locks = new LockAdmin(bucket, BUCKET, config.control().prefix());
            for (LockAdmin.Found lock : locks.all()) {
                if (lock instanceof LockAdmin.Found.Lock readable) {
                    locks.free(readable);
                }
            }
            for (Map.Entry<String, byte[]> message : mail.entrySet()) {
                bucket.put(PREFIX + message.getKey(), message.getValue(), Condition.always());
            }
        }
    }

    /** Prints what the user needs to know. */
    public void banner(PrintWriter out) {
        S3Config s3 = store.config();
        S3Config.Credentials credentials = s3.credentials().orElseThrow();
        out.println("pop3bridge " + Version.text() + " demo is ready: user demo, password demo");
        bridge.banner().forEach(out::println);
        out.println("  data        " + folder.path() + (folder.temporary() ? " (deleted on exit)" : ""));
        out.println("  S3 keys     access key " + credentials.accessKey() + ", secret key " + secret(credentials));
        out.println();
        out.println("Read a message:");
        out.println("  curl pop3://demo:demo@" + bridge.pop3().getFirst() + "/1");
        out.println("Read it over TLS:");
        out.println("  curl --cacert " + folder.path().resolve("certificate.pem") + " pop3s://demo:demo@localhost:"
                + bridge.pop3().getLast().port() + "/1");
        out.println("Deliver a message:");
        out.println("  curl --aws-sigv4 aws:amz:" + s3.region() + ":s3 --user " + credentials.accessKey() + ":"
                + secret(credentials) + " -H x-amz-content-sha256:UNSIGNED-PAYLOAD -T mail.eml "
                + s3.endpoint().orElseThrow() + "/" + BUCKET + "/" + PREFIX
                + "mail.eml");
        out.println("Stop: Ctrl-C");
        out.flush();
    }

    /** Stops the server and then the store. Returns how many sessions did not end in time. */
    public int stop() {
        int leftBehind = bridge.stop();
        store.close();
        folder.close();
        return leftBehind;
    }
}
