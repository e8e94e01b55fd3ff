package pop3bridge.store.maildrop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** An asynchronous client that uses a blocking one: the S3 Encryption Client writes with the former only. */
record AsyncHttp(SdkHttpClient http) implements SdkAsyncHttpClient {
    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        return CompletableFuture.runAsync(() -> {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            SdkPublisher.adapt(request.requestContentPublisher()).subscribe(piece -> add(body, piece)).join();
            try {
                HttpExecuteResponse response = http.prepareRequest(HttpExecuteRequest.builder()
                        .request(request.request())
                        .contentStreamProvider(() -> new ByteArrayInputStream(body.toByteArray())).build()).call();
                byte[] content = new byte[0];
                if (response.responseBody().isPresent()) {
                    try (InputStream stream = response.responseBody().get()) {
                        content = stream.readAllBytes();
                    }
                }
                request.responseHandler().onHeaders(response.httpResponse());
                request.responseHandler().onStream(AsyncRequestBody.fromBytes(content));
            } catch (IOException e) {
                request.responseHandler().onError(e);
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void add(ByteArrayOutputStream body, ByteBuffer piece) {
        byte[] octets = new byte[piece.remaining()];
        piece.get(octets);
        body.writeBytes(octets);
    }

    @Override
    public void close() {
        http.close();
    }
}
