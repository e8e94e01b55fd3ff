package pop3bridge.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import pop3bridge.config.Config.LogFormat;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Demo;
import pop3bridge.deploy.LogOutput;
import pop3bridge.deploy.Shutdown;
import pop3bridge.deploy.Version;
import pop3bridge.store.s3.EmbeddedStore;

/** {@code demo}: runs pop3bridge with an embedded store and sample mail. */
@Command(name = "demo", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Serves sample mail from an embedded S3 store: user demo, password demo.", exitCodeListHeading = ServeStatus.HEADING, exitCodeList = {
        ServeStatus.STOPPED, ServeStatus.ABANDONED, ServeStatus.NOT_STARTED,
        ServeStatus.OUT_OF_MEMORY})
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--port", paramLabel = "PORT", defaultValue = "1110", description = "Port for POP3 with STLS on 127.0.0.1; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--tls-port", paramLabel = "PORT", defaultValue = "1995", description = "Port for POP3 with implicit TLS on 127.0.0.1; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
    private int tlsPort;

    @Option(names = "--management-port", paramLabel = "PORT", defaultValue = "9110", description = "Port for metrics and health checks on 127.0.0.1; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
    private int managementPort;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder in which the store keeps its objects between runs. Default: a temporary folder, deleted on exit.")
    private @Nullable Path data;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    DemoCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        EmbeddedStore embedded = ServiceLoader.load(EmbeddedStore.class).findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the embedded store is not on the class path; start the demo with deploy/bin/pop3bridge"));
        LogOutput.use(LogFormat.TEXT);
        Shutdown.run(_ -> {
            Demo demo = Demo.start(embedded, Optional.ofNullable(data),
                    new Demo.Ports(port, tlsPort, managementPort));
            Shutdown.print(() -> demo.banner(spec.commandLine().getOut()));
            return demo::stop;
        });
        return 0;
    }
}
