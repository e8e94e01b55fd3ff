package pop3bridge.oauth;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The npm package oidc-provider as a process, with new keys after each start. */
final class OidcProvider {
    static final String CLIENT = "mail client";
    static final String SECRET = "client: s+cret%";
    private static final int PATIENCE_SECONDS = 60;

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    /** Installs the package, which needs npm's registry or its cache: why that cannot be done here; empty if it is done. */
    static Optional<String> missing(Path folder) throws Exception {
        for (String name : List.of("node", "npm")) {
            if (!onPath(name)) {
                return Optional.of("there is no " + name + ": install Debian's packages nodejs and npm");
            }
        }
        for (String file : List.of("package.json", "package-lock.json", "provider.mjs")) {
            try (InputStream in = OidcProvider.class.getResourceAsStream("/oidc/" + file)) {
                Files.copy(Objects.requireNonNull(in, file), folder.resolve(file));
            }
        }
        Path log = folder.resolve("npm.log");
        Process install = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!install.waitFor(PATIENCE_SECONDS, SECONDS)) {
            install.destroyForcibly().waitFor();
        }
        return install.exitValue() == 0
                ? Optional.empty()
                : Optional.of("npm cannot install oidc-provider: " + Files.readString(log));
    }

    private static boolean onPath(String name) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, name)));
    }

    /** Starts what is installed in the folder, on a free port. */
    OidcProvider(Path folder) throws Exception {
        this.folder = folder;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        start();
    }

    void start() throws Exception {
        Path log = folder.resolve("provider.log");
        Process started = new ProcessBuilder("node", "provider.mjs", Integer.toString(port)).directory(folder.toFile())
                .redirectError(log.toFile()).start();
        process = started;
        if (!"ready".equals(started.inputReader().readLine())) {
            started.destroyForcibly();
            throw new IOException("oidc-provider does not start: " + Files.readString(log));
        }
    }

    void stop() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            running.waitFor();
        }
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A token for a resource, whose name ends with the algorithm of the signature or with "opaque". */
    String token(String resource, String scope) throws Exception {
        String body = post("/token",
                "grant_type=client_credentials&scope=" + scope + "&resource=" + encoded(resource));
        return Optional.ofNullable(JSONObjectUtils.getString(Json.object(body), "access_token"))
                .orElseThrow(() -> new IOException(body));
    }

    void revoke(String token) throws Exception {
        String _ = post("/token/revocation", "token=" + encoded(token));
    }

    private String post(String path, String form) throws Exception {
        String credentials = encoded(CLIENT) + ":" + encoded(SECRET);
        HttpRequest request = HttpRequest.newBuilder(url(path))
                .header("Authorization",
                        "Basic " + Base64.getEncoder()
                                .encodeToString(credentials.getBytes(StandardCharsets.US_ASCII)))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != Http.Answer.OK) {
                throw new IOException(answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
