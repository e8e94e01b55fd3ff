package pop3bridge.deploy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.ldap.LdapAccounts;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.CertificateAccounts;
import pop3bridge.sources.CertificateAccounts.Use;
import pop3bridge.sources.SourceChain;
import pop3bridge.users.UsersFile;
import pop3bridge.users.UsersFileException;

/** The sources of accounts that the settings name, in their order. */
final class AccountSources implements AutoCloseable {
    private final List<AccountSource> all = new ArrayList<>();
    private final List<LdapAccounts> directories = new ArrayList<>();

    private final Config.Accounts config;

    private AccountSources(Config.Accounts config) {
        this.config = config;
    }

    /**
     * Reads the users file and prepares the others, which are asked at each login.
     *
     * @throws ConfigException if a source cannot be used as it is configured
     */
    static AccountSources open(Config.Accounts config, MeterRegistry registry) throws ConfigException {
        AccountSources sources = new AccountSources(config);
        for (Config.Accounts.Source source : config.sources()) {
            switch (source) {
                case FILE -> sources.addFile(config, registry);
                case LDAP -> sources.addDirectory(config, registry);
            }
        }
        for (AccountSource source : sources.all) {
            Gauge.builder("pop3bridge.accounts.source.up", source, its -> its.problem().isEmpty() ? 1 : 0)
                    .tag("source", source.name())
                    .description("1 if the source of accounts could be used the last time, else 0")
                    .register(registry);
        }
        return sources;
    }

    private void addFile(Config.Accounts config, MeterRegistry registry) throws ConfigException {
        UsersFile file = file(config);
        Gauge.builder("pop3bridge.users.file.current", file, its -> its.current() ? 1 : 0)
                .description(
                        "1 if the current users file is in use, 0 if it has errors and the last good version is in use")
                .register(registry);
        all.add(file);
    }

    private void addDirectory(Config.Accounts config, MeterRegistry registry) throws ConfigException {
        try {
            LdapAccounts directory = new LdapAccounts(config.ldap().orElseThrow(), registry);
            directories.add(directory);
            all.add(directory);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    /** Reads the users file. */
    static UsersFile file(Config.Accounts config) throws ConfigException {
        Path file = config.file().orElseThrow();
        try {
            return UsersFile.load(file);
        } catch (UsersFileException e) {
            throw new ConfigException(
                    e.problems().stream().map(problem -> "users.file: " + file + ": " + problem).toList());
        }
    }

    List<AccountSource> all() {
        return List.copyOf(all);
    }

    /** What logins ask. */
    AccountSource chain() {
        AccountSource chain = new SourceChain(all);
        return config.certificate() == Use.OFF
                ? chain
                : new CertificateAccounts(chain, config.certificate(), config.certificateName());
    }

    @Override
    public void close() {
        directories.forEach(LdapAccounts::close);
    }
}
