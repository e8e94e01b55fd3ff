package pop3bridge.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Sends requests to the management port of a running server. */
final class ManagementClient implements AutoCloseable {
    private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(30);

    private final URI server;
    private final Optional<String> token;

    /** Uses no proxy and follows no redirect: the token is for the server itself. */
    private final HttpClient http;

    /** What the server answered. */
    record Reply(int status, JsonObject json) {}

    /**
     * Creates a client; requests nothing yet.
     *
     * @param server the address of the management port, such as {@code http://127.0.0.1:9110}
     * @param tls for a server of {@code https}
     */
    ManagementClient(URI server, Optional<String> token, SSLContext tls) {
        this.server = server;
        this.token = token;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT_TIME).sslContext(tls).build();
    }

    /**
     * Requests a resource.
     *
     * @param path begins with a slash
     * @return the reply with the status 200
     * @throws CommandException if there is no such reply, with what to do
     */
    JsonObject get(String path) throws CommandException, InterruptedException {
        return ok(send("GET", path));
    }

    /** Requests a change. Otherwise as {@link #get}. */
    JsonObject put(String path) throws CommandException, InterruptedException {
        return ok(send("PUT", path));
    }

    /**
     * Requests a reply that goes on: the lines as they come. Ends when they do, with an {@link UncheckedIOException} if the server disconnects.
     * Otherwise as {@link #get}.
     */
    Stream<String> stream(String path) throws CommandException, InterruptedException {
        HttpResponse<Stream<String>> response = send("POST", path, BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw refused(response.statusCode(), response.body().collect(Collectors.joining(" ")));
        }
        return response.body();
    }

    private JsonObject ok(HttpResponse<String> response) throws CommandException {
        if (response.statusCode() != 200) {
            throw refused(response.statusCode(), response.body());
        }
        return json(response);
    }

    /**
     * Requests that something ends.
     *
     * @param path begins with a slash
     * @return the reply with the status 202, or 404 if there is no such thing
     * @throws CommandException if there is no such reply, with what to do
     */
    Reply delete(String path) throws CommandException, InterruptedException {
        HttpResponse<String> response = send("DELETE", path);
        if (response.statusCode() != 202 && response.statusCode() != 404) {
            throw refused(response.statusCode(), response.body());
        }
        return new Reply(response.statusCode(), json(response));
    }

    private HttpResponse<String> send(String method, String path) throws CommandException, InterruptedException {
        return send(method, path, BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(String method, String path, BodyHandler<T> body)
            throws CommandException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path)).timeout(ANSWER_TIME)
                .method(method, HttpRequest.BodyPublishers.noBody());
        token.ifPresent(its -> request.header("Authorization", "Bearer " + its));
        try {
            return http.send(request.build(), body);
        } catch (SSLException e) {
            throw new CommandException(server + " cannot be used over TLS (" + reason(e)
                    + "); check --ca-file and --certificate, and that the server's certificate has the host name of --url");
        } catch (IOException e) {
            throw new CommandException(server + " does not respond (" + reason(e)
                    + "); check that pop3bridge is running and listens there: management.listen, or --url");
        }
    }

    /** Returns a text as a part of a path or of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String reason(IOException e) {
        if (e.getMessage() != null) {
            return e.getMessage();
        }
        return e instanceof ConnectException ? "no connection" : e.getClass().getSimpleName();
    }

    private CommandException refused(int status, String body) {
        return new CommandException(server + switch (status) {
            case 401 -> token.isPresent()
                    ? " does not accept this token; check management.token-file, or --token-file"
                    : " needs a token; set management.token-file, or use --token-file";
            case 400, 403, 429 -> " refuses: " + Printable.of(body.strip());
            default -> " answers with status " + status
                    + "; check that it is the management port of this version of pop3bridge";
        });
    }

    private JsonObject json(HttpResponse<String> response) throws CommandException {
        try {
            return new JsonObject(response.body());
        } catch (DecodeException _) {
            throw new CommandException(
                    server + " does not answer with JSON; check that it is the management port of this "
                            + "version of pop3bridge");
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
