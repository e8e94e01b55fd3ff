package pop3bridge.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Secret;
import pop3bridge.config.Config.Accounts.Source;
import pop3bridge.ldap.LdapConfig;
import pop3bridge.ldap.LdapConfig.Limits;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Scope;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.Servers;
import pop3bridge.ldap.LdapConfig.ServiceAccount;
import pop3bridge.server.Networks;
import pop3bridge.sources.CertificateAccounts.Name;
import pop3bridge.sources.CertificateAccounts.Use;

/** Reads the settings of the sources of accounts. */
final class AccountSettings {
    private AccountSettings() {}

    /** How LDAP proves a password. */
    enum LdapProof {
        BIND,
        COMPARE
    }

    /** The sources, in order. */
    static Config.Accounts read(Values values, List<String> problems) {
        List<Source> sources = values.find(Settings.ACCOUNTS_SOURCES).orElse(List.of());
        Optional<Path> file = values.find(Settings.USERS_FILE);
        if (sources.contains(Source.FILE) && file.isEmpty() && !values.isGiven(Settings.USERS_FILE)) {
            problems.add("users.file: missing; set it in the file or as " + Settings.USERS_FILE.variable());
        }
        if (!sources.isEmpty() && !sources.contains(Source.LDAP) && values.isGiven(Settings.LDAP_URLS)) {
            problems.add(
                    values.named(Settings.LDAP_URLS) + ": accounts.sources does not list ldap; add it, or remove this");
        }
        Optional<LdapConfig> ldap = Optional.empty();
        if (sources.contains(Source.LDAP)) {
            try {
                ldap = Optional.of(ldap(values));
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return new Config.Accounts(sources, file, ldap,
                values.find(Settings.ACCOUNTS_CERTIFICATE).orElse(Use.OFF),
                values.find(Settings.ACCOUNTS_CERTIFICATE_NAME).orElse(Name.EMAIL),
                values.find(Settings.ACCOUNTS_REMEMBER).orElse(Duration.ZERO),
                Networks.of(values.find(Settings.ACCOUNTS_PENALTY_EXEMPT).orElse(List.of())));
    }

    private static LdapConfig ldap(Values values) throws ConfigException {
        List<URI> urls = required(values, Settings.LDAP_URLS);
        Servers servers = new Servers(urls, values.find(Settings.LDAP_START_TLS).orElse(false),
                values.find(Settings.LDAP_CA_FILE),
                values.find(Settings.LDAP_ALLOW_PLAINTEXT).orElse(false));
        return new LdapConfig(servers, login(values), values.find(Settings.LDAP_NAME_ATTRIBUTE),
                values.find(Settings.LDAP_MAILDROP_ATTRIBUTE), Limits.DEFAULT);
    }

    private static Login login(Values values) throws ConfigException {
        Optional<String> template = values.find(Settings.LDAP_DN_TEMPLATE);
        if (template.isPresent()) {
            if (values.isGiven(Settings.LDAP_FILTER) || values.isGiven(Settings.LDAP_BIND_DN)) {
                throw new ConfigException("ldap.dn-template",
                        "names each entry without a search; remove ldap.filter and ldap.bind-dn, or this");
            }
            return new Login.BindByName(template.get());
        }
        Search search = new Search(required(values, Settings.LDAP_BASE), Scope.SUBTREE,
                required(values, Settings.LDAP_FILTER), serviceAccount(values));
        return switch (values.find(Settings.LDAP_LOGIN).orElse(LdapProof.BIND)) {
            case BIND -> new Login.SearchAndBind(search);
            case COMPARE -> new Login.SearchAndCompare(search);
        };
    }

    private static Optional<ServiceAccount> serviceAccount(Values values) throws ConfigException {
        Optional<String> dn = values.find(Settings.LDAP_BIND_DN);
        if (dn.isEmpty()) {
            return Optional.empty();
        }
        Path file = required(values, Settings.LDAP_BIND_PASSWORD_FILE);
        try {
            return Optional.of(new ServiceAccount(dn.get(), Secret.of(Files.readString(file).stripTrailing())));
        } catch (IOException e) {
            throw new ConfigException("ldap.bind-password-file", file + ": cannot be read: " + e.getMessage());
        }
    }

    private static <T> T required(Values values, Setting<T> setting) throws ConfigException {
        return values.find(setting).orElseThrow(() -> new ConfigException(setting.key(),
                "missing; set it in the file or as " + setting.variable()));
    }
}
