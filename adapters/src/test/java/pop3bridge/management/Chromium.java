package pop3bridge.management;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium with one tab, driven over the Chrome DevTools Protocol. */
final class Chromium implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;
    private static final int MOST_OCTETS = 64 * 1024 * 1024;
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:\\d+)/.*");

    private final Vertx vertx = Vertx.vertx();
    private final Process process;
    private final WebSocketClient client;
    private final WebSocket tab;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> replies = new ConcurrentHashMap<>();
    private volatile boolean networkChanged;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /** Where it is, as Debian's packages chromium-headless-shell and chromium have it. */
    static Optional<Path> find() {
        return Stream.of("/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome").map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /** Starts it with a profile of its own. */
    Chromium(Path executable, Path folder) throws Exception {
        process = new ProcessBuilder(executable.toString(), "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars", "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"), "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        String address = address(process.errorReader());
        client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(MOST_OCTETS).setMaxMessageSize(MOST_OCTETS));
        URI itsTab = URI.create(newTab(address));
        tab = client.connect(new WebSocketConnectOptions().setHost(itsTab.getHost()).setPort(itsTab.getPort())
                .setURI(itsTab.getPath())).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        tab.textMessageHandler(text -> received(new JsonObject(text)));
        for (String domain : List.of("Page", "Runtime", "Log")) {
            command(domain + ".enable", new JsonObject());
        }
    }

    private static String address(BufferedReader errors) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.matches()) {
                // On a virtual thread, reading a pipe would keep a processor from all others.
                Thread.ofPlatform().daemon().start(() -> errors.lines().forEach(_ -> {}));
                return listening.group(1);
            }
            all.append(line).append('\n');
        }
        throw new IOException("Chromium has not started: " + all);
    }

    private static String newTab(String address) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return new JsonObject(http.send(HttpRequest.newBuilder(URI.create("http://" + address + "/json/new"))
                    .PUT(BodyPublishers.noBody()).build(), BodyHandlers.ofString()).body())
                    .getString("webSocketDebuggerUrl");
        }
    }

    private void received(JsonObject message) {
        Integer id = message.getInteger("id");
        if (id != null) {
            Optional.ofNullable(replies.remove(id)).ifPresent(reply -> reply.complete(message));
        } else if (message.getString("method", "").equals("Runtime.exceptionThrown")) {
            complaints.add(message.encode());
        } else if (message.getString("method", "").equals("Log.entryAdded")) {
            JsonObject entry = message.getJsonObject("params").getJsonObject("entry");
            if (entry.getString("text", "").contains("ERR_NETWORK_CHANGED")) {
                networkChanged = true;
            } else if (Set.of("security", "network").contains(entry.getString("source", ""))) {
                complaints.add(entry.encode());
            }
        }
    }

    /** Exceptions of scripts, and violations of the content security policy, and failed requests, since the start. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    JsonObject command(String method, JsonObject parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> reply = new CompletableFuture<>();
        replies.put(id, reply);
        tab.writeTextMessage(
                new JsonObject().put("id", id).put("method", method).put("params", parameters).encode()).await();
        JsonObject answer = reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer.containsKey("error")) {
            throw new IOException(method + ": " + answer.encode());
        }
        return answer.getJsonObject("result");
    }

    /** Loads a page with all that belongs to it. When a network interface comes or goes, Chromium drops requests. */
    void open(String url) throws Exception {
        do {
            networkChanged = false;
            command("Page.navigate", new JsonObject().put("url", url));
            await("location.href === '" + url + "' && document.readyState === 'complete'");
        } while (networkChanged);
    }

    /** The value of an expression of JavaScript in the tab. */
    Object value(String expression) throws Exception {
        JsonObject result = command("Runtime.evaluate", new JsonObject().put("expression", expression)
                .put("returnByValue", true).put("awaitPromise", true));
        if (result.containsKey("exceptionDetails")) {
            throw new IOException(expression + ": " + result.encode());
        }
        return result.getJsonObject("result").getValue("value", "undefined");
    }

    /** Waits until an expression is true. */
    void await(String expression) throws Exception {
        long begin = System.nanoTime();
        while (!Boolean.TRUE.equals(value(expression))) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError(
                        expression + " does not become true: " + value("document.body.innerText") + complaints);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Shows pages as on a screen of this width, in dark or light colours. */
    void screen(int width, boolean dark) throws Exception {
        command("Emulation.setDeviceMetricsOverride", new JsonObject().put("width", width).put("height", 900)
                .put("deviceScaleFactor", 1).put("mobile", width < 600));
        command("Emulation.setEmulatedMedia", new JsonObject().put("features", new JsonArray().add(new JsonObject()
                .put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light"))));
    }

    /** Writes a picture of the whole page. */
    void picture(Path file) throws Exception {
        String data = command("Page.captureScreenshot",
                new JsonObject().put("format", "png").put("captureBeyondViewport", true)).getString("data");
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() {
        vertx.close().await();
        kill();
        Process _ = process.onExit().join();
    }

    /** Debian starts it by a script, whose child it is. */
    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
