package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.deploy.GuardedStore.Rules;
import pop3bridge.deploy.Permissions.Grant;
import pop3bridge.store.RealStore;
import pop3bridge.store.encryption.EncryptedObject;
import pop3bridge.store.lock.MaildropLocks;
import pop3bridge.store.s3.S3Config;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The policies of {@code deploy/aws/policies} allow all that the server and its commands request, and nothing else: each
 * permission is needed by a request of these tests.
 */
@Timeout(120)
class S3ProxyPoliciesIT {
    private static final Path POLICIES = Path.of("aws/policies");
    private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private static final Permissions NONE = new Permissions(List.of());

    private final Path folder;
    private final Site site;

    S3ProxyPoliciesIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Path other = Files.createDirectories(folder.resolve("s3/example-anna-mail"));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwx------"));
        site = new Site(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** With the name of the test's bucket. */
    private static Permissions policies(String... names) throws IOException {
        Permissions all = NONE;
        for (String name : names) {
            all = all.and(Permissions.of(new JsonObject(Files.readString(POLICIES.resolve(name + ".json"))
                    .replace("example-mail", Site.BUCKET))));
        }
        return all;
    }

    private Map<String, String> settings(GuardedStore store, String... more) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("POP3BRIDGE_STORE_ENDPOINT", store.url().toString());
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static void session(Bridge bridge, String quit, String... commands) throws IOException {
        try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
            String login = client.login("anna", Site.PASSWORD);
            assertTrue(login.startsWith("+OK"), login);
            for (String command : commands) {
                if (command.startsWith("RETR")) {
                    client.lines(command);
                } else {
                    String reply = client.command(command);
                    assertTrue(reply.startsWith("+OK"), reply);
                }
            }
            assertEquals(quit, client.command("QUIT"));
        }
    }

    /** Three messages are delivered; two sessions read and delete them. */
    private void serve(Map<String, String> settings, String prefix) throws Exception {
        serve(settings, prefix, () -> true);
    }

    /**
     * @param done what the server does in the background
     */
    private void serve(Map<String, String> settings, String prefix, BooleanSupplier done) throws Exception {
        for (int number = 1; number <= 3; number++) {
            site.put(prefix + "m" + number, "Subject: " + number + "\n\ntext\n");
        }
        Bridge bridge = site.bridge(settings);
        try {
            session(bridge, "+OK bye, 1 messages deleted", "STAT", "RETR 1", "DELE 1");
            session(bridge, "+OK bye, 2 messages deleted", "RETR 2", "DELE 1", "DELE 2");
            for (int round = 0; round < 1000 && !done.getAsBoolean(); round++) {
                Thread.sleep(10);
            }
        } finally {
            assertEquals(0, bridge.stop());
        }
    }

    private CommandRun run(Map<String, String> settings, String... arguments) throws IOException {
        return CommandRun.withConfig(folder, settings, arguments);
    }

    private static void assertAllNeeded(Permissions granted, GuardedStore store) {
        assertEquals(Set.of(), store.denied());
        Set<String> needed = new TreeSet<>(store.needed().stream().map(Grant::toString).toList());
        assertEquals(new TreeSet<>(granted.grants().stream().map(Grant::toString).toList()), needed);
    }

    @Test
    void aMailboxNeedsThis() throws Exception {
        Permissions policy = policies("mailbox");
        try (GuardedStore store = new GuardedStore(site.store(), new Rules(policy, NONE, Optional.empty()))) {
            Map<String, String> settings = settings(store);
            serve(settings, Site.PREFIX);
            site.put(MaildropLocks.key(".pop3bridge/", Site.BUCKET, Site.PREFIX), "no lock");
            assertEquals(0, run(settings, "locks").status());
            assertEquals(0, run(settings, "unlock", "--yes", "--discard", "anna").status());
            // This store fails a check, but none for lack of a permission.
            assertEquals(1, run(settings, "check").status());
            assertAllNeeded(policy, store);
            assertEquals(Set.of("DeleteObject", "DeleteObjects", "GetObject", "ListObjectsV2", "PutObject"),
                    store.operations());
        }
    }

    @Test
    void keptMailNeedsThisInAddition() throws Exception {
        Permissions policy = policies("mailbox", "kept-mail");
        try (GuardedStore store = new GuardedStore(site.store(), new Rules(policy, NONE, Optional.empty()))) {
            serve(settings(store, "POP3BRIDGE_MAIL_KEEP_REMOVED", "removed/{user}/"), Site.PREFIX);
            assertTrue(store.operations().contains("CopyObject"));
            assertAllNeeded(policy, store);
        }
    }

