package pop3bridge.store.maildrop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import pop3bridge.accounts.Secret;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Opening;
import pop3bridge.message.Form;
import pop3bridge.store.Download;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.s3.S3Config;
import pop3bridge.store.s3.S3Stores;

/** Whatever a store answers to a read: a message is sent completely or not completed. */
final class LyingStoreTest {
    private static final int ROUNDS = 300;
    private static final int LINE = 10;

    /** The first number after a small seed hardly depends on it. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    /** How the store answers. */
    private enum Lie {
        NONE,
        WHOLE_FOR_A_RANGE,
        OTHER_RANGE,
        SHORTER_RANGE,
        LONGER_RANGE,
        NO_RANGE_NAMED,
        OTHER_TOTAL,
        ENDS_EARLY,
        OTHER_ETAG,
        NO_ETAG,
        BUSY
    }

    private final World world = new World();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Lie> told = EnumSet.noneOf(Lie.class);
    private final Set<Lie> toldLater = EnumSet.noneOf(Lie.class);
    private Random random = new Random(0);
    private byte[] message = new byte[0];
    private String etag = "";
    private HttpServer server;
    private S3Stores stores;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        stores = S3Stores.open(
                new S3Config(Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())), "us-east-1",
                        true, Optional.of(new S3Config.Credentials("key", Secret.of("secret")))),
                Duration.ofSeconds(15), new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        stores.close();
        server.stop(0);
        threads.close();
    }

    @Test
    void aMessageThatEndsIsTheWholeMessage() throws Exception {
        int whole = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            random = new Random(seed * SPREAD);
            deliver(1 + random.nextInt(random.nextBoolean() ? 1_000 : 400_000));
            Optional<String> sent = retrieve(random.nextBoolean());
            if (sent.isPresent()) {
                assertEquals(new String(message, ISO_8859_1), sent.get(), "seed " + seed);
                whole++;
            }
        }
        assertEquals(EnumSet.allOf(Lie.class), told);
        assertTrue(toldLater.containsAll(EnumSet.complementOf(EnumSet.of(Lie.WHOLE_FOR_A_RANGE))),
                toldLater.toString());
        assertTrue(whole > ROUNDS / 10 && whole < ROUNDS, whole + " messages of " + ROUNDS);
    }

    private void deliver(int length) throws StoreException {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("%08d\r\n".formatted(random.nextInt(100_000_000)));
        }
        world.deliver("m1", text.toString());
        message = text.toString().getBytes(ISO_8859_1);
        etag = world.memory.list(World.PREFIX, Optional.empty()).entries().getFirst().etag();
    }

    /** The octets of the message, if it ends. */
    private Optional<String> retrieve(boolean inPieces) throws Exception {
        try (Maildrop maildrop = maildrops().open(World.ANNA, Opening.of("session", Form.AS_STORED));
                Content content = inPieces ? maildrop.openBeginning(1) : maildrop.open(1)) {
            return Optional.of(World.read(content));
        } catch (MaildropException | IOException _) {
            return Optional.empty();
        }
    }

    private StoredMaildrops maildrops() {
        return world.over(new Reading(world.store, stores.bucket("mail")));
    }

    /** Messages come from the store that lies. */
    private static final class Reading extends ForwardingStore {
        private final ObjectStore lying;

        private Reading(ObjectStore store, ObjectStore lying) {
            super(store);
            this.lying = lying;
        }

        @Override
        public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
            return key.startsWith(World.PREFIX)
                    ? lying.get(key, range, ifMatch)
                    : super.get(key, range, ifMatch);
        }
    }

    /** Another message with lines and a size like those of the first. */
    private byte[] other() {
        return new String(message, ISO_8859_1).replace('1', '2').getBytes(ISO_8859_1);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        Lie[] lies = Lie.values();
        Lie lie = random.nextInt(3) > 0 ? Lie.NONE : lies[random.nextInt(lies.length)];
        told.add(lie);
        int first = 0;
        int last = message.length - 1;
        String asked = exchange.getRequestHeaders().getFirst("Range");
        boolean ranged = asked != null && lie != Lie.WHOLE_FOR_A_RANGE;
        if (ranged) {
            Matcher range = RANGE.matcher(asked);
            assertTrue(range.matches(), asked);
            first = Integer.parseInt(range.group(1));
            last = Math.min(last, Integer.parseInt(range.group(2)));
        }
        if (first > 0) {
            toldLater.add(lie);
        }
        int shift = 1 + random.nextInt(10);
        switch (lie) {
            case OTHER_RANGE -> {
                // Of the same length, where there is room.
                int moved = first == 0
                        ? Math.min(message.length - 1 - last, shift)
                        : -Math.min(first, LINE * shift);
                first += moved;
                last += moved;
            }
            case SHORTER_RANGE -> last = Math.max(first, last - shift);
            case LONGER_RANGE -> last = Math.min(message.length - 1, last + shift);
            default -> {
            }
        }
        try (exchange) {
            if (lie == Lie.BUSY) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            if (lie != Lie.NO_ETAG) {
                exchange.getResponseHeaders().set("ETag", lie == Lie.OTHER_ETAG ? "\"other\"" : etag);
            }
            if (ranged && lie != Lie.NO_RANGE_NAMED) {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + first + "-" + last + "/"
                        + (lie == Lie.OTHER_TOTAL ? message.length + shift : message.length));
            }
            byte[] octets = Arrays.copyOfRange(lie == Lie.OTHER_ETAG ? other() : message, first, last + 1);
            exchange.sendResponseHeaders(ranged ? 206 : 200, octets.length);
            exchange.getResponseBody().write(octets, 0,
                    lie == Lie.ENDS_EARLY ? random.nextInt(octets.length) : octets.length);
        }
    }
}
