package pop3bridge.deploy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.config.Config;
import pop3bridge.config.Config.Source;
import pop3bridge.config.ConfigException;
import pop3bridge.http.HttpAccounts;
import pop3bridge.ldap.LdapAccounts;
import pop3bridge.oauth.OAuthTokens;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.ReplaceableSource;
import pop3bridge.sources.SourceChain;
import pop3bridge.users.UsersFile;
import pop3bridge.users.UsersFileException;

/** Builds the authentication backends from the configuration. Errors name the setting to change. */
final class AccountSources {
    private static final Logger log = LoggerFactory.getLogger(AccountSources.class);

    private AccountSources() {}

    /**
     * Reads the users file and prepares the other sources, which may be unavailable yet.
     *
     * @throws ConfigException with all that is wrong; then nothing is left open
     */
    static SourceChain open(Config config, MeterRegistry registry) throws ConfigException {
        List<AccountSource> sources = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Source source : config.accounts().sources()) {
            try {
                sources.add(open(source, registry));
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            sources.forEach(AccountSource::close);
            throw new ConfigException(problems);
        }
        sources.forEach(source -> observe(source, registry));
        return new SourceChain(sources);
    }

    private static AccountSource open(Source source, MeterRegistry registry) throws ConfigException {
        return switch (source) {
            case Source.File(Path path) -> usersFile(path);
            case Source.Remote remote -> new ReplaceableSource(remote(remote, registry));
        };
    }

    private static AccountSource remote(Source.Remote source, MeterRegistry registry) {
        return switch (source) {
            case Source.Ldap ldap -> new LdapAccounts(ldap.config(), registry);
            case Source.Http http -> new HttpAccounts(http.config(), registry);
            case Source.OAuth oauth -> new OAuthTokens(oauth.config(), registry);
        };
    }

    /**
     * Reads the users file, and the secrets and CA certificates of the other backends again. What has errors stays as it is, and the log says
     * so.
     */
    static void reload(Config config, SourceChain chain, MeterRegistry registry) {
        chain.sources().forEach(AccountSource::reload);
        try {
            List<Source> sources = config.secretFiles().sources();
            for (int i = 0; i < sources.size(); i++) {
                if (chain.sources().get(i) instanceof ReplaceableSource before
                        && sources.get(i) instanceof Source.Remote now) {
                    before.replace(remote(now, registry));
                    log.atInfo().addKeyValue("source", before.name()).log("secret and CA certificates read");
                }
            }
        } catch (ConfigException | IllegalArgumentException e) {
            log.atError().addKeyValue("why", e.getMessage())
                    .log("a file of an authentication backend has errors, keeping what was read before");
        }
    }

    private static UsersFile usersFile(Path path) throws ConfigException {
        try {
            return UsersFile.load(path);
        } catch (UsersFileException e) {
            throw invalid(path, e);
        }
    }

    /**
     * Reads the accounts in the users file, for a command.
     *
     * @throws ConfigException if the users file is invalid
     */
    static List<Account> accounts(Path path) throws ConfigException {
        try {
            return UsersFile.accounts(path);
        } catch (UsersFileException e) {
            throw invalid(path, e);
        }
    }

    private static ConfigException invalid(Path path, UsersFileException e) {
        return new ConfigException(
                e.problems().stream().map(problem -> "users.file: " + path + ": " + problem).toList());
    }

    private static void observe(AccountSource source, MeterRegistry registry) {
        Gauge.builder("pop3bridge.accounts.source.up", source, its -> its.problem().isEmpty() ? 1 : 0)
                .description("1 if the last use of the authentication backend succeeded, 0 if it failed")
                .tag("source", source.name()).register(registry);
        if (source instanceof UsersFile file) {
            Gauge.builder("pop3bridge.users.file.current", file, its -> its.current() ? 1 : 0)
                    .description(
                            "1 if the current users file is in use, 0 if it has errors and the last good version is in use")
                    .register(registry);
        }
    }
}
