package pop3bridge.store.s3;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.s3.AwsEnvironment.Found;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The single configured credentials source. If it fails, no other source is tried, unlike in the SDK's default chain:
 * pop3bridge would run with another identity, for example that of its machine.
 */
sealed interface CredentialSource
        permits CredentialSource.Key, CredentialSource.WebIdentity, ProfileSource, CredentialSource.Container,
        CredentialSource.Instance {
    /** Returns the name of the source, and the identity as far as it is known without requesting credentials. */
    String description();

    AwsCredentialsProvider provider();

    /** Returns the configured source, or instance metadata if none is configured. */
    static CredentialSource of(S3Config config) throws StoreException {
        if (config.credentials().isPresent()) {
            return ofSettings(config.credentials().get());
        }
        AwsEnvironment environment = config.environment();
        Optional<CredentialSource> source = Key.ofSystemProperties();
        if (source.isEmpty()) {
            source = Key.ofVariables(environment);
        }
        if (source.isEmpty()) {
            source = WebIdentity.of(environment);
        }
        if (source.isEmpty()) {
            source = ProfileSource.of(environment);
        }
        if (source.isEmpty()) {
            source = Container.of(environment);
        }
        return source.isPresent() ? source.get() : Instance.of(environment);
    }

    /** Returns the access key of the settings. */
    static CredentialSource ofSettings(S3Config.Credentials given) {
        return new Key("settings", AwsBasicCredentials.create(given.accessKey(),
                new String(given.secretKey().octets(), StandardCharsets.UTF_8)));
    }

    /** Returns whether the source is a service that may not be available yet. */
    default boolean asks() {
        return true;
    }

    /** Returns a provider, which refreshes the credentials as needed. */
    default AwsCredentialsProvider open() {
        return new Opened(this, provider());
    }

    /** Returns the identity of these credentials. */
    default String identity(AwsCredentials credentials) {
        return description();
    }

    static StoreException unusable(String why) {
        return new StoreException(Reason.CREDENTIALS, why);
    }

    private static String shortened(String accessKey) {
        return accessKey.length() <= 8
                ? accessKey
                : accessKey.substring(0, 4) + "…" + accessKey.substring(accessKey.length() - 4);
    }

    static String withKey(String description, AwsCredentials credentials) {
        return description + ", access key " + shortened(credentials.accessKeyId())
                + credentials.accountId().map(account -> " of account " + account).orElse("");
    }

    /** A provider that names its source in its exceptions. */
    record Opened(CredentialSource source, AwsCredentialsProvider provider)
            implements
                AwsCredentialsProvider,
                SdkAutoCloseable {
        @Override
        public AwsCredentials resolveCredentials() {
            try {
                return provider.resolveCredentials();
            } catch (RuntimeException e) {
                throw new NoCredentialsException(source.description(), source.asks(), e).forSdk();
            }
        }

        @Override
        public void close() {
            if (provider instanceof SdkAutoCloseable open) {
                open.close();
            }
        }
    }

    /** An access key with its secret key and an optional session token. */
    record Key(String where, AwsCredentials credentials) implements CredentialSource {
        private static Optional<CredentialSource> ofSystemProperties() throws StoreException {
            return of(Optional.ofNullable(System.getProperty("aws.accessKeyId")),
                    Optional.ofNullable(System.getProperty("aws.secretAccessKey")),
                    Optional.ofNullable(System.getProperty("aws.sessionToken")),
                    List.of("system properties", "aws.accessKeyId", "aws.secretAccessKey"));
        }

        private static Optional<CredentialSource> ofVariables(AwsEnvironment environment) throws StoreException {
            return of(environment.variable("AWS_ACCESS_KEY_ID").map(Found::value),
                    environment.variable("AWS_SECRET_ACCESS_KEY").map(Found::value),
                    environment.variable("AWS_SESSION_TOKEN").map(Found::value),
                    List.of("environment", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
        }

        /**
         * @param names the names of the source, the access key setting and the secret key setting
         */
        private static Optional<CredentialSource> of(Optional<String> key, Optional<String> secret,
                Optional<String> token,
                List<String> names) throws StoreException {
            if (key.isEmpty() && secret.isEmpty()) {
                return Optional.empty();
            }
            if (key.isEmpty() || secret.isEmpty()) {
                throw unusable(names.get(key.isEmpty() ? 2 : 1) + " is set and " + names.get(key.isEmpty() ? 1 : 2)
                        + " is not");
            }
            return Optional.of(new Key(names.getFirst(), token.isPresent()
                    ? AwsSessionCredentials.create(key.get(), secret.get(), token.get())
                    : AwsBasicCredentials.create(key.get(), secret.get())));
        }

        @Override
        public String description() {
            return where + ", access key " + shortened(credentials.accessKeyId());
        }

        @Override
        public AwsCredentialsProvider provider() {
            return StaticCredentialsProvider.create(credentials);
        }
    }

    /** A role assumed with a web identity token from a file, as on EKS. */
    record WebIdentity(String role, String tokenFile, Optional<String> session) implements CredentialSource {
        private static Optional<CredentialSource> of(AwsEnvironment environment) throws StoreException {
            Optional<Found> role = environment.find(SdkSystemSetting.AWS_ROLE_ARN);
            Optional<Found> file = environment.find(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE);
            if (role.isEmpty() && file.isEmpty()) {
                return Optional.empty();
            }
            if (role.isEmpty() || file.isEmpty()) {
                throw unusable(role.or(() -> file).orElseThrow().where() + " is set and "
                        + (role.isEmpty() ? "AWS_ROLE_ARN" : "AWS_WEB_IDENTITY_TOKEN_FILE") + " is not");
            }
            return Optional.of(new WebIdentity(role.get().value(), file.get().value(),
                    environment.find(SdkSystemSetting.AWS_ROLE_SESSION_NAME).map(Found::value)));
        }

        @Override
        public String description() {
            return "web identity, role " + role;
        }

        @Override
        public AwsCredentialsProvider provider() {
            WebIdentityTokenFileCredentialsProvider.Builder builder = WebIdentityTokenFileCredentialsProvider.builder()
                    .roleArn(role).webIdentityTokenFile(Path.of(tokenFile));
            session.ifPresent(builder::roleSessionName);
            return builder.build();
        }
    }

    /** The credentials endpoint of a container, as on ECS and with EKS Pod Identity. */
    record Container(String where) implements CredentialSource {
        private static Optional<CredentialSource> of(AwsEnvironment environment) {
            return environment.find(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)
                    .or(() -> environment.find(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI))
                    .map(found -> new Container(found.where()));
        }

        @Override
        public String description() {
            return "container (" + where + ")";
        }

        @Override
        public AwsCredentialsProvider provider() {
            return ContainerCredentialsProvider.builder().build();
        }

        @Override
        public String identity(AwsCredentials credentials) {
            return withKey(description(), credentials);
        }
    }

    /** The instance profile of the machine, as on EC2. */
    record Instance(Optional<String> endpoint) implements CredentialSource {
        private static CredentialSource of(AwsEnvironment environment) throws StoreException {
            if (environment.find(SdkSystemSetting.AWS_EC2_METADATA_DISABLED)
                    .filter(found -> Boolean.parseBoolean(found.value())).isPresent()) {
                throw unusable("no credential source is configured, and instance metadata is disabled");
            }
            return new Instance(environment.find(SdkSystemSetting.AWS_EC2_METADATA_SERVICE_ENDPOINT)
                    .map(Found::value));
        }

        @Override
        public String description() {
            return "instance metadata";
        }

        /** If the metadata service does not respond, this is not an AWS machine. */
        @Override
        public boolean asks() {
            return false;
        }

        @Override
        public AwsCredentialsProvider provider() {
            InstanceProfileCredentialsProvider.Builder builder = InstanceProfileCredentialsProvider.builder();
            endpoint.ifPresent(builder::endpoint);
            return builder.build();
        }

        @Override
        public String identity(AwsCredentials credentials) {
            return withKey(description(), credentials);
        }
    }
}
