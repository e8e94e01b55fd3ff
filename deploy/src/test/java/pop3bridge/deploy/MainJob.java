package pop3bridge.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.RealStore;
import pop3bridge.store.s3.S3Config;

/** The main use case, end to end: a POP3 client, {@code serve}, a store. Each test has its own maildrop. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
abstract class MainJob {
    private static final int PAGE = 1000;
    private static final int USERS = 10;
    private static final int MANY = 1200;

    private ObjectStore bucket;
    @AutoClose("stop")
    private Serve serve;
    private int user;

    @BeforeAll
    void start(RealStore store, @TempDir Path folder) throws Exception {
        String name = store.newBucket();
        bucket = store.bucket(name, PAGE);
        Path users = Files.write(folder.resolve("users"),
                IntStream.rangeClosed(1, USERS).mapToObj(i -> "user" + i + ":{PLAIN}secret").toList());
        serve = new Serve(settings(store.config(), name, users), folder);
    }

    /** The least settings, as environment variables. */
    static Map<String, String> settings(S3Config s3, String bucket, Path users) {
        S3Config.Credentials credentials = s3.credentials().orElseThrow();
        return Map.of("POP3BRIDGE_STORE_ENDPOINT", s3.endpoint().orElseThrow().toString(),
                "POP3BRIDGE_STORE_BUCKET", bucket,
                "POP3BRIDGE_STORE_ACCESS_KEY", credentials.accessKey(),
                "POP3BRIDGE_STORE_SECRET_KEY",
                new String(credentials.secretKey().octets(), StandardCharsets.UTF_8),
                "POP3BRIDGE_USERS_FILE", users.toString(),
                "POP3BRIDGE_POP3_LISTEN", "127.0.0.1:0",
                "POP3BRIDGE_MANAGEMENT_LISTEN", "127.0.0.1:0",
                "POP3BRIDGE_LOCK_WAIT", "0s");
    }

    @BeforeEach
    void anotherMaildrop() {
        user++;
    }

    private String prefix() {
        return "mail/user" + user + "/";
    }

    private void deliver(Map<String, byte[]> mail) throws Exception {
        Map<String, byte[]> objects = new TreeMap<>();
        mail.forEach((name, message) -> objects.put(prefix() + name, message));
        RealStore.putAll(bucket, objects);
    }

    /** The names of the messages that are stored. */
    private List<String> stored() throws Exception {
        List<String> names = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            ObjectStore.Page page = bucket.list(prefix(), next);
            page.entries().stream().map(Entry::key).map(key -> key.substring(prefix().length())).forEach(names::add);
            next = page.next();
        } while (next.isPresent());
        return names.stream().sorted().toList();
    }

    private Pop3Client login() throws IOException {
        Pop3Client client = new Pop3Client(serve.pop3());
        String reply = logIn(client);
        assertTrue(reply.startsWith("+OK"), reply);
        return client;
    }

    private String logIn(Pop3Client client) throws IOException {
        return client.login("user" + user, "secret");
    }

    /** A session that has lost its client ends a moment later. */
    private Pop3Client loginWhenFree() throws IOException {
        while (true) {
            Pop3Client client = new Pop3Client(serve.pop3());
            String reply = logIn(client);
            if (reply.startsWith("+OK")) {
                return client;
            }
            client.close();
            assertTrue(reply.startsWith("-ERR [IN-USE]"), reply);
        }
    }

    /** A message as a client has it, from a message as it is stored. */
    private static String onTheWire(byte[] message) {
        String text = new String(message, ISO_8859_1).replaceAll("(?<!\r)\n", "\r\n");
        return text.isEmpty() || text.endsWith("\r\n") ? text : text + "\r\n";
    }

    private static String read(Pop3Client client, int number) throws IOException {
        return client.lines("RETR " + number).stream().map(line -> line + "\r\n").collect(Collectors.joining());
    }

    private static List<String> readAll(Pop3Client client, int count) throws IOException {
        List<String> messages = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            messages.add(read(client, number));
        }
        return messages;
    }

    private static void delete(Pop3Client client, int... numbers) throws IOException {
        for (int number : numbers) {
            assertEquals("+OK", client.command("DELE " + number).substring(0, 3));
        }
    }

    private static void quit(Pop3Client client) throws IOException {
        assertEquals("+OK", client.command("QUIT").substring(0, 3));
        assertEquals(0, client.rest().length);
    }

    /** STAT and LIST say what RETR sends; every unique-id is another. */
    private static void assertSizes(List<String> messages, Pop3Client client) throws IOException {
        List<String> expected = IntStream.range(0, messages.size())
                .mapToObj(i -> i + 1 + " " + messages.get(i).length()).toList();
        assertEquals(expected, client.lines("LIST"));
        assertEquals("+OK " + messages.size() + " " + messages.stream().mapToLong(String::length).sum(),
                client.command("STAT"));
        assertEquals(messages.size(),
                client.lines("UIDL").stream().map(line -> line.replaceAll(".* ", "")).distinct().count());
    }

    @Test
    void mailIsListedReadAndRemoved() throws Exception {
        Map<String, byte[]> mail = new TreeMap<>(Site.embedded().sampleMail());
        deliver(mail);
        List<String> expected = mail.values().stream().map(MainJob::onTheWire).sorted().toList();
        try (Pop3Client client = login()) {
            List<String> messages = readAll(client, mail.size());
            assertEquals(expected, messages.stream().sorted().toList());
            assertSizes(messages, client);
            delete(client, 2, 10);
            quit(client);
            List<String> left = new ArrayList<>(messages);
            left.removeAll(List.of(messages.get(1), messages.get(9)));
            try (Pop3Client next = login()) {
                assertEquals(left, readAll(next, left.size()));
            }
        }
        assertEquals(mail.size() - 2, stored().size());
    }

    @Test
    void sizesAreKnownBeforeAnyMessageIsRead() throws Exception {
        Map<String, byte[]> mail = new TreeMap<>(Site.embedded().sampleMail());
        deliver(mail);
        try (Pop3Client client = login()) {
            List<String> sizes = client.lines("LIST").stream().map(line -> line.replaceAll(".* ", "")).toList();
            assertEquals(sizes,
                    readAll(client, mail.size()).stream().map(message -> Integer.toString(message.length())).toList());
        }
    }

    @Test
    void theSecondSessionIsRefused() throws Exception {
        deliver(Map.of("m1", "one\n".getBytes(ISO_8859_1)));
        try (Pop3Client first = login(); Pop3Client second = new Pop3Client(serve.pop3())) {
            assertEquals("-ERR [IN-USE]", logIn(second).substring(0, 13));
            assertEquals("one\r\n", read(first, 1));
            quit(first);
            assertEquals("+OK 1 messages", logIn(second));
        }
    }

    @Test
    void nothingIsRemovedBeforeUpdate() throws Exception {
        deliver(Map.of("m1", "one\n".getBytes(ISO_8859_1)));
        deliver(Map.of("m2", "two\n".getBytes(ISO_8859_1)));
        try (Pop3Client client = login()) {
            delete(client, 1, 2);
        }
        try (Pop3Client client = loginWhenFree()) {
            assertEquals("+OK 2 10", client.command("STAT"));
            delete(client, 1, 2);
            assertEquals("+OK", client.command("RSET").substring(0, 3));
            delete(client, 1);
            assertEquals(List.of("m1", "m2"), stored());
            quit(client);
        }
        assertEquals(List.of("m2"), stored());
    }

    @Test
    void aMaildropMayHaveManyPages() throws Exception {
        Map<String, byte[]> mail = IntStream.rangeClosed(1, MANY).boxed()
                .collect(Collectors.toMap("%04d.eml"::formatted,
                        i -> ("Subject: " + i + "\n\n" + "x".repeat(i % 100) + "\n").getBytes(ISO_8859_1)));
        deliver(mail);
        List<String> expected = mail.values().stream().map(MainJob::onTheWire).sorted().toList();
        try (Pop3Client client = login()) {
            List<String> messages = readAll(client, mail.size());
            assertEquals(expected, messages.stream().sorted().toList());
            assertSizes(messages, client);
            delete(client, IntStream.rangeClosed(2, mail.size()).toArray());
            quit(client);
            try (Pop3Client next = login()) {
                assertEquals(messages.subList(0, 1), readAll(next, 1));
                assertSizes(messages.subList(0, 1), next);
            }
        }
        assertEquals(1, stored().size());
    }

    @Test
    void namesMayBeOdd() throws Exception {
        List<String> names = List.of("a b", "a+b", "%41", "%2F", "z&<>", "q\"q", "it's", "é", "\uFF41", "\uD83D\uDE00",
                "user@example.com", "1700000000.M1P2.host,S=12:2,S", "#", "?x=1", ".", "..", "bell\u0007", "return\rm",
                "line\nm", " ");
        Map<String, byte[]> mail = new TreeMap<>();
        names.forEach(name -> mail.put(name, ("message " + mail.size() + "\r\n").getBytes(ISO_8859_1)));
        deliver(mail);
        try (Pop3Client client = login()) {
            List<String> messages = readAll(client, names.size());
            assertEquals(mail.values().stream().map(MainJob::onTheWire).sorted().toList(),
                    messages.stream().sorted().toList());
            assertSizes(messages, client);
            delete(client, IntStream.rangeClosed(1, names.size()).toArray());
            quit(client);
        }
        assertEquals(List.of(), stored());
    }
}
