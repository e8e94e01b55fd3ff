package pop3bridge.deploy;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.bridge.SLF4JBridgeHandler;
import pop3bridge.config.ConfigException;

/**
 * Sends OpenTelemetry traces by OTLP, as the standard variables of the environment say. Metrics are for Prometheus and logs for standard
 * error, unless these variables say otherwise.
 */
final class Telemetry implements AutoCloseable {
    private static final long GRACE_SECONDS = 2;
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "pop3bridge",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    private final OpenTelemetrySdk sdk;

    private Telemetry(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * Starts the sending, in the background.
     *
     * @throws ConfigException if a variable has a value that makes no sense
     */
    static Telemetry open() throws ConfigException {
        // OpenTelemetry logs by java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        try {
            return new Telemetry(AutoConfiguredOpenTelemetrySdk.builder().disableShutdownHook()
                    .addPropertiesSupplier(() -> DEFAULTS).build().getOpenTelemetrySdk());
        } catch (ConfigurationException e) {
            throw new ConfigException("otel.traces",
                    "a variable of OpenTelemetry in the environment: " + e.getMessage());
        }
    }

    Tracer tracer() {
        return sdk.getTracer("pop3bridge", Version.text());
    }

    /** Sends what is left, if the collector responds soon. */
    @Override
    public void close() {
        var _ = sdk.shutdown().join(GRACE_SECONDS, TimeUnit.SECONDS);
    }
}
