package pop3bridge.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import pop3bridge.pop3.sasl.LoginMethods;
import pop3bridge.pop3.sasl.Mechanism;
import pop3bridge.server.Listener;
import pop3bridge.server.ServerConfig;
import pop3bridge.server.ServerConfig.PlaintextLogin;
import pop3bridge.sources.CertificateAccounts.Use;

/** Settings that are valid, and still not what an operator is likely to want. */
final class ConfigWarnings {
    private static final Set<Mechanism> FOR_TOKENS = EnumSet.of(Mechanism.OAUTHBEARER, Mechanism.XOAUTH2);

    private final Config config;
    private final List<String> warnings = new ArrayList<>();

    private ConfigWarnings(Config config) {
        this.config = config;
    }

    /** A sentence for each, which names the settings. */
    static List<String> of(Config config) {
        ConfigWarnings warnings = new ConfigWarnings(config);
        warnings.mechanisms();
        warnings.plaintext();
        warnings.networks();
        return List.copyOf(warnings.warnings);
    }

    private ServerConfig server() {
        return config.pop3().server();
    }

    private void mechanisms() {
        LoginMethods methods = server().logins().methods();
        if (methods.equals(LoginMethods.ALL)) {
            return;
        }
        EnumSet<Mechanism> idle = EnumSet.noneOf(Mechanism.class);
        if (config.accounts().certificate() == Use.OFF) {
            idle.add(Mechanism.EXTERNAL);
        }
        if (config.accounts().sources().stream().noneMatch(Config.Source.OAuth.class::isInstance)) {
            idle.addAll(FOR_TOKENS);
        }
        idle.retainAll(methods.mechanisms());
        if (idle.contains(Mechanism.EXTERNAL)) {
            warnings.add("auth.mechanisms lists EXTERNAL, which is not offered while accounts.certificate is off");
        }
        if (idle.stream().anyMatch(FOR_TOKENS::contains)) {
            warnings.add("auth.mechanisms lists " + names(idle, FOR_TOKENS)
                    + ", which is not offered while accounts.sources does not list oauth");
        }
        if (!methods.user() && !methods.apop() && idle.containsAll(methods.mechanisms())) {
            warnings.add("no user can log in: auth.mechanisms lists no mechanism that is offered");
        }
    }

    private static String names(Set<Mechanism> mechanisms, Set<Mechanism> wanted) {
        return mechanisms.stream().filter(wanted::contains).map(Mechanism::wire).collect(Collectors.joining(" and "));
    }

    private void plaintext() {
        for (Listeners.Port port : config.pop3().ports()) {
            Listener listener = port.listener();
            LoginMethods methods = server().logins().methods();
            if (listener.tls() == Listener.Tls.OFF && listener.plaintext() == PlaintextLogin.NEVER
                    && methods.equals(LoginMethods.ALL)) {
                warnings.add(port.setting() + " " + port.address()
                        + ": it has no TLS, and plaintext-login is never: only CRAM-MD5, SCRAM and APOP can log in here");
            }
        }
    }

    private void networks() {
        if (server().trustedProxies().everywhere()) {
            warnings.add(
                    "proxy.trusted has all addresses: every client can claim the address of another; list only the load balancers");
        }
        if (config.lmtp().filter(lmtp -> lmtp.access().networks().everywhere()).isPresent()) {
            warnings.add(
                    "lmtp.allow-remote-from has all addresses: anybody can store mail; list only the mail servers");
        }
        if (config.accounts().guard().exempt().everywhere()) {
            warnings.add("accounts.penalty-exempt has all addresses: passwords can be guessed without delay");
        }
    }
}
