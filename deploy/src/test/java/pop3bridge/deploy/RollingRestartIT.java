package pop3bridge.deploy;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes behind a load balancer are restarted one after the other, while clients poll and messages are delivered. */
@Timeout(180)
class RollingRestartIT {
    private static final int PROCESSES = 3;
    private static final int CLIENTS_OF_A_MAILDROP = 2;
    private static final Duration STOP = Duration.ofSeconds(25);
    private static final Duration BETWEEN_DELIVERIES = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private Serve serve(Map<String, String> settings, int place) throws Exception {
        return new Serve(settings,
                new Serve.Start("", Redirect.appendTo(folder.resolve("serve" + place + ".log").toFile())));
    }

    private static Map<String, String> settings(Site site, ExactStore store) {
        Map<String, String> settings = site.settings();
        settings.put("POP3BRIDGE_STORE_ENDPOINT", store.url().toString());
        settings.put("POP3BRIDGE_LOCK_WAIT", "2s");
        settings.put("JAVA_OPTS", "-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return settings;
    }

    private static void deliver(Site site, List<PolledMaildrop> maildrops, CountDownLatch end) throws Exception {
        for (int number = 0; !end.await(BETWEEN_DELIVERIES.toMillis(), MILLISECONDS); number++) {
            PolledMaildrop maildrop = maildrops.get(number % maildrops.size());
            String subject = "Subject: " + number;
            maildrop.delivers(subject);
            site.put("mail/" + maildrop.user() + "/m" + number, subject + "\r\n\r\ntext\r\n");
        }
    }

    @Test
    void clientsMissNothingAndGetNothingTwice() throws Exception {
        try (Site site = new Site(folder);
                ExactStore store = new ExactStore(site.store().endpoint().orElseThrow())) {
            Map<String, String> settings = settings(site, store);
            List<Serve> processes = new ArrayList<>();
            for (int place = 0; place < PROCESSES; place++) {
                processes.add(serve(settings, place));
            }
            try (Balancer balancer = new Balancer(processes)) {
                List<PolledMaildrop> maildrops = List.of(new PolledMaildrop(balancer.address(), "anna", true),
                        new PolledMaildrop(balancer.address(), "bert", false));
                CountDownLatch noMoreMail = new CountDownLatch(1);
                CountDownLatch end = new CountDownLatch(1);
                Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
                Thread producer = actor(failures, () -> deliver(site, maildrops, noMoreMail));
                List<Thread> clients = new ArrayList<>();
                for (PolledMaildrop maildrop : maildrops) {
                    for (int client = 0; client < CLIENTS_OF_A_MAILDROP; client++) {
                        clients.add(actor(failures, () -> maildrop.poll(end)));
                    }
                }
                for (int place = 0; place < PROCESSES; place++) {
                    long began = System.nanoTime();
                    processes.get(place).stop();
                    assertTrue(System.nanoTime() - began < STOP.toNanos());
                    processes.set(place, serve(settings, place));
                    balancer.replace(place, processes.get(place));
                }
                noMoreMail.countDown();
                producer.join();
                while (!maildrops.stream().allMatch(PolledMaildrop::complete) && failures.isEmpty()) {
                    Thread.onSpinWait();
                }
                end.countDown();
                for (Thread client : clients) {
                    client.join();
                }
                assertEquals(List.of(), failures.stream().map(RollingRestartIT::trace).toList());
                assertEquals(List.of(), maildrops.stream().flatMap(maildrop -> maildrop.faults().stream()).toList());
            }
            for (Serve process : processes) {
                process.stop();
            }
            assertEquals(List.of(), site.keys(".pop3bridge/locks/"));
            for (int place = 0; place < PROCESSES; place++) {
                assertEquals(List.of(), Files.readAllLines(folder.resolve("serve" + place + ".log")).stream()
                        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR ")).toList());
            }
        }
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** What runs beside the test. */
    private interface Actor {
        void act() throws Exception;
    }

    private static Thread actor(Queue<Throwable> failures, Actor actor) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                actor.act();
            } catch (Exception | AssertionError e) {
                failures.add(e);
            }
        });
    }
}
