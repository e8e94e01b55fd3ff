package pop3bridge.deploy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
public final class Version implements IVersionProvider {
    public Version() {}

    public static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("development");
    }

    /** Registers the versions as labels. */
    static void observe(MeterRegistry registry) {
        Gauge.builder("pop3bridge.build.info", () -> 1).description("The versions of the server and of Java")
                .tags("version", text(), "java", Runtime.version().toString()).register(registry);
    }

    @Override
    public String[] getVersion() {
        return new String[]{"pop3bridge " + text()};
    }
}
