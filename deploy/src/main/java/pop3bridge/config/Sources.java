package pop3bridge.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import pop3bridge.accounts.Secret;
import pop3bridge.config.Config.Source;
import pop3bridge.http.HttpConfig;
import pop3bridge.ldap.LdapConfig;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.ServiceAccount;

/** The sources of accounts that {@code accounts.sources} lists. */
final class Sources {
    private final Values values;
    private final List<String> problems;

    private Sources(Values values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    /**
     * Reads the settings of each source that is listed, and the files with secrets.
     *
     * @param problems takes a line for each value that is missing, wrong, at odds with another or of no effect
     */
    static List<Source> of(Values values, List<String> problems) {
        return new Sources(values, problems).all();
    }

    private List<Source> all() {
        List<SourceKind> kinds = values.find(SourceSettings.ACCOUNTS_SOURCES).orElse(List.of());
        if (kinds.isEmpty()) {
            return List.of();
        }
        for (SourceKind kind : SourceKind.values()) {
            if (!kinds.contains(kind)) {
                unused(kind.settings(), "has no effect, as accounts.sources does not list " + kind.word()
                        + "; add it there, or remove this setting");
            }
        }
        List<Source> sources = new ArrayList<>();
        for (SourceKind kind : kinds) {
            switch (kind) {
                case FILE -> required(SourceSettings.USERS_FILE).map(Source.File::new).ifPresent(sources::add);
                case LDAP -> ldap().map(Source.Ldap::new).ifPresent(sources::add);
                case HTTP -> http().map(Source.Http::new).ifPresent(sources::add);
            }
        }
        return List.copyOf(sources);
    }

    private Optional<LdapConfig> ldap() {
        Optional<LdapConfig.Servers> servers = required(SourceSettings.LDAP_URLS).flatMap(urls -> all(
                SourceSettings.LDAP_START_TLS, SourceSettings.LDAP_ALLOW_PLAINTEXT,
                (startTls, allowPlaintext) -> new LdapConfig.Servers(urls, startTls,
                        values.find(SourceSettings.LDAP_CA_FILE), allowPlaintext)));
        Optional<LdapConfig.Limits> limits = ldapLimits();
        boolean byName = values.isGiven(SourceSettings.LDAP_DN_TEMPLATE);
        Optional<Login> login = byName ? byName() : search();
        Optional<String> name = values.find(SourceSettings.LDAP_NAME_ATTRIBUTE)
                .or(() -> byName ? Optional.empty() : Optional.of(SourceSettings.DEFAULT_NAME_ATTRIBUTE));
        return servers.flatMap(its -> login.flatMap(how -> limits.map(bounds -> new LdapConfig(its, how, name,
                values.find(SourceSettings.LDAP_MAILDROP_ATTRIBUTE), bounds))));
    }
}
