package pop3bridge.deploy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import pop3bridge.config.Config;
import pop3bridge.config.Config.Source;
import pop3bridge.config.ConfigException;
import pop3bridge.http.HttpAccounts;
import pop3bridge.ldap.LdapAccounts;
import pop3bridge.oauth.OAuthTokens;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.SourceChain;
import pop3bridge.users.UsersFile;
import pop3bridge.users.UsersFileException;

/** Builds the authentication backends from the configuration. Errors name the setting to change. */
final class AccountSources {
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
            case Source.Ldap ldap -> new LdapAccounts(ldap.config(), registry);
            case Source.Http http -> new HttpAccounts(http.config(), registry);
            case Source.OAuth oauth -> new OAuthTokens(oauth.config(), registry);
        };
    }

    static UsersFile usersFile(Path path) throws ConfigException {
        try {
            return UsersFile.load(path);
        } catch (UsersFileException e) {
            throw new ConfigException(
                    e.problems().stream().map(problem -> "users.file: " + path + ": " + problem).toList());
        }
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
