package pop3bridge.store.s3;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.s3.AwsEnvironment.Found;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The single configured credentials source. If it fails, no other source is tried, unlike in the SDK's default chain:
 * the bridge would run with another identity, for example that of its machine.
 */
sealed interface CredentialSource {
    /** Returns the name of the source, and the identity as far as it is known without requesting credentials. */
    String description();

    AwsCredentialsProvider provider();

    /** Returns the configured source, or instance metadata if none is configured. */
    static CredentialSource of(S3Config config) throws StoreException {
        if (config.credentials().isPresent()) {
            S3Config.Credentials given = config.credentials().get();
            return new Key("settings", AwsBasicCredentials.create(given.accessKey(),
                    new String(given.secretKey().octets(), StandardCharsets.UTF_8)));
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
            source = OfProfile.of(environment);
        }
        if (source.isEmpty()) {
            source = Container.of(environment);
        }
        return source.isPresent() ? source.get() : Instance.of(environment);
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

    private static StoreException unusable(String why) {
        return new StoreException(Reason.CREDENTIALS, why);
    }

    private static String shortened(String accessKey) {
        return accessKey.length() <= 8
                ? accessKey
                : accessKey.substring(0, 4) + "…" + accessKey.substring(accessKey.length() - 4);
    }

    private static String withKey(String description, AwsCredentials credentials) {
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

    /** A profile in the shared AWS files: with an access key, a role, single sign-on or a credential process. */
    record OfProfile(String name, ProfileFileSupplier files, String means) implements CredentialSource {
        /** The properties by which a default profile counts as configured for credentials. */
        private static final Set<String> PROPERTIES = Set.of(ProfileProperty.AWS_ACCESS_KEY_ID,
                ProfileProperty.AWS_SECRET_ACCESS_KEY, ProfileProperty.AWS_SESSION_TOKEN, ProfileProperty.ROLE_ARN,
                ProfileProperty.WEB_IDENTITY_TOKEN_FILE, ProfileProperty.SOURCE_PROFILE,
                ProfileProperty.CREDENTIAL_SOURCE, ProfileProperty.CREDENTIAL_PROCESS, ProfileProperty.SSO_ROLE_NAME,
                ProfileProperty.SSO_ACCOUNT_ID, ProfileProperty.SSO_START_URL, "sso_session",
                ProfileProperty.LOGIN_SESSION);

        private static Optional<CredentialSource> of(AwsEnvironment environment) throws StoreException {
            Optional<Found> named = environment.namedProfile();
            Optional<Found> missing = environment.missingProfileFile();
            if (missing.isPresent()) {
                throw unusable(missing.get().where() + " is " + missing.get().value() + ": no such file");
            }
            ProfileFileSupplier files;
            Optional<Profile> profile;
            try {
                files = environment.profiles();
                profile = files.get().profile(environment.profileName());
            } catch (RuntimeException e) {
                throw new StoreException(Reason.CREDENTIALS, "the AWS profile files cannot be read: " + e.getMessage(),
                        e);
            }
            if (profile.map(Profile::properties).orElse(Map.of()).keySet().stream()
                    .noneMatch(PROPERTIES::contains)) {
                if (named.isEmpty()) {
                    return Optional.empty();
                }
                throw unusable(named.get().where() + " is " + named.get().value() + ": no such profile"
                        + (profile.isPresent() ? " with credentials" : ""));
            }
            return Optional.of(new OfProfile(environment.profileName(), files, means(profile.orElseThrow())));
        }

        /**
         * Returns the kind of credentials in a profile. Rejects a role without a source: the SDK would silently use the
         * profile's access key instead.
         */
        private static String means(Profile profile) throws StoreException {
            Optional<String> role = profile.property(ProfileProperty.ROLE_ARN);
            if (role.isPresent()) {
                if (Stream.of(ProfileProperty.SOURCE_PROFILE, ProfileProperty.CREDENTIAL_SOURCE,
                        ProfileProperty.WEB_IDENTITY_TOKEN_FILE).noneMatch(profile.properties()::containsKey)) {
                    throw unusable("profile " + profile.name()
                            + ": role_arn without source_profile, credential_source or web_identity_token_file");
                }
                return "role " + role.get();
            }
            Optional<String> permissionSet = profile.property(ProfileProperty.SSO_ROLE_NAME);
            if (permissionSet.isPresent()) {
                return "single sign-on, role " + permissionSet.get() + " of account "
                        + profile.property(ProfileProperty.SSO_ACCOUNT_ID).orElse("?");
            }
            return profile.property(ProfileProperty.CREDENTIAL_PROCESS).isPresent() ? "credential_process" : "";
        }

        @Override
        public String description() {
            return "profile " + name + (means.isEmpty() ? "" : ", " + means);
        }

        @Override
        public AwsCredentialsProvider provider() {
            return ProfileCredentialsProvider.builder().profileFile(files).profileName(name).build();
        }

        @Override
        public String identity(AwsCredentials credentials) {
            return means.startsWith("role") ? description() : withKey(description(), credentials);
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
                throw unusable("no credentials source is configured, and instance metadata is disabled");
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
