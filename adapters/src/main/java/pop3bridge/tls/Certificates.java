package pop3bridge.tls;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.net.TlsContexts;
import pop3bridge.net.TlsProfile;

/**
 * The server's certificates. A thread of their own looks at the files every few seconds; new ones are for new handshakes, and sessions go
 * on with what they have. While a changed file cannot be used, the certificates read before stay in use.
 */
public final class Certificates implements TlsContexts, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration WARN_BEFORE_EXPIRY = Duration.ofDays(30);
    private static final Duration WARN_EVERY = Duration.ofDays(1);

    /** RFC 7301; the name is registered for POP3. A client that offers other protocols alone talks to the wrong port. */
    private static final String APPLICATION_PROTOCOL = "pop3";

    /** The suites with forward secrecy and authenticated encryption. */
    static final List<String> MODERN_SUITES = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    static final List<String> MODERN_VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    private final TlsConfig config;
    private final Clock clock;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificates").factory());
    private volatile Loaded loaded;
    private volatile boolean current = true;
    private Map<Path, FileTime> stamps;
    private Instant warnedAt = Instant.MIN;

    /** The contexts of the files as they were read. */
    private record Loaded(Map<TlsProfile, List<SslContext>> contexts, Map<String, Integer> byName, Instant expiry) {
        SslContext context(Optional<String> host, TlsProfile profile) {
            int index = host.map(name -> name.toLowerCase(Locale.ROOT))
                    .map(name -> byName.getOrDefault(name, byName.getOrDefault(wildcard(name), 0))).orElse(0);
            return Objects.requireNonNull(contexts.get(profile)).get(index);
        }

        private static String wildcard(String name) {
            return "*" + name.substring(Math.max(0, name.indexOf('.')));
        }
    }

    private Certificates(TlsConfig config, Clock clock) throws TlsFileException {
        this.config = config;
        this.clock = clock;
        this.stamps = stamps(config);
        this.loaded = load();
    }

    /**
     * Reads the files, and looks at them from now on.
     *
     * @throws TlsFileException if a file cannot be used
     */
    public static Certificates load(TlsConfig config, MeterRegistry registry) throws TlsFileException {
        Certificates certificates = new Certificates(config, Clock.systemUTC());
        certificates.register(registry);
        certificates.warnOfExpiry();
        ScheduledFuture<?> _ = certificates.looking.scheduleWithFixedDelay(certificates::look, LOOK_EVERY.toMillis(),
                LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return certificates;
    }

    @Override
    public SslContext context(Optional<String> host, TlsProfile profile) {
        return loaded.context(host, profile);
    }

    /** Whether the files as they are now are in use. */
    public boolean current() {
        return current;
    }

    /** When the first of the certificates in use expires. */
    public Instant expiry() {
        return loaded.expiry();
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    private void register(MeterRegistry registry) {
        Gauge.builder("pop3bridge.tls.certificate.expiry.timestamp", this, its -> its.expiry().getEpochSecond())
                .baseUnit("seconds").description("Unix time at which the first TLS certificate in use expires")
                .register(registry);
        Gauge.builder("pop3bridge.tls.certificate.current", this, its -> its.current() ? 1 : 0)
                .description(
                        "1 if the current certificate files are in use, 0 if they have errors and older ones are in use")
                .register(registry);
    }

    /** Reads the files again, even if they seem unchanged. Thread-safe. */
    public synchronized void reload() {
        stamps = stamps(config);
        try {
            loaded = load();
            current = true;
            log.atInfo().addKeyValue("expiry", loaded.expiry()).log("TLS certificates reloaded");
        } catch (TlsFileException | RuntimeException e) {
            current = false;
            log.atError().addKeyValue("why", e.getMessage()).log("TLS certificates have errors, keeping those in use");
        }
    }

    /** Reads the files again if they have changed. */
    synchronized void look() {
        if (!stamps(config).equals(stamps)) {
            reload();
        }
        warnOfExpiry();
    }

    private void warnOfExpiry() {
        Instant now = clock.instant();
        if (now.isAfter(expiry().minus(WARN_BEFORE_EXPIRY)) && now.isAfter(warnedAt.plus(WARN_EVERY))) {
            warnedAt = now;
            log.atWarn().addKeyValue("expiry", expiry()).log("a TLS certificate expires soon");
        }
    }

    private Loaded load() throws TlsFileException {
        Optional<char[]> password = password(config);
        List<X509Certificate> authorities = config.clientCa().isPresent()
                ? KeyMaterial.authorities(config.clientCa().get())
                : List.of();
        List<TlsProfile> profiles = config.legacy() ? List.of(TlsProfile.values()) : List.of(TlsProfile.MODERN);
        Map<TlsProfile, List<SslContext>> contexts = new EnumMap<>(TlsProfile.class);
        Map<String, Integer> byName = new HashMap<>();
        Instant expiry = Instant.MAX;
        for (int i = 0; i < config.certificates().size(); i++) {
            Path file = config.certificates().get(i);
            KeyMaterial material = KeyMaterial.read(file, config.keys().isEmpty() ? file : config.keys().get(i),
                    password, clock);
            for (String name : material.names()) {
                byName.putIfAbsent(name, i);
            }
            expiry = expiry.isBefore(material.expiry()) ? expiry : material.expiry();
            for (TlsProfile profile : profiles) {
                contexts.computeIfAbsent(profile, _ -> new ArrayList<>())
                        .add(context(file, material, profile, authorities));
            }
        }
        return new Loaded(contexts, byName, expiry);
    }

    private static SslContext context(Path file, KeyMaterial material, TlsProfile profile,
            List<X509Certificate> authorities) throws TlsFileException {
        SslContextBuilder builder = SslContextBuilder.forServer(material.key(), material.chain());
        if (!authorities.isEmpty()) {
            builder.clientAuth(ClientAuth.OPTIONAL).trustManager(authorities);
        }
        switch (profile) {
            case MODERN -> builder.sslProvider(SslProvider.JDK).protocols(MODERN_VERSIONS)
                    .ciphers(MODERN_SUITES)
                    .applicationProtocolConfig(alpn(SelectorFailureBehavior.FATAL_ALERT));
            case LEGACY -> {
                if (!OpenSsl.isAvailable()) {
                    throw new TlsFileException(file,
                            "profile legacy needs netty-tcnative, which does not run on this machine: "
                                    + OpenSsl.unavailabilityCause());
                }
                builder.sslProvider(SslProvider.OPENSSL).protocols("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1")
                        .applicationProtocolConfig(alpn(SelectorFailureBehavior.NO_ADVERTISE));
            }
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new TlsFileException(file, "cannot be used: " + e.getMessage());
        }
    }

    private static ApplicationProtocolConfig alpn(SelectorFailureBehavior otherwise) {
        return new ApplicationProtocolConfig(Protocol.ALPN, otherwise, SelectedListenerFailureBehavior.ACCEPT,
                APPLICATION_PROTOCOL);
    }

    /** Returns the password of encrypted keys, if there is one. */
    static Optional<char[]> password(TlsConfig config) throws TlsFileException {
        if (config.keyPasswordFile().isEmpty()) {
            return Optional.empty();
        }
        Path file = config.keyPasswordFile().get();
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8).stripTrailing().toCharArray());
        } catch (IOException e) {
            throw new TlsFileException(file, "cannot be read: " + e.getMessage());
        }
    }

    private static Map<Path, FileTime> stamps(TlsConfig config) {
        Map<Path, FileTime> stamps = new HashMap<>();
        Stream.of(config.certificates().stream(), config.keys().stream(), config.keyPasswordFile().stream(),
                config.clientCa().stream()).flatMap(files -> files).forEach(file -> {
                    try {
                        stamps.put(file, Files.getLastModifiedTime(file));
                    } catch (IOException _) {
                        stamps.put(file, FileTime.fromMillis(0));
                    }
                });
        return stamps;
    }
}
