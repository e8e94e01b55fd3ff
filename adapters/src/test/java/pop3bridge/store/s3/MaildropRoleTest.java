package pop3bridge.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.Scope;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** A role that is assumed for each maildrop. */
class MaildropRoleTest {
    private static final Scope ANNA = new Scope("mail", List.of("mail/anna/", ".pop3bridge/locks/1.json"));
    private static final Scope BOB = new Scope("mail", List.of("mail/bob/", ".pop3bridge/locks/2.json"));

    private final FakeAws aws;
    private final FakeS3 s3;
    private final SystemProperties properties = new SystemProperties();
    private final S3Stores stores;

    MaildropRoleTest() throws Exception {
        aws = new FakeAws();
        s3 = new FakeS3();
        properties.set("aws.endpointUrlSts", aws.url());
        S3Config plain = s3.config();
        stores = S3Stores.open(new S3Config(plain.endpoint(), plain.region(), true, plain.credentials(),
                AwsEnvironment.NONE, Optional.of(FakeAws.ROLE)), Duration.ofSeconds(15), s3.registry);
        s3.answers(FakeS3.answer(200, "", "ETag", "\"1\""));
    }

    @AfterEach
    void close() {
        stores.close();
        properties.close();
        s3.close();
        aws.close();
    }

    private String lastKey() {
        return s3.requests().getLast().header("Authorization").replaceAll(".*Credential=([^/]*)/.*", "$1");
    }

    @Test
    void eachMaildropHasCredentialsOfItsOwnAndTheyAreKept() throws Exception {
        ObjectStore anna = stores.of(ANNA);
        anna.put("mail/anna/1", new byte[0], Condition.absent());
        assertEquals("ASIAROLEAssumeRole", lastKey());
        assertTrue(anna.get("mail/anna/1", Range.ALL, Optional.empty()) != null);
        assertEquals("ASIAROLEAssumeRole", lastKey());
        stores.of(ANNA).put("mail/anna/2", new byte[0], Condition.absent());
        assertEquals(1, aws.requests().size());
        stores.of(BOB).put("mail/bob/1", new byte[0], Condition.absent());
        assertEquals(List.of("AssumeRole", "AssumeRole"), aws.requests());
        stores.bucket("mail").put("x", new byte[0], Condition.absent());
        assertEquals("key", lastKey());
    }

    @Test
    void theSessionPolicyAllowsNothingElse() throws Exception {
        stores.of(ANNA).put("mail/anna/1", new byte[0], Condition.absent());
        String body = aws.bodies().getFirst();
        JsonObject policy = new JsonObject(Stream.of(body.split("&", -1)).filter(field -> field.startsWith("Policy="))
                .map(field -> URLDecoder.decode(field.substring("Policy=".length()), UTF_8)).findFirst().orElseThrow());
        List<?> resources = policy.getJsonArray("Statement").getJsonObject(0).getJsonArray("Resource").getList();
        assertEquals(List.of("arn:aws:s3:::mail/mail/anna/*", "arn:aws:s3:::mail/.pop3bridge/locks/1.json*"),
                resources);
        JsonObject list = policy.getJsonArray("Statement").getJsonObject(1);
        assertEquals("arn:aws:s3:::mail", list.getString("Resource"));
        assertEquals(List.of("mail/anna/*", ".pop3bridge/locks/1.json*"), list.getJsonObject("Condition")
                .getJsonObject("StringLikeIfExists").getJsonArray("s3:prefix").getList());
    }

    /** A name with a wildcard must not open other maildrops. */
    @Test
    void charactersOfPoliciesAreMeantLiterally() {
        String policy = MaildropRole.policy(new Scope("mail", List.of("mail/a*b?c${d}/")), "aws-cn");
        assertTrue(policy.contains("arn:aws-cn:s3:::mail/mail/a${*}b${?}c${$}{d}/*"), policy);
    }

    @Test
    void aRoleThatCannotBeAssumedIsToldByItsSetting() {
        aws.refuses(403);
        StoreException refused = assertThrows(StoreException.class,
                () -> stores.of(ANNA).put("mail/anna/1", new byte[0], Condition.absent()));
        assertEquals(Reason.CREDENTIALS, refused.reason());
        assertTrue(refused.explanation().contains("store.maildrop-role"), refused.explanation());
    }

    @Test
    void aServiceThatHangsEndsTheRequestInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            properties.set("aws.endpointUrlSts", "http://127.0.0.1:" + silent.getLocalPort());
            S3Config plain = s3.config();
            try (S3Stores hanging = S3Stores
                    .open(new S3Config(plain.endpoint(), plain.region(), true, plain.credentials(),
                            AwsEnvironment.NONE, Optional.of(FakeAws.ROLE)), Duration.ofSeconds(15), s3.registry)) {
                StoreException refused = assertTimeout(Duration.ofSeconds(25), () -> assertThrows(StoreException.class,
                        () -> hanging.of(ANNA).put("mail/anna/1", new byte[0], Condition.absent())));
                assertEquals(Reason.UNAVAILABLE, refused.reason());
            }
        }
    }
}
