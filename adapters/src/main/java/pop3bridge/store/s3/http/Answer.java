package pop3bridge.store.s3.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;

/** A successful response. Its connection is occupied until the body has been read and closed, or aborted. */
public final class Answer {
    private final SdkHttpResponse head;
    private final @Nullable AbortableInputStream body;

    Answer(SdkHttpResponse head, @Nullable AbortableInputStream body) {
        this.head = head;
        this.body = body;
    }

    /** Returns whether there is a header of this name, compared without case; its value can be empty. */
    public boolean has(String name) {
        return !head.matchingHeaders(name).isEmpty();
    }

    /** Returns the value of a header, if there is one that is not empty; names are compared without case. */
    public Optional<String> header(String name) {
        return head.firstMatchingHeader(name);
    }

    /** Returns the body. */
    public InputStream body() {
        return body == null ? InputStream.nullInputStream() : body;
    }

    /** Closes the connection, so that nothing more is transferred. */
    public void abort() {
        if (body != null) {
            body.abort();
        }
    }

    /** Reads the body to its end, so that the connection can be used again. */
    public void discard() throws IOException {
        if (body != null) {
            body.transferTo(OutputStream.nullOutputStream());
            body.close();
        }
    }
}
