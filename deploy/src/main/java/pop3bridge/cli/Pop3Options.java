package pop3bridge.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import pop3bridge.accounts.Secret;
import pop3bridge.moving.MailSource;
import pop3bridge.moving.pop3.Pop3Source;
import pop3bridge.moving.pop3.Pop3Source.Protection;
import pop3bridge.tls.ClientContext;
import pop3bridge.tls.ClientContext.Trusted;
import pop3bridge.tls.TlsFileException;

/** The options for mail that is on another POP3 server. */
final class Pop3Options {
    private static final String PLAIN = "pop3://";
    private static final String TLS = "pop3s://";
    private static final int PLAIN_PORT = 110;
    private static final int TLS_PORT = 995;

    /** The environment variable with the password. */
    private static final String VARIABLE = "IMPORT_PASSWORD";

    @Option(names = "--password-file", paramLabel = "FILE", description = "File whose first line is the password for a POP3 server. Default: the environment variable "
            + VARIABLE + ".")
    private @Nullable Path passwordFile;

    @Option(names = "--plaintext", description = "Use a pop3:// server without TLS. The password and all mail can be read on the way.")
    private boolean plaintext;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "PEM file with the CA certificates that a POP3 server's certificate is verified against. Default: those of Java.")
    private @Nullable Path caFile;

    Pop3Options() {}

    static boolean isServer(String source) {
        return source.startsWith(PLAIN) || source.startsWith(TLS);
    }

    /**
     * Logs in to a server.
     *
     * @param maxSize the maximum size of a message in octets
     * @throws IOException if it cannot be reached, is not trusted, or refuses
     */
    MailSource open(String source, int maxSize) throws CommandException, IOException {
        return Pop3Source.open(server(source), password(), maxSize);
    }

    private Pop3Source.Server server(String source) throws CommandException {
        URI address;
        try {
            address = new URI(source);
        } catch (URISyntaxException _) {
            throw noAddress(source);
        }
        String user = address.getUserInfo();
        if (address.getHost() == null || user == null || user.isEmpty() || !address.getPath().replace("/", "").isEmpty()
                || address.getQuery() != null || address.getFragment() != null) {
            throw noAddress(source);
        }
        if (address.getRawUserInfo().contains(":")) {
            throw new CommandException(
                    "the password must not be in the address, where other users of this machine see it:"
                            + " use --password-file");
        }
        boolean tls = source.startsWith(TLS);
        Protection protection = tls ? Protection.TLS : plaintext ? Protection.NONE : Protection.STLS;
        int port = address.getPort() >= 0 ? address.getPort() : tls ? TLS_PORT : PLAIN_PORT;
        return new Pop3Source.Server(address.getHost().replaceAll("[\\[\\]]", ""), port, protection, context(), user);
    }

    private static CommandException noAddress(String source) {
        return new CommandException(
                Printable.of(source) + " is not an address such as pop3s://USER@HOST; in USER, write"
                        + " %40 for @");
    }

    private SSLContext context() throws CommandException {
        try {
            Trusted trusted = caFile == null ? new Trusted.ByDefault() : new Trusted.Authorities(caFile);
            return ClientContext.of(trusted, Optional.empty(), Optional.empty());
        } catch (TlsFileException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private Secret password() throws CommandException, IOException {
        if (passwordFile != null) {
            return Secret.of(Files.readString(passwordFile).lines().findFirst().orElse(""));
        }
        String password = System.getenv(VARIABLE);
        if (password == null) {
            throw new CommandException("no password: use --password-file or the environment variable " + VARIABLE);
        }
        return Secret.of(password);
    }
}
