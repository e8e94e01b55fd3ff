package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send invalid commands, while others work normally. */
class LoadIT {
    private static final int MANY = 40;
    private static final int OCTETS = 1_000_000;
    /** Half of what they send. */
    private static final long MOST_HEAP = 20_000_000;

    private final Site site;
    private final Bridge bridge;

    LoadIT(@TempDir Path folder) throws Exception {
        site = new Site(folder);
        site.deliver("m1", "one\n");
        bridge = site.bridge();
    }

    @AfterEach
    void stop() {
        bridge.stop();
        site.close();
    }

    private Pop3Client connect() throws IOException {
        return new Pop3Client(bridge.pop3().getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\0", " "})
    void endlessLinesAreRefusedAndKeepNoMemory(String octet) throws Exception {
        byte[] endless = octet.repeat(OCTETS).getBytes(StandardCharsets.US_ASCII);
        CountDownLatch sent = new CountDownLatch(MANY);
        CountDownLatch measured = new CountDownLatch(1);
        try (Pop3Client other = connect(); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertEquals("+OK 1 messages", other.login("anna", Site.PASSWORD));
            long before = usedHeap();
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                answers.add(threads.submit(() -> {
                    try (Pop3Client client = connect()) {
                        try {
                            client.send(endless);
                        } finally {
                            sent.countDown();
                        }
                        measured.await();
                        return client.line() + client.rest().length;
                    }
                }));
            }
            sent.await();
            long growth = usedHeap() - before;
            measured.countDown();
            assertEquals("+OK 1 5", other.command("STAT"));
            for (Future<String> answer : answers) {
                assertEquals("-ERR command line is longer than 1024 octets0", answer.get());
            }
            assertTrue(growth < MOST_HEAP, () -> growth + " octets of heap");
            assertEquals(List.of("one"), other.lines("RETR 1"));
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void linesOfNulsAreBadCommands() throws Exception {
        try (Pop3Client client = connect()) {
            for (int i = 0; i < 4; i++) {
                assertTrue(client.command("\0\0\0").startsWith("-ERR"));
            }
            assertEquals(0, client.rest().length);
        }
    }

    @Test
    void whoSendsNothingOrHalfALineDisturbsNobody() throws Exception {
        List<Pop3Client> silent = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            silent.add(connect());
            silent.getLast().send("USER an".getBytes(StandardCharsets.US_ASCII));
            silent.add(connect());
        }
        try (Pop3Client client = connect()) {
            assertEquals("+OK 1 messages", client.login("anna", Site.PASSWORD));
            client.command("QUIT");
        }
        for (Pop3Client client : silent) {
            client.close();
        }
    }
}
