package pop3bridge.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import pop3bridge.accounts.Secret;
import pop3bridge.delivery.Quota;
import pop3bridge.delivery.Unverified;
import pop3bridge.guard.NameRules;
import pop3bridge.guard.PasswordGuard;
import pop3bridge.http.HttpConfig;
import pop3bridge.ldap.LdapConfig;
import pop3bridge.message.Form;
import pop3bridge.net.Networks;
import pop3bridge.net.TlsProfile;
import pop3bridge.oauth.OAuthConfig;
import pop3bridge.pop3.Compatibility;
import pop3bridge.pop3.sasl.LoginMethods;
import pop3bridge.server.ServerConfig;
import pop3bridge.server.ServerConfig.Limits;
import pop3bridge.server.ServerConfig.LoginRules;
import pop3bridge.server.ServerConfig.Timeouts;
import pop3bridge.sources.CertificateAccounts.Name;
import pop3bridge.sources.CertificateAccounts.Use;
import pop3bridge.store.ObjectStore.Restore;
import pop3bridge.store.maildrop.MaildropConfig;
import pop3bridge.store.maildrop.MaildropConfig.Deletion;
import pop3bridge.store.maildrop.MaildropConfig.Reading;
import pop3bridge.store.s3.AwsEnvironment.Found;
import pop3bridge.store.s3.BucketName;
import pop3bridge.store.s3.S3Config;
import pop3bridge.tls.TlsConfig;

/**
 * The configuration, read once at startup. {@link Settings} describes each value.
 *
 * @param traces whether to send OpenTelemetry traces
 * @param warnings what is valid and still doubtful, one log line each
 * @param secretFiles reads the files that contain secrets again
 */
