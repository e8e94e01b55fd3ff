package pop3bridge.store.s3;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;
import pop3bridge.store.s3.AwsEnvironment.Found;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.profiles.ProfileProperty;

/** A profile of the files that all AWS tools read: a key, a role, single sign-on or a program. */
record ProfileSource(String name, ProfileFileSupplier files, String means) implements CredentialSource {
    /** One of these in the default profile means that it is there for credentials. */
    private static final Set<String> PROPERTIES = Set.of(ProfileProperty.AWS_ACCESS_KEY_ID,
            ProfileProperty.AWS_SECRET_ACCESS_KEY, ProfileProperty.AWS_SESSION_TOKEN, ProfileProperty.ROLE_ARN,
            ProfileProperty.WEB_IDENTITY_TOKEN_FILE, ProfileProperty.SOURCE_PROFILE,
            ProfileProperty.CREDENTIAL_SOURCE, ProfileProperty.CREDENTIAL_PROCESS, ProfileProperty.SSO_ROLE_NAME,
            ProfileProperty.SSO_ACCOUNT_ID, ProfileProperty.SSO_START_URL, "sso_session",
            ProfileProperty.LOGIN_SESSION);

    static Optional<CredentialSource> of(AwsEnvironment environment) throws StoreException {
        Optional<Found> named = environment.namedProfile();
        Optional<Found> missing = environment.missingProfileFile();
        if (missing.isPresent()) {
            throw CredentialSource
                    .unusable(missing.get().where() + " is " + missing.get().value() + ": no such file");
        }
        ProfileFileSupplier files;
        Optional<Profile> profile;
        try {
            files = environment.profiles();
            profile = files.get().profile(environment.profileName());
        } catch (RuntimeException e) {
            throw new StoreException(Reason.CREDENTIALS, "the AWS profile files cannot be read: " + e.getMessage(), e);
        }
        if (profile.map(Profile::properties).orElse(Map.of()).keySet().stream()
                .noneMatch(PROPERTIES::contains)) {
            if (named.isEmpty()) {
                return Optional.empty();
            }
            throw CredentialSource
                    .unusable(named.get().where() + " is " + named.get().value() + ": no such profile"
                            + (profile.isPresent() ? " with credentials" : ""));
        }
        return Optional.of(new ProfileSource(environment.profileName(), files, means(profile.orElseThrow())));
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
                throw CredentialSource.unusable("profile " + profile.name()
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
        return means.startsWith("role") ? description() : CredentialSource.withKey(description(), credentials);
    }
}
