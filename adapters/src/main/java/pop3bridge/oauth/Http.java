package pop3bridge.oauth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import pop3bridge.oauth.OAuthFailure.Kind;
import pop3bridge.sources.Trust;

/** Asks the provider; answers are bounded in time and size, and redirections are not followed. Safe for use by many threads. */
final class Http implements AutoCloseable {
    private final HttpClient client;

    /** An answer. */
    record Answer(int status, String body) {
        static final int OK = 200;
    }

    Http(OAuthConfig.Http config) {
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(config.limits().connect())
                .sslContext(Trust.context(config.caFile(), OAuthSetting.CA_FILE.key())).build();
    }

    /** Where the answer is expected to be JSON. */
    static HttpRequest.Builder request(URI url) {
        return HttpRequest.newBuilder(url).header("Accept", "application/json");
    }

    /**
     * Sends a request.
     *
     * @param most the largest size of the answer in octets
     * @param end when the whole answer must be there, by {@link System#nanoTime}
     * @throws OAuthFailure if it is not
     */
    Answer send(HttpRequest request, int most, long end) throws OAuthFailure, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request,
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
        try {
            HttpResponse<byte[]> whole = answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            return new Answer(whole.statusCode(), new String(whole.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new OAuthFailure(Kind.NO_ANSWER, request.uri().toString(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw new OAuthFailure(Kind.UNREACHABLE, request.uri() + ": " + Optional
                        .ofNullable(failure.getMessage()).orElse(failure.getClass().getSimpleName()), failure);
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