public record Config(Store store, Accounts accounts, MaildropConfig mail, Optional<Kms> kms, Control control, Pop3 pop3,
        Optional<Lmtp> lmtp, Management management,
        LogFormat log, boolean traces,
        Lock lock,
        List<String> warnings, SecretFiles secretFiles) {
    /** The environment variable that names the file if the command line does not. */
    public static final String FILE_VARIABLE = Setting.VARIABLE_PREFIX + "CONFIG";

    private static final String REGION = "us-east-1";

    /**
     * The bucket and how to reach it.
     *
     * @param fromEnvironment the settings taken from AWS environment variables or profiles, in human-readable form
     * @param startWait how long startup waits for a store that is not available yet
     * @param probeInterval how long the result of a test of the store is trusted; zero for not at all
     * @param events empty if there is no queue of the store's events
     */
    public record Store(String bucket, S3Config s3, List<String> fromEnvironment, Duration startWait,
            Duration probeInterval, Optional<Events> events) {}

    /**
     * A queue of the store's events.
     *
     * @param maxAge how old a listing may be that the events have not contradicted
     */
    public record Events(URI queue, Duration maxAge) {}

    /**
     * Where accounts come from.
     *
     * @param sources at least one, in the order in which they are queried
     * @param certificate what client certificates are for; only with {@link TlsConfig#clientCa} for anything
     * @param certificateName where they have the account's name
     */
    public record Accounts(List<Source> sources, Use certificate, Name certificateName, PasswordGuard.Config guard) {
        /** The users file, if it is one of the sources. */
        public Optional<Path> usersFile() {
            return sources.stream()
                    .flatMap(source -> source instanceof Source.File(Path path) ? Stream.of(path) : Stream.empty())
                    .findFirst();
        }
    }

    /** Where accounts come from. */
    public sealed interface Source {
        /** A users file. */
        record File(Path path) implements Source {}

        /** A backend that is asked over the network. */
        sealed interface Remote extends Source {}

        /** A directory. */
        record Ldap(LdapConfig config) implements Remote {}

        /** A provider of bearer tokens. */
        record OAuth(OAuthConfig config) implements Remote {}

        /** A web service. */
        record Http(HttpConfig config) implements Remote {}
    }

    /** Which encrypted messages are served as the message inside. */
    public enum Encryption {
        /** None. */
        OFF,
        /** Those whose data keys KMS decrypts. */
        KMS
    }

    /**
     * The service that decrypts the keys of encrypted messages.
     *
     * @param endpoint empty for AWS
     */
    public record Kms(Optional<URI> endpoint) {}

    /** Where the locks are stored. */
    public record Control(String prefix) {}

    /** The POP3 listeners and their configuration. */
    public record Pop3(List<Listeners.Port> ports, Optional<TlsConfig> tls, ServerConfig server) {}

    /**
     * The LMTP listeners and their configuration.
     *
     * @param delimiters the characters that separate a user name from a detail; empty for none
     */
    public record Lmtp(List<Endpoint> listen, Access access, Bounds bounds, String delimiters,
            Unverified unverified) {
        /**
         * Who may connect.
         *
         * @param networks besides this machine
         * @param socketMode to UNIX sockets
         */
        public record Access(Networks networks, Set<PosixFilePermission> socketMode) {}

        /**
         * What a mail server may use.
         *
         * @param maxSize the largest size of a message in octets
         * @param connections the largest number of connections
         * @param quota what each maildrop may hold
         */
        public record Bounds(int maxSize, int connections, Quota quota) {}
    }

    /**
     * The management port.
     *
     * @param tokenFile contains the token that requests need; if empty, operators need a client certificate, or must be on this machine
     * @param tls with one certificate; empty for HTTP without TLS
     */
    public record Management(Address listen, Optional<Path> tokenFile, Optional<TlsConfig> tls) {}

    /** The format of the log. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** The lease of a lock, and how long a login waits for one. */
    public record Lock(Duration lease, Duration loginWait, boolean unsafeSingleInstance) {}

    /**
     * Reads the configuration. Environment variables override the file.
     *
     * @throws ConfigException listing every problem
     */
    public static Config read(Optional<Path> file, Map<String, String> environment) throws ConfigException {
        List<String> problems = new ArrayList<>();
        Given given = Given.read(file, environment, problems);
        Values values = Values.read(given.values(), problems);
        List<Source> sources = Sources.of(values, problems);
        Optional<Secret> secretKey = SecretFiles.storeKey(values, problems)
                .or(() -> values.find(Settings.STORE_SECRET_KEY));
        Optional<Lmtp> lmtp = LmtpSettings.read(values, sources, problems);
        checkToken(values, problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        Store store = store(values, secretKey, given);
        Optional<String> noBucket = BucketName.problem(store.bucket(), store.s3());
        if (noBucket.isPresent()) {
            throw new ConfigException(values.named(Settings.STORE_BUCKET), store.bucket() + ": " + noBucket.get());
        }
        Optional<Found> noProxy = store.s3().malformedProxy();
        if (noProxy.isPresent()) {
            throw new ConfigException(noProxy.get().where(), "not a proxy URL such as http://proxy:3128");
        }
        Config config = new Config(store, new Accounts(sources, values.get(SourceSettings.ACCOUNTS_CERTIFICATE),
                values.get(SourceSettings.ACCOUNTS_CERTIFICATE_NAME), guard(values)),
                new MaildropConfig(store.bucket(), values.get(Settings.MAIL_PREFIX),
                        new Reading(values.get(Settings.MAIL_LINE_ENDS), values.get(Settings.MAIL_SES_VERDICTS),
                                values.find(Settings.MAIL_QUARANTINE),
                                values.find(Settings.MAIL_RESTORE_ARCHIVED_DAYS)
                                        .map(days -> new Restore(days,
                                                values.get(Settings.MAIL_RESTORE_ARCHIVED_TIER)))),
                        new Deletion(values.get(Settings.MAIL_READ_ONLY), values.find(Settings.MAIL_KEEP_REMOVED),
                                values.get(Settings.MAIL_DELETE_UNREADABLE)),
                        values.find(Settings.MAIL_MAX_MESSAGES)),
                kms(values),
                new Control(values.get(Settings.CONTROL_PREFIX)), pop3(values),
                lmtp, management(values),
                values.get(Settings.LOG_FORMAT), values.get(Settings.OTEL_TRACES),
                new Lock(values.get(Settings.LOCK_LEASE), values.get(Settings.LOCK_WAIT),
                        values.get(Settings.LOCK_UNSAFE_SINGLE_INSTANCE)),
                List.of(), new SecretFiles(values));
        return config.with(Stream.concat(given.warnings().stream(), ConfigWarnings.of(config).stream()).toList());
    }

    private Config with(List<String> found) {
        return new Config(store, accounts, mail, kms, control, pop3, lmtp, management, log, traces, lock, found,
                secretFiles);
    }

    private static Optional<Kms> kms(Values values) {
        return switch (values.get(Settings.MAIL_ENCRYPTION)) {
            case OFF -> Optional.empty();
            case KMS -> Optional.of(new Kms(values.find(Settings.STORE_KMS_ENDPOINT)));
        };
    }

    private static void checkToken(Values values, List<String> problems) {
        Optional<Secret> token = SecretFile.read(values, Settings.MANAGEMENT_TOKEN_FILE, problems);
        if (token.isPresent() && !new String(token.get().octets(), StandardCharsets.UTF_8).matches("[!-~]{16,4096}")) {
            problems.add(values.named(Settings.MANAGEMENT_TOKEN_FILE)
                    + ": the file needs at least 16 printable ASCII characters without blanks, such as the output of "
                    + "openssl rand -hex 32");
        }
    }

    private static Store store(Values values, Optional<Secret> secret, Given given) {
        Optional<URI> endpoint = values.find(Settings.STORE_ENDPOINT);
        return new Store(values.get(Settings.STORE_BUCKET),
                new S3Config(endpoint, values.find(Settings.STORE_REGION).orElse(REGION),
                        values.find(Settings.STORE_PATH_STYLE)
                                .orElse(endpoint.isPresent() && !BucketName.isArn(values.get(Settings.STORE_BUCKET))),
                        values.find(Settings.STORE_ACCESS_KEY)
                                .flatMap(key -> secret.map(its -> new S3Config.Credentials(key, its))),
                        given.aws(), values.find(Settings.STORE_MAILDROP_ROLE)),
                given.fromAws(), values.get(Settings.STORE_START_WAIT), values.get(Settings.STORE_PROBE_INTERVAL),
                values.find(Settings.STORE_EVENTS_QUEUE)
                        .map(queue -> new Events(queue, values.get(Settings.STORE_EVENTS_MAX_AGE))));
    }

    private static PasswordGuard.Config guard(Values values) {
        return new PasswordGuard.Config(values.get(SourceSettings.ACCOUNTS_REMEMBER),
                Networks.of(values.find(SourceSettings.ACCOUNTS_PENALTY_EXEMPT).orElse(List.of())),
                new NameRules(values.get(SourceSettings.ACCOUNTS_LOWER_CASE),
                        values.find(SourceSettings.ACCOUNTS_STRIP_DOMAINS).orElse(List.of())));
    }

    private static Management management(Values values) {
        Optional<TlsConfig> tls = values.find(Settings.MANAGEMENT_TLS_CERTIFICATE)
                .map(certificate -> new TlsConfig(List.of(certificate),
                        values.find(Settings.MANAGEMENT_TLS_KEY).map(List::of).orElse(List.of()),
                        values.find(Settings.MANAGEMENT_TLS_KEY_PASSWORD_FILE),
                        values.find(Settings.MANAGEMENT_TLS_CLIENT_CA), false));
        return new Management(values.get(Settings.MANAGEMENT_LISTEN), values.find(Settings.MANAGEMENT_TOKEN_FILE),
                tls);
    }

    private static Pop3 pop3(Values values) {
        List<Listeners.Port> ports = Listeners.of(values);
        boolean legacy = ports.stream().anyMatch(port -> port.listener().profile() == TlsProfile.LEGACY);
        Optional<TlsConfig> tls = values.find(Settings.TLS_CERTIFICATE)
                .map(certificates -> new TlsConfig(certificates, values.find(Settings.TLS_KEY).orElse(List.of()),
                        values.find(Settings.TLS_KEY_PASSWORD_FILE), values.find(Settings.TLS_CLIENT_CA), legacy));
        return new Pop3(ports, tls, new ServerConfig(
                new Limits(values.get(Settings.POP3_CONNECTIONS), values.get(Settings.POP3_CONNECTIONS_PER_ADDRESS),
                        values.get(Settings.POP3_CONNECTIONS_BEFORE_LOGIN),
                        values.get(Settings.POP3_CONNECTIONS_BEFORE_LOGIN_PER_ADDRESS),
                        values.get(Settings.POP3_ACCEPT_BACKLOG), values.get(Settings.POP3_MAX_LINE)),
                new Timeouts(values.get(Settings.POP3_IDLE_TIMEOUT), values.get(Settings.POP3_LOGIN_TIMEOUT)),
                new LoginRules(values.find(SourceSettings.AUTH_MECHANISMS).orElse(LoginMethods.ALL),
                        values.get(Settings.POP3_APOP),
                        values.get(Settings.POP3_LOGIN_DELAY), values.get(Settings.LOG_UNKNOWN_USERS)),
                new Compatibility(
                        new Form(false, values.get(Settings.POP3_OUTLOOK_NO_NULS), values.get(Settings.POP3_OE_NS_EOH),
                                values.get(Settings.POP3_CRLF_FOR_CR)),
                        values.get(Settings.POP3_UTF8_HEADERS), values.get(Settings.POP3_LAST),
                        values.find(Settings.POP3_HIDE_CAPABILITIES).orElse(List.of())),
                Networks.of(values.find(Settings.PROXY_TRUSTED).orElse(List.of()))));
    }
}
