package pop3bridge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import pop3bridge.config.Address;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Version;

/** {@code health}: asks the server on this machine for its health, as a container's health check does. */
@Command(name = "health", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Asks the server at management.listen whether it accepts clients.", exitCodeListHeading = "Exit status:%n", exitCodeList = {
        "0:the server accepts clients", "1:it does not, or does not respond", "2:the settings have errors"})
final class HealthCommand implements Callable<Integer> {
    private static final int NOT_HEALTHY = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_OCTETS = 4096;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final TlsOption tls = new TlsOption();

    @Option(names = "--live", description = "Ask only whether the process responds (/livez), not whether it accepts clients (/readyz).")
    private boolean live;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    HealthCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandException {
        Config.Management management = config.read().management();
        Address listen = management.listen();
        if (listen.port() == 0) {
            throw new ConfigException("management.listen",
                    listen + ": the server picks a port at each start; choose one");
        }
        try {
            return ask(management);
        } catch (SocketTimeoutException _) {
            return problem(listen + " does not respond within " + PATIENCE.toSeconds() + " s");
        } catch (IOException e) {
            return problem(listen + " does not respond: " + e.getMessage());
        }
    }

    private int ask(Config.Management management) throws IOException, CommandException {
        Address listen = management.listen();
        Address server = new Address(reachable(listen.host()), listen.port());
        URI uri = URI.create(
                (management.tls().isPresent() ? "https://" : "http://") + server + (live ? "/livez" : "/readyz"));
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(tls.context(ServerOption.certificate(management)).getSocketFactory());
        }
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setInstanceFollowRedirects(false);
        try {
            return switch (connection.getResponseCode()) {
                case HttpURLConnection.HTTP_OK -> {
                    PrintWriter out = spec.commandLine().getOut();
                    out.println(line(connection.getInputStream()));
                    out.flush();
                    yield 0;
                }
                case HttpURLConnection.HTTP_UNAVAILABLE -> problem(line(connection.getErrorStream()));
                default -> problem(listen + " is not the management port of pop3bridge: it responds with HTTP status "
                        + connection.getResponseCode());
            };
        } finally {
            connection.disconnect();
        }
    }

    /** Returns the loopback address for a server that listens on every interface. */
    private static String reachable(String host) throws IOException {
        return InetAddress.getByName(host).isAnyLocalAddress()
                ? InetAddress.getLoopbackAddress().getHostAddress()
                : host;
    }

    private static String line(@Nullable InputStream body) throws IOException {
        if (body == null) {
            return "";
        }
        try (body) {
            return new String(body.readNBytes(MOST_OCTETS), StandardCharsets.UTF_8).strip();
        }
    }

    private int problem(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("pop3bridge: " + text);
        err.flush();
        return NOT_HEALTHY;
    }
}
