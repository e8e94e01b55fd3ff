package pop3bridge.cli;

import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import pop3bridge.tls.ClientContext;
import pop3bridge.tls.ClientContext.Trusted;
import pop3bridge.tls.TlsFileException;

/** The options for TLS to the management port. */
final class TlsOption {
    @Option(names = "--ca-file", paramLabel = "FILE", description = "PEM file with the CA certificates that the server's certificate is verified against. Default: the server must have the certificate of management.tls-certificate in the settings; with --url, the CA certificates of Java.")
    private @Nullable Path caFile;

    @Option(names = "--certificate", paramLabel = "FILE", description = "PEM file with the client certificate to present, and its key.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "PEM file with the key of --certificate, if it is in another file.")
    private @Nullable Path key;

    TlsOption() {}

    /**
     * Returns the context for connections to a server.
     *
     * @param own the certificate that the server has according to its settings
     */
    SSLContext context(Optional<Path> own) throws CommandException {
        if (key != null && certificate == null) {
            throw new CommandException("--key: needs --certificate");
        }
        Trusted trusted = caFile != null
                ? new Trusted.Authorities(caFile)
                : own.<Trusted>map(Trusted.Server::new).orElseGet(Trusted.ByDefault::new);
        try {
            return ClientContext.of(trusted, Optional.ofNullable(certificate), Optional.ofNullable(key));
        } catch (TlsFileException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }
}
