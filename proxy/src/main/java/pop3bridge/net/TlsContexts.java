package pop3bridge.net;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/** Where the server gets certificates and keys. Implementations are safe for use by many threads and must not block. */
public interface TlsContexts {
    /**
     * The context for a new handshake.
     *
     * @param host the host name that the client asked for (RFC 6066 §3); empty if it asked for none
     */
    SslContext context(Optional<String> host, TlsProfile profile);
}
