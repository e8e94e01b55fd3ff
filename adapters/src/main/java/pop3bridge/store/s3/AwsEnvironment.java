package pop3bridge.store.s3;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.utils.SystemSetting;

/**
 * The standard AWS configuration: environment variables, the SDK's system properties, which override them, and the
 * profile files.
 *
 * @param variables the environment variables that concern AWS
 */
public record AwsEnvironment(Map<String, String> variables) {
    /** An empty environment. */
    public static final AwsEnvironment NONE = new AwsEnvironment(Map.of());

    private static final ProfileFile EMPTY = ProfileFile.aggregator().build();
    private static final String HOME = "HOME";
    private static final String DEFAULT_PROFILE = "default";

    /** A value, and the variable, property or profile that sets it. */
    public record Found(String value, String where) {}

    /** Returns an environment with those of these variables that concern AWS. */
    public static AwsEnvironment of(Map<String, String> variables) {
        Map<String, String> ours = new TreeMap<>(variables);
        ours.keySet().removeIf(name -> !name.startsWith("AWS_") && !name.equals(HOME)
                && !name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        return new AwsEnvironment(Map.copyOf(ours));
    }

    /** Returns the configured region. */
    public Optional<Found> region() {
        return find("aws.region", "AWS_REGION").or(() -> variable("AWS_DEFAULT_REGION"))
                .or(() -> ofProfile(ProfileProperty.REGION));
    }

    /** Returns the configured S3 endpoint; empty for AWS itself. */
    public Optional<Found> endpoint() {
        return isSet(SdkSystemSetting.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS,
                ProfileProperty.IGNORE_CONFIGURED_ENDPOINT_URLS)
                        ? Optional.empty()
                        : find("aws.endpointUrlS3", "AWS_ENDPOINT_URL_S3")
                                .or(() -> find("aws.endpointUrl", "AWS_ENDPOINT_URL"))
                                .or(this::ofServices).or(() -> ofProfile(ProfileProperty.ENDPOINT_URL));
    }

    /** Returns whether a setting of the environment or the profile is {@code true}. */
    boolean isSet(SystemSetting setting, String property) {
        return find(setting).or(() -> ofProfile(property)).filter(found -> Boolean.parseBoolean(found.value()))
                .isPresent();
    }

    private Optional<Found> ofServices() {
        return readableProfile().flatMap(profile -> profile.property("services"))
                .flatMap(name -> readableProfiles().getSection("services", name)
                        .flatMap(section -> section.property("s3." + ProfileProperty.ENDPOINT_URL))
                        .map(url -> new Found(url, "services " + name)));
    }

    Optional<Found> find(SystemSetting setting) {
        return find(setting.property(), setting.environmentVariable());
    }

    Optional<Found> find(String property, String variable) {
        return Optional.ofNullable(System.getProperty(property)).map(String::strip).filter(value -> !value.isEmpty())
                .map(value -> new Found(value, property)).or(() -> variable(variable));
    }

    Optional<Found> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty())
                .map(value -> new Found(value, name));
    }

    /** Returns the explicitly selected profile. */
    Optional<Found> namedProfile() {
        return find(ProfileFileSystemSetting.AWS_PROFILE);
    }

    String profileName() {
        return namedProfile().map(Found::value).orElse(DEFAULT_PROFILE);
    }

    private Optional<Found> ofProfile(String property) {
        return readableProfile().flatMap(profile -> profile.property(property)).map(String::strip)
                .filter(value -> !value.isEmpty()).map(value -> new Found(value, "profile " + profileName()));
    }

    /** Returns the selected or default profile, if it exists. */
    private Optional<Profile> readableProfile() {
        return readableProfiles().profile(profileName());
    }

    /** Returns the profile files, or none if they cannot be read. The credentials source reports their problems. */
    ProfileFile readableProfiles() {
        try {
            return profiles().get();
        } catch (RuntimeException _) {
            return EMPTY;
        }
    }

    /**
     * Returns the profile files, reloaded when they change.
     *
     * @throws RuntimeException if one is malformed
     */
    ProfileFileSupplier profiles() {
        List<ProfileFileSupplier> files = new ArrayList<>();
        profileFile(ProfileFileSystemSetting.AWS_SHARED_CREDENTIALS_FILE, "credentials")
                .map(path -> ProfileFileSupplier.reloadWhenModified(path, ProfileFile.Type.CREDENTIALS))
                .ifPresent(files::add);
        profileFile(ProfileFileSystemSetting.AWS_CONFIG_FILE, "config")
                .map(path -> ProfileFileSupplier.reloadWhenModified(path, ProfileFile.Type.CONFIGURATION))
                .ifPresent(files::add);
        return files.isEmpty()
                ? ProfileFileSupplier.fixedProfileFile(EMPTY)
                : ProfileFileSupplier.aggregate(files.toArray(ProfileFileSupplier[]::new));
    }

    /** Returns the explicitly selected profile file if it does not exist. */
    Optional<Found> missingProfileFile() {
        for (ProfileFileSystemSetting setting : List.of(ProfileFileSystemSetting.AWS_SHARED_CREDENTIALS_FILE,
                ProfileFileSystemSetting.AWS_CONFIG_FILE)) {
            Optional<Found> named = find(setting).filter(found -> !Files.exists(Path.of(found.value())));
            if (named.isPresent()) {
                return named;
            }
        }
        return Optional.empty();
    }

    private Optional<Path> profileFile(ProfileFileSystemSetting setting, String name) {
        return find(setting).map(found -> Path.of(found.value()))
                .or(() -> variable(HOME).map(home -> Path.of(home.value(), ".aws", name))).filter(Files::exists);
    }

    /** Omits the values, some of which are secret. */
    @Override
    public String toString() {
        return "AwsEnvironment" + variables.keySet();
    }
}
