package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pop3bridge.accounts.Secret;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * Each credentials source, and the absence of fallbacks between them. The machine has instance credentials in all
 * tests.
 */
class CredentialSourceTest {
    private static final String ROLE = FakeAws.ROLE;

    @TempDir
    private Path folder;

    private final FakeAws aws;
    private final FakeS3 s3;
    private final Map<String, String> variables = new HashMap<>();
    private final SystemProperties properties = new SystemProperties();
    private Optional<S3Config.Credentials> settings = Optional.empty();

    CredentialSourceTest() throws Exception {
        aws = new FakeAws();
        s3 = new FakeS3();
        s3.answers(FakeS3.answer(200, "", "ETag", "\"1\""));
        variables.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", aws.url());
        for (String service : List.of("Sts", "Sso", "Ssooidc")) {
            properties.set("aws.endpointUrl" + service, aws.url());
        }
        properties.set("aws.region", "eu-central-1");
    }

    @BeforeEach
    void home() {
        variables.put("HOME", folder.toString());
    }

    @AfterEach
    void close() {
        properties.close();
        s3.close();
        aws.close();
    }

    private S3Config config() {
        S3Config store = s3.config();
        return new S3Config(store.endpoint(), store.region(), true, settings, AwsEnvironment.of(variables),
                Optional.empty());
    }

    /** Who we are, and the access key that requests to the store are made with. */
    private void assertIdentity(String identity, String key) throws Exception {
        try (S3Stores stores = S3Stores.open(config(), Duration.ofSeconds(15), new SimpleMeterRegistry())) {
            assertEquals(identity, stores.identity());
            stores.bucket("bucket").put("key", new byte[0], Condition.always());
        }
        assertEquals(key, s3.request().header("Authorization").replaceAll(".*Credential=([^/]*)/.*", "$1"));
    }

    private void assertUnusable(Reason reason, String why) {
        StoreException refused = assertThrows(StoreException.class,
                () -> S3Stores.open(config(), Duration.ofSeconds(15), new SimpleMeterRegistry()));
        assertTrue(refused.explanation().matches(why), refused.explanation());
        assertEquals(reason, refused.reason());
        assertTrue(aws.requests().stream().noneMatch(request -> request.startsWith("/latest")),
                () -> "the machine was asked: " + aws.requests());
    }

    private void file(String name, String... lines) throws IOException {
        Files.createDirectories(folder.resolve(".aws"));
        Files.write(folder.resolve(".aws").resolve(name), Arrays.asList(lines));
    }

    private void webIdentity() throws IOException {
        variables.put("AWS_ROLE_ARN", ROLE);
        variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", Files.writeString(folder.resolve("token"), "jwt").toString());
    }

    private void container() {
        properties.set("aws.containerCredentialsFullUri", aws.url() + "/container");
    }

    @Test
    void theFirstWayThatIsConfiguredIsTaken() throws Exception {
        assertIdentity("instance metadata, access key ASIA…NODE", "ASIANODENODE");
        container();
        assertIdentity("container (aws.containerCredentialsFullUri), access key ASIA…INER",
                "ASIACONTAINER");
        file("credentials", "[default]", "aws_access_key_id = AKPROFILEKEY", "aws_secret_access_key = secret");
        assertIdentity("profile default, access key AKPR…EKEY", "AKPROFILEKEY");
        webIdentity();
        assertIdentity("web identity, role " + ROLE, "ASIAROLEAssumeRoleWithWebIdentity");
        variables.put("AWS_ACCESS_KEY_ID", "AKVARIABLE");
        variables.put("AWS_SECRET_ACCESS_KEY", "secret");
        assertIdentity("environment, access key AKVA…ABLE", "AKVARIABLE");
        properties.set("aws.accessKeyId", "AKPROPERTY");
        properties.set("aws.secretAccessKey", "secret");
        assertIdentity("system properties, access key AKPR…ERTY", "AKPROPERTY");
        settings = Optional.of(new S3Config.Credentials("AKSETTING", Secret.of("secret")));
        assertIdentity("settings, access key AKSE…TING", "AKSETTING");
    }

    @Test
    void aSessionTokenGoesWithItsKey() throws Exception {
        variables.putAll(
                Map.of("AWS_ACCESS_KEY_ID", "AK", "AWS_SECRET_ACCESS_KEY", "secret", "AWS_SESSION_TOKEN", "t1"));
        assertIdentity("environment, access key AK", "AK");
        assertEquals("t1", s3.request().header("X-amz-security-token"));
    }

    @Test
    void aProfileMayNameARoleAndWhereItsKeyIs() throws Exception {
        file("config", "[profile bridge]", "role_arn = " + ROLE, "source_profile = base");
        file("credentials", "[base]", "aws_access_key_id = AKBASE", "aws_secret_access_key = secret");
        variables.put("AWS_PROFILE", "bridge");
        assertIdentity("profile bridge, role " + ROLE, "ASIAROLEAssumeRole");
    }

    @Test
    void aProfileMayNameAProgram() throws Exception {
        file("config", "[default]", "credential_process = echo"
                + " '{\"Version\":1,\"AccessKeyId\":\"AKPROCESSKEY\",\"SecretAccessKey\":\"secret\"}'");
        assertIdentity("profile default, credential_process, access key AKPR…SKEY", "AKPROCESSKEY");
    }

