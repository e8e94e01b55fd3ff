package pop3bridge.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pop3bridge.config.Address;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;

/** The options that find the management port of a running server. */
final class ServerOption {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--url", paramLabel = "URL", description = "Address of the management port, such as http://127.0.0.1:9110. Default: management.listen in the settings. With this option, the settings are not read.")
    private @Nullable URI url;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File that contains the token for the management port. Default: management.token-file in the settings.")
    private @Nullable Path tokenFile;

    @Mixin
    private final TlsOption tls = new TlsOption();

    ServerOption() {}

    /** Returns a client for the server that the options name. */
    ManagementClient client() throws CommandException, ConfigException {
        if (url != null) {
            return new ManagementClient(url(url), token(Optional.ofNullable(tokenFile)), tls.context(Optional.empty()));
        }
        Config.Management management = config.read().management();
        return new ManagementClient(url(management),
                token(Optional.ofNullable(tokenFile).or(management::tokenFile)), tls.context(certificate(management)));
    }

    /** Returns the file of the certificate that the server has according to its settings. */
    static Optional<Path> certificate(Config.Management management) {
        return management.tls().map(config -> config.certificates().getFirst());
    }

    private static URI url(URI given) throws CommandException {
        String text = given.toString().replaceAll("/+$", "");
        if (!text.matches("https?://[^/?#]+(/[^?#]*)?") || given.getHost() == null) {
            throw new CommandException("--url: " + Printable.of(text) + " is not a URL such as http://127.0.0.1:9110");
        }
        return URI.create(text);
    }

    /** A server may know its address by a name that it refuses as a host; it accepts the address itself. */
    private static URI url(Config.Management management) throws CommandException, ConfigException {
        Address listen = management.listen();
        if (listen.port() == 0) {
            throw new ConfigException("management.listen",
                    listen + ": the server picks a port at each start; choose one, or use --url");
        }
        try {
            InetAddress address = InetAddress.getByName(listen.host());
            InetAddress reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
            return URI.create((management.tls().isPresent() ? "https://" : "http://")
                    + new Address(reachable.getHostAddress(), listen.port()));
        } catch (UnknownHostException e) {
            throw new ConfigException("management.listen", listen + ": " + e.getMessage());
        }
    }

    private static Optional<String> token(Optional<Path> file) throws CommandException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            String token = Files.readString(file.get()).strip();
            if (!token.matches("[!-~]+")) {
                throw new CommandException(file.get() + ": must contain the token alone");
            }
            return Optional.of(token);
        } catch (IOException e) {
            throw new CommandException(file.get() + ": cannot be read: " + e.getMessage());
        }
    }
}