    @Test
    void quarantineNeedsThisInAddition() throws Exception {
        Permissions policy = policies("mailbox", "quarantine");
        try (GuardedStore store = new GuardedStore(site.store(), new Rules(policy, NONE, Optional.empty()))) {
            site.put(Site.PREFIX + "m0", """
                    Received: from x by inbound-smtp.eu-west-1.amazonaws.com; now
                    X-SES-Spam-Verdict: FAIL
                    Received: by mx; now

                    text
                    """);
            serve(settings(store, "POP3BRIDGE_MAIL_SES_VERDICTS", "hide", "POP3BRIDGE_MAIL_QUARANTINE",
                    "quarantine/{user}/"), Site.PREFIX, () -> store.operations().contains("CopyObject"));
            assertTrue(store.operations().contains("CopyObject"));
            assertAllNeeded(policy, store);
        }
    }

    @Test
    void restoringNeedsThisInAddition() throws Exception {
        Permissions policy = policies("restore");
        try (GuardedStore store = new GuardedStore(site.store(),
                new Rules(policies("mailbox", "restore"), NONE, Optional.empty()))) {
            site.put("removed/anna/m1", "Subject: 1\n\ntext\n");
            Map<String, String> settings = settings(store, "POP3BRIDGE_MAIL_KEEP_REMOVED", "removed/{user}/");
            assertEquals(0, run(settings, "restore", "--yes", "anna").status());
            assertEquals(Set.of(), store.denied());
            Set<String> needed = new TreeSet<>(store.needed().stream().map(Grant::toString).toList());
            Set<String> granted = new TreeSet<>(policy.grants().stream().map(Grant::toString).toList());
            assertTrue(needed.containsAll(granted), () -> needed + " lacks one of " + granted);
        }
    }

    @Test
    void deliveryNeedsThisInAddition() throws Exception {
        Permissions policy = policies("mailbox", "delivery");
        try (GuardedStore store = new GuardedStore(site.store(), new Rules(policy, NONE, Optional.empty()))) {
            Map<String, String> settings = settings(store, "POP3BRIDGE_LMTP_LISTEN", "127.0.0.1:0");
            serve(settings, Site.PREFIX);
            Bridge bridge = site.bridge(settings);
            try {
                assertEquals(List.of("250 2.0.0 stored"), LmtpIT.deliver(bridge, "Subject: x\r\n", "anna"));
            } finally {
                assertEquals(0, bridge.stop());
            }
            assertAllNeeded(policy, store);
        }
    }

    @Test
    void eachBucketNeedsTheSame() throws Exception {
        Permissions policy = policies("several-buckets");
        Path users = Files.writeString(folder.resolve("users2"), "anna:" + Site.HASH
                + "::::::maildrop=s3://post/mail/anna/\nbert:" + Site.HASH + "\n");
        try (GuardedStore store = new GuardedStore(site.store(), new Rules(policy, NONE, Optional.empty()))) {
            serve(settings(store, "POP3BRIDGE_USERS_FILE", users.toString()), Site.PREFIX);
            Files.writeString(users, "anna:" + Site.HASH + "::::::maildrop=s3://example-anna-mail/inbox/\n");
            Map<String, String> other = settings(store, "POP3BRIDGE_USERS_FILE", users.toString());
            Bridge bridge = site.bridge(other);
            try {
                site.putInto("example-anna-mail", "inbox/m1", "Subject: 1\n\ntext\n");
                session(bridge, "+OK bye, 1 messages deleted", "RETR 1", "DELE 1");
            } finally {
                assertEquals(0, bridge.stop());
            }
            assertAllNeeded(policy, store);
        }
    }

    /** What S3 requests from KMS on behalf of the caller is taken from its documentation. */
    @Test
    void encryptedObjectsNeedTheKeyInAddition() throws Exception {
        Permissions policy = policies("mailbox", "kms");
        try (GuardedStore store = new GuardedStore(site.store(), new Rules(policy, NONE, Optional.of(KEY)))) {
            serve(settings(store), Site.PREFIX);
            assertAllNeeded(policy, store);
        }
    }

    /** KMS is asked by the server itself, and only to decrypt. */
    @Test
    void messagesThatTheirWriterEncryptedNeedTheKeyInAddition() throws Exception {
        Permissions policy = policies("mailbox", "client-side-kms");
        encrypt("m0");
        try (GuardedStore store = new GuardedStore(site.store(), new Rules(policy, NONE, Optional.empty()))) {
            Map<String, String> settings = settings(store, "POP3BRIDGE_MAIL_ENCRYPTION", "kms",
                    "POP3BRIDGE_STORE_KMS_ENDPOINT", store.url().toString());
            Bridge bridge = site.bridge(settings);
            try {
                session(bridge, "+OK bye, 1 messages deleted", "STAT", "RETR 1", "DELE 1");
            } finally {
                assertEquals(0, bridge.stop());
            }
            serve(settings, Site.PREFIX);
            assertTrue(store.operations().contains("Decrypt"), store.operations().toString());
            assertAllNeeded(policy, store);
        }
    }