    @ParameterizedTest
    @CsvSource({"sso_start_url = https://example.awsapps.com/start, https://example.awsapps.com/start",
            "sso_session = work, work"})
    void aProfileMayNameASingleSignOn(String property, String cached) throws Exception {
        file("config", "[default]", "sso_account_id = 123456789012", "sso_role_name = Mail",
                "sso_region = eu-central-1",
                property, "[sso-session work]", "sso_region = eu-central-1",
                "sso_start_url = https://example.awsapps.com/start");
        Path cache = Files.createDirectories(Path.of(System.getenv("HOME"), ".aws", "sso", "cache"));
        String name = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(cached.getBytes(UTF_8)));
        Files.writeString(cache.resolve(name + ".json"),
                "{\"accessToken\":\"a\",\"region\":\"eu-central-1\",\"startUrl\":\"https://example.awsapps.com/start\","
                        + "\"expiresAt\":\"" + Instant.now().plusSeconds(7200) + "\"}");
        assertIdentity(
                "profile default, single sign-on, role Mail of account 123456789012, access key ASIASSO of account 123456789012",
                "ASIASSO");
    }

    @Test
    void aProfileWithoutCredentialsIsThereForOtherThings() throws Exception {
        file("config", "[default]", "region = eu-west-1");
        assertIdentity("instance metadata, access key ASIA…NODE", "ASIANODENODE");
    }

    @ParameterizedTest
    @CsvSource({"AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY, AWS_ACCESS_KEY_ID",
            "AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN"})
    void halfOfAWayIsNone(String given, String missing) {
        variables.put(given, "value");
        assertUnusable(Reason.CREDENTIALS, given + " is set and " + missing + " is not");
    }

    @Test
    void aRefusedWebIdentityIsNotTheMachines() throws Exception {
        webIdentity();
        aws.refuses(403);
        assertUnusable(Reason.CREDENTIALS, "web identity, role " + ROLE
                + " cannot be used: AccessDenied: Not authorized to perform it; no other identity is tried");
    }

    @Test
    void aMissingTokenIsNotTheMachines() {
        variables.put("AWS_ROLE_ARN", ROLE);
        variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", folder.resolve("none").toString());
        assertUnusable(Reason.CREDENTIALS, "web identity, role " + ROLE + " cannot be used: .*none.*");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void aServiceThatFailsMayBeLate(int status) throws Exception {
        webIdentity();
        aws.refuses(status);
        assertUnusable(Reason.UNAVAILABLE, "web identity, role .*");
    }

    @Test
    void aServiceThatDoesNotListenMayBeLate() throws Exception {
        webIdentity();
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            properties.set("aws.endpointUrlSts", "http://127.0.0.1:" + closed.getLocalPort());
        }
        assertUnusable(Reason.UNAVAILABLE, "web identity, role .*");
    }

    @Test
    void aProfileThatIsNamedMustBeThere() throws Exception {
        variables.put("AWS_PROFILE", "bridge");
        assertUnusable(Reason.CREDENTIALS, "AWS_PROFILE is bridge: no such profile");
        file("config", "[profile bridge]", "region = eu-west-1");
        assertUnusable(Reason.CREDENTIALS, "AWS_PROFILE is bridge: no such profile with credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"})
    void aFileThatIsNamedMustBeThere(String variable) {
        variables.put(variable, "/none/of/these");
        assertUnusable(Reason.CREDENTIALS, variable + " is /none/of/these: no such file");
    }

    @Test
    void aFileThatIsMalformedIsToldOf() throws Exception {
        file("credentials", "aws_access_key_id = AK");
        assertUnusable(Reason.CREDENTIALS, "the AWS profile files cannot be read: .*");
    }

    /** The SDK would take the key beside it. */
    @Test
    void aRoleWithoutASourceIsNotTheKeyBesideIt() throws Exception {
        file("credentials", "[default]", "role_arn = " + ROLE, "aws_access_key_id = AK", "aws_secret_access_key = s");
        assertUnusable(Reason.CREDENTIALS, "profile default: role_arn without source_profile, .*");
    }

    @Test
    void aRefusedRoleIsNotItsSource() throws Exception {
        file("credentials", "[default]", "role_arn = " + ROLE, "source_profile = base", "[base]",
                "aws_access_key_id = AK", "aws_secret_access_key = s");
        aws.refuses(403);
        assertUnusable(Reason.CREDENTIALS, "profile default, role " + ROLE + " cannot be used: AccessDenied: .*");
    }

    @Test
    void aProgramThatFailsIsNotTheMachine() throws Exception {
        file("config", "[default]", "credential_process = false");
        assertUnusable(Reason.CREDENTIALS, "profile default, credential_process cannot be used: .*");
    }

    @Test
    void aSignOnThatIsOverIsNotTheMachine() throws Exception {
        file("config", "[default]", "sso_account_id = 123456789012", "sso_role_name = Mail",
                "sso_region = eu-central-1", "sso_start_url = https://other.awsapps.com/start");
        assertUnusable(Reason.CREDENTIALS, "profile default, single sign-on, .* cannot be used: .*");
    }

    @Test
    void aContainersAgentThatRefusesIsNotTheMachine() {
        container();
        aws.refuses(403);
        assertUnusable(Reason.CREDENTIALS, "container \\(aws.containerCredentialsFullUri\\) cannot be used: .*");
    }

    @Test
    void whereNothingIsConfiguredNothingIsOpened() {
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        assertUnusable(Reason.CREDENTIALS,
                "no credential source is configured, and instance metadata is disabled");
    }
}
