package pop3bridge.deploy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;

/**
 * Stands before the embedded store and passes one write on at a time, so that conditional writes of several processes are exact. All its state
 * belongs to one event loop.
 */
final class ExactStore implements AutoCloseable {
    private static final int CONNECTIONS = 50;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    private final URI store;
    private final URI url;
    private Future<Void> writes = Future.succeededFuture();

    ExactStore(URI store) {
        this.store = store;
        int port = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(request -> request.body().compose(body -> serve(request, body))
                        .onFailure(_ -> request.connection().close()))
                .listen(0, "127.0.0.1").await().actualPort();
        url = URI.create("http://127.0.0.1:" + port);
    }

    URI url() {
        return url;
    }

    private Future<Void> serve(HttpServerRequest request, Buffer body) {
        if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            return forward(request, body);
        }
        writes = writes.transform(_ -> forward(request, body));
        return writes;
    }

    /** With the headers as they are, which are signed. */
    private Future<Void> forward(HttpServerRequest request, Buffer body) {
        return client.request(new RequestOptions().setHost(store.getHost()).setPort(store.getPort())
                .setMethod(request.method()).setURI(request.uri()))
                .compose(passed -> {
                    passed.headers().setAll(request.headers()).remove("Expect");
                    return passed.send(body);
                })
                .compose(answer -> answer.body().compose(content -> {
                    request.response().setStatusCode(answer.statusCode());
                    request.response().headers().setAll(answer.headers()).remove("Transfer-Encoding");
                    return request.response().end(content);
                }));
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
