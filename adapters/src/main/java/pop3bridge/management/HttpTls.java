package pop3bridge.management;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.tls.ServerKeys;
import pop3bridge.tls.TlsConfig;
import pop3bridge.tls.TlsFileException;

/** TLS of the management port. */
final class HttpTls {
    private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);

    private HttpTls() {}

    /**
     * Returns the options of a server that speaks HTTP/1.1 only: a client that asks to upgrade to HTTP/2 gets an answer to its request
     * all the same.
     *
     * @throws IOException if a file cannot be used
     */
    static HttpServerOptions options(Optional<TlsConfig> config) throws IOException {
        if (config.isEmpty()) {
            return new HttpServerOptions().setHttp2ClearTextEnabled(false);
        }
        try {
            return secure(config.get());
        } catch (TlsFileException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static HttpServerOptions secure(TlsConfig config) throws TlsFileException {
        ServerKeys keys = ServerKeys.read(config);
        HttpServerOptions options = new HttpServerOptions().setSsl(true).setUseAlpn(false)
                .setKeyCertOptions(KeyCertOptions.wrap(keys.own()))
                .setEnabledSecureTransportProtocols(new LinkedHashSet<>(ServerKeys.versions()));
        ServerKeys.suites().forEach(options::addEnabledCipherSuite);
        keys.clients().ifPresent(
                clients -> options.setClientAuth(ClientAuth.REQUEST).setTrustOptions(TrustOptions.wrap(clients)));
        return options;
    }

    /** Reads the files again, for the connections that follow. */
    static void reload(HttpServer server, TlsConfig config) {
        try {
            boolean _ = server.updateSSLOptions(secure(config).getSslOptions(), true).await();
            log.atInfo().log("TLS files of the management port read");
        } catch (TlsFileException | RuntimeException e) {
            log.atError().addKeyValue("why", e.getMessage())
                    .log("TLS files of the management port have errors, keeping those in use");
        }
    }
}