    @Test
    void withoutThatPermissionOnlyEncryptedMessagesAreUnreadable() throws Exception {
        encrypt("m1");
        site.deliver("m2", "Subject: plain\n");
        try (GuardedStore store = new GuardedStore(site.store(),
                new Rules(policies("mailbox"), NONE, Optional.empty()))) {
            Bridge bridge = site.bridge(settings(store, "POP3BRIDGE_MAIL_ENCRYPTION", "kms",
                    "POP3BRIDGE_STORE_KMS_ENDPOINT", store.url().toString()));
            try (Pop3Client client = new Pop3Client(bridge.pop3().getFirst())) {
                client.login("anna", Site.PASSWORD);
                assertEquals("-ERR [SYS/PERM] message was encrypted by its writer, and its key cannot be decrypted",
                        client.command("RETR 1"));
                assertTrue(client.command("DELE 1").startsWith("-ERR [SYS/PERM]"));
                assertEquals(List.of("Subject: plain"), client.lines("RETR 2"));
            } finally {
                bridge.stop();
            }
        }
    }

    /** Puts a message into anna's maildrop as Amazon SES does with message encryption. */
    private void encrypt(String name) throws Exception {
        EncryptedObject object = EncryptedObject.bySes("Subject: secret\n".getBytes(UTF_8));
        S3Config.Credentials key = site.store().credentials().orElseThrow();
        try (RealStore real = RealStore.at(site.store().endpoint().orElseThrow(), key.accessKey(),
                new String(key.secretKey().octets(), UTF_8))) {
            real.client().putObject(request -> request.bucket(Site.BUCKET).key(Site.PREFIX + name)
                    .metadata(object.metadata()), RequestBody.fromBytes(object.octets()));
        }
    }

    /** The session policy of the maildrop is enforced too. */
    @Test
    void withARoleForEachMaildropTheServerItselfCannotReadMail() throws Exception {
        Permissions own = policies("maildrop-role");
        Permissions role = policies("mailbox");
        try (GuardedStore store = new GuardedStore(site.store(), new Rules(own, role, Optional.empty()))) {
            Map<String, String> settings = settings(store, "POP3BRIDGE_STORE_MAILDROP_ROLE",
                    "arn:aws:iam::123456789012:role/pop3bridge-maildrop");
            serve(settings, Site.PREFIX);
            assertEquals(0, run(settings, "locks").status());
            assertTrue(store.operations().contains("AssumeRole"));
            assertAllNeeded(own.and(role), store);
        }
    }

    @Test
    void whatIsNotAllowedIsRefused() throws Exception {
        Permissions policy = policies("mailbox");
        Permissions less = new Permissions(policy.grants().stream()
                .filter(grant -> !grant.toString().equals("s3:DeleteObject arn:aws:s3:::post/mail/*")).toList());
        assertEquals(policy.grants().size() - 1, less.grants().size());
        site.deliver("m1", "one\n");
        try (GuardedStore store = new GuardedStore(site.store(), new Rules(less, NONE, Optional.empty()))) {
            Bridge bridge = site.bridge(settings(store));
            try {
                session(bridge, "-ERR [SYS/PERM] 1 of 1 messages not deleted", "DELE 1");
            } finally {
                bridge.stop();
            }
            assertTrue(store.denied().stream().allMatch(what -> what.contains("s3:DeleteObject")),
                    store.denied().toString());
            assertEquals(List.of("m1"), site.mail());
        }
    }

    @Test
    void thePagesShowThePolicies() throws IOException {
        String page = Files.readString(Path.of("docs/security.md"));
        assertTrue(page.contains("```json\n" + Files.readString(POLICIES.resolve("mailbox.json")) + "```\n"));
        try (Stream<Path> files = Files.list(POLICIES)) {
            List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
            assertEquals(
                    Arrays.asList("archived.json", "client-side-kms.json", "deal-out.json", "delivery.json",
                            "events.json",
                            "kept-mail.json", "kms.json",
                            "mailbox.json",
                            "maildrop-role.json", "quarantine.json",
                            "restore.json", "several-buckets.json"),
                    names);
            assertEquals(List.of(), names.stream().filter(name -> !page.contains("(../aws/policies/" + name + ")"))
                    .toList());
        }
    }
}
