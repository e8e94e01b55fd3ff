package pop3bridge.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.deploy.Bridge;
import pop3bridge.deploy.Hangup;
import pop3bridge.deploy.LogOutput;
import pop3bridge.deploy.Shutdown;
import pop3bridge.deploy.Version;

/** {@code serve}: runs pop3bridge with the operator's store. */
@Command(name = "serve", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Serves the maildrops in an S3 bucket.", exitCodeListHeading = ServeStatus.HEADING, exitCodeList = {
        ServeStatus.STOPPED, ServeStatus.ABANDONED, ServeStatus.NOT_STARTED,
        ServeStatus.OUT_OF_MEMORY})
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    ServeCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        return serve(config.read(), spec.commandLine().getOut());
    }

    /** Serves until the process is told to stop. */
    static int serve(Config settings, PrintWriter out) throws ConfigException, InterruptedException {
        LogOutput.use(settings.log());
        AtomicReference<Runnable> reload = new AtomicReference<>(() -> {});
        Hangup.runs(() -> reload.get().run());
        Shutdown.run(stopRequested -> {
            Bridge bridge = Bridge.start(settings, UnaryOperator.identity(), stopRequested);
            reload.set(bridge::reload);
            Shutdown.print(() -> {
                out.println("pop3bridge " + Version.text() + " is ready");
                bridge.banner().forEach(out::println);
                out.flush();
            });
            return bridge::stop;
        });
        return 0;
    }
}
