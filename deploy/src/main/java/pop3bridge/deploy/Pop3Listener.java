package pop3bridge.deploy;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.config.Address;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.config.Listeners;
import pop3bridge.guard.PasswordGuard;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.management.Sessions;
import pop3bridge.net.TlsContexts;
import pop3bridge.net.TlsProfile;
import pop3bridge.server.Listener;
import pop3bridge.server.Listener.Tls;
import pop3bridge.server.Pop3Server;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.CertificateAccounts;
import pop3bridge.sources.CertificateAccounts.Use;
import pop3bridge.tls.Certificates;
import pop3bridge.trace.Traces;

/** The POP3 server of {@code serve}. */
final class Pop3Listener {
    private static final Logger log = LoggerFactory.getLogger(Pop3Listener.class);

    private final Pop3Server server;
    private final List<Listeners.Port> ports = new ArrayList<>();

    /**
     * What it is made of.
     *
     * @param certificates empty if no port serves TLS
     * @param tracer empty if there are to be no OpenTelemetry spans
     */
    record Parts(Vertx vertx, AccountSource accounts, Maildrops maildrops, Optional<Certificates> certificates,
            Traces traces, Optional<Tracer> tracer, MeterRegistry registry) {}

    /** Does not listen yet. */
    Pop3Listener(Config config, Parts parts) {
        this.server = new Pop3Server(parts.vertx(), config.pop3().server(),
                new Pop3Server.Ports(
                        new PasswordGuard(withCertificates(config.accounts(), parts.accounts()),
                                config.accounts().guard(), parts.registry()),
                        parts.maildrops(), parts.certificates().map(TlsContexts.class::cast), parts.traces(),
                        parts.tracer()),
                parts.registry());
    }

    private static AccountSource withCertificates(Config.Accounts accounts, AccountSource source) {
        Use use = accounts.certificate();
        return use == Use.OFF ? source : new CertificateAccounts(source, use, accounts.certificateName());
    }

    /** Listens at all ports, and warns of what clients cannot do there, or should not. */
    void listen(List<Listeners.Port> wanted) throws ConfigException {
        for (Listeners.Port port : wanted) {
            try {
                Address address = port.address();
                SocketAddress taken = server.listen(SocketAddress.inetSocketAddress(address.port(), address.host()),
                        port.listener());
                ports.add(new Listeners.Port(port.setting(), new Address(taken.host(), taken.port()), port.listener()));
                warn(port);
            } catch (IOException e) {
                throw new ConfigException(port.setting(), port.address() + ": " + e.getMessage());
            }
        }
    }

    private static void warn(Listeners.Port port) throws UnknownHostException {
        Listener listener = port.listener();
        boolean loopback = InetAddress.getByName(port.address().host()).isLoopbackAddress();
        if (listener.tls() == Tls.OFF && listener.plaintext() == PlaintextLogin.LOOPBACK && !loopback
                && !listener.proxyProtocol()) {
            log.atWarn().addKeyValue(port.setting(), port.address()).log(
                    "clients on other machines cannot log in here: it has no TLS, and plaintext-login is loopback");
        }
        if (listener.plaintext() == PlaintextLogin.ALWAYS && !loopback && listener.tls() != Tls.IMPLICIT) {
            log.atWarn().addKeyValue(port.setting(), port.address())
                    .log("passwords may cross the network in the clear: plaintext-login is always");
        }
        if (listener.profile() == TlsProfile.LEGACY) {
            log.atWarn().addKeyValue(port.setting(), port.address())
                    .log("TLS 1.0 and 1.1 are accepted here: use profile legacy only for old devices");
        }
    }

    /** Returns the addresses, with the actual ports. */
    List<Address> addresses() {
        return ports.stream().map(Listeners.Port::address).toList();
    }

    /** Returns the lines to print at startup: the addresses with the actual ports. */
    List<String> banner() {
        return Stream.of(listening("  POP3        ", tls -> tls != Tls.IMPLICIT),
                listening("  POP3 TLS    ", tls -> tls == Tls.IMPLICIT)).flatMap(Optional::stream).toList();
    }

    private Optional<String> listening(String name, Predicate<Tls> kind) {
        String addresses = ports.stream().filter(port -> kind.test(port.listener().tls()))
                .map(port -> port.address() + (port.listener().tls() == Tls.STARTTLS ? " with STLS" : ""))
                .collect(Collectors.joining(", "));
        return addresses.isEmpty() ? Optional.empty() : Optional.of(name + addresses);
    }

    /** Returns the sessions, for operators. */
    Sessions sessions() {
        return new ServerSessions(server);
    }

    /** Stops; returns the number of sessions that did not end in time. */
    int stop(Duration grace) {
        return server.stop(grace);
    }
}
