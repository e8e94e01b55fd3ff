package pop3bridge.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pop3bridge.net.TlsProfile;
import pop3bridge.server.Listener;
import pop3bridge.server.Listener.Tls;
import pop3bridge.server.ServerConfig.PlaintextLogin;

/** The ports that {@code pop3.listen}, {@code pop3s.listen} and {@code pop3.listeners} ask for. */
public final class Listeners {
    private static final Address DEFAULT = new Address("127.0.0.1", 1110);

    private Listeners() {}

    /**
     * A port.
     *
     * @param setting the key of the setting that asks for it
     */
    public record Port(String setting, Address address, Listener listener) {}

    /** All ports; without any setting, POP3 on the loopback interface. */
    static List<Port> of(Values values) {
        PlaintextLogin plaintext = values.find(Settings.POP3_PLAINTEXT_LOGIN).orElse(PlaintextLogin.LOOPBACK);
        Tls short110 = values.find(Settings.TLS_CERTIFICATE).isPresent() ? Tls.STARTTLS : Tls.OFF;
        Optional<List<ListenerEntry>> entries = values.find(Settings.POP3_LISTENERS);
        List<Port> ports = new ArrayList<>();
        for (Address address : values.find(Settings.POP3_LISTEN)
                .orElse(entries.isPresent() ? List.of() : List.of(DEFAULT))) {
            ports.add(new Port(Settings.POP3_LISTEN.key(), address,
                    new Listener(short110, plaintext, TlsProfile.MODERN, false)));
        }
        for (Address address : values.find(Settings.POP3S_LISTEN).orElse(List.of())) {
            ports.add(new Port(Settings.POP3S_LISTEN.key(), address,
                    new Listener(Tls.IMPLICIT, plaintext, TlsProfile.MODERN, false)));
        }
        for (ListenerEntry entry : entries.orElse(List.of())) {
            ports.add(new Port(Settings.POP3_LISTENERS.key(), entry.address(), new Listener(entry.tls(),
                    entry.plaintext().orElse(plaintext), entry.profile(), entry.proxyProtocol())));
        }
        return List.copyOf(ports);
    }

    /** What is wrong with them together. */
    static void check(Values values, List<String> problems) {
        List<Port> ports = of(values);
        Set<Address> addresses = new HashSet<>();
        for (Port port : ports) {
            Address address = port.address();
            if (!addresses.add(address) && address.port() != 0) {
                problems.add(port.setting() + ": " + address + " is listed twice; remove one");
            }
            if (port.listener().tls() != Tls.OFF && values.find(Settings.TLS_CERTIFICATE).isEmpty()) {
                problems.add("tls.certificate: missing; " + port.setting() + " serves TLS at " + address);
            }
            if (port.listener().proxyProtocol() && values.find(Settings.PROXY_TRUSTED).isEmpty()) {
                problems.add("proxy.trusted: missing; " + address + " expects the PROXY protocol");
            }
        }
        values.find(Settings.MANAGEMENT_LISTEN)
                .filter(address -> address.port() != 0 && addresses.contains(address))
                .ifPresent(address -> problems.add(values.named(Settings.MANAGEMENT_LISTEN) + ": " + address
                        + " serves POP3 already; choose another"));
        int certificates = values.find(Settings.TLS_CERTIFICATE).map(List::size).orElse(0);
        int keys = values.find(Settings.TLS_KEY).map(List::size).orElse(certificates);
        if (keys != certificates) {
            problems.add("tls.key: " + keys + " files for " + certificates
                    + " certificates; list one key for each, in the same order");
        }
    }
}
