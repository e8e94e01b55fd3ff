package pop3bridge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import pop3bridge.accounts.Secret;
import pop3bridge.config.Config.Source;
import pop3bridge.config.SourceSettings.LdapProof;
import pop3bridge.http.HttpConfig;
import pop3bridge.ldap.LdapConfig;
import pop3bridge.ldap.LdapConfig.Login;
import pop3bridge.ldap.LdapConfig.Search;
import pop3bridge.ldap.LdapConfig.ServiceAccount;

/** The authentication backends that {@code accounts.sources} lists. */
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
        Optional<List<SourceKind>> kinds = values.find(SourceSettings.ACCOUNTS_SOURCES);
        if (kinds.isEmpty()) {
            return List.of();
        }
        for (SourceKind kind : SourceKind.values()) {
            if (!kinds.get().contains(kind)) {
                String word = kind.name().toLowerCase(Locale.ROOT);
                unused(SourceSettings.of(kind),
                        "not used, as accounts.sources does not list " + word + "; list it, or remove this setting");
            }
        }
        List<Source> sources = new ArrayList<>();
        for (SourceKind kind : kinds.get()) {
            Optional<Source> source = switch (kind) {
                case FILE -> required(SourceSettings.USERS_FILE, Source.File::new);
                case LDAP -> ldap();
                case HTTP -> http();
                case OAUTH -> OAuthSettings.read(values, problems).map(Source.OAuth::new);
            };
            source.ifPresent(sources::add);
        }
        return List.copyOf(sources);
    }

    private Optional<Source> ldap() {
        Optional<LdapConfig.Servers> servers = required(SourceSettings.LDAP_URLS,
                urls -> new LdapConfig.Servers(urls, values.get(SourceSettings.LDAP_START_TLS),
                        values.find(SourceSettings.LDAP_CA_FILE), values.get(SourceSettings.LDAP_ALLOW_PLAINTEXT)),
                SourceSettings.LDAP_START_TLS, SourceSettings.LDAP_ALLOW_PLAINTEXT);
        boolean byName = values.isGiven(SourceSettings.LDAP_DN_TEMPLATE);
        Optional<? extends Login> login = byName ? byName() : bySearch();
        Optional<LdapConfig.Limits> limits = part(
                () -> new LdapConfig.Limits(values.get(SourceSettings.LDAP_CONNECTIONS),
                        values.get(SourceSettings.LDAP_CONNECT_TIMEOUT), values.get(SourceSettings.LDAP_ANSWER_TIMEOUT),
                        values.get(SourceSettings.LDAP_LOGIN_TIMEOUT)),
                SourceSettings.LDAP_CONNECTIONS, SourceSettings.LDAP_CONNECT_TIMEOUT,
                SourceSettings.LDAP_ANSWER_TIMEOUT, SourceSettings.LDAP_LOGIN_TIMEOUT);
        Optional<String> name = values.find(SourceSettings.LDAP_NAME_ATTRIBUTE)
                .or(() -> byName ? Optional.empty() : Optional.of(SourceSettings.DEFAULT_NAME_ATTRIBUTE));
        if (servers.isEmpty() || login.isEmpty() || limits.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Source.Ldap(new LdapConfig(servers.get(), login.get(), name,
                values.find(SourceSettings.LDAP_MAILDROP_ATTRIBUTE), limits.get())));
    }

    private Optional<Login> byName() {
        unused(SourceSettings.LDAP_SEARCH, "not used, as ldap.dn-template is set; remove one of them");
        if (values.find(SourceSettings.LDAP_LOGIN).filter(LdapProof.COMPARE::equals).isPresent()) {
            problems.add(values.named(SourceSettings.LDAP_LOGIN)
                    + ": compare needs a search, and ldap.dn-template is set; remove one of them");
        }
        return part(() -> new Login.BindByName(values.get(SourceSettings.LDAP_DN_TEMPLATE)),
                SourceSettings.LDAP_DN_TEMPLATE);
    }

    private Optional<Login> bySearch() {
        Optional<String> base = required(SourceSettings.LDAP_BASE, Search::checkedBase);
        Optional<String> filter = part(() -> Search.checkedFilter(values.get(SourceSettings.LDAP_FILTER)),
                SourceSettings.LDAP_FILTER);
        Optional<Secret> password = SecretFile.read(values, SourceSettings.LDAP_BIND_PASSWORD_FILE, problems);
        values.together(SourceSettings.LDAP_BIND_DN, SourceSettings.LDAP_BIND_PASSWORD_FILE, problems);
        values.together(SourceSettings.LDAP_BIND_PASSWORD_FILE, SourceSettings.LDAP_BIND_DN, problems);
        Optional<ServiceAccount> account = password.flatMap(
                its -> part(() -> new ServiceAccount(values.get(SourceSettings.LDAP_BIND_DN), its),
                        SourceSettings.LDAP_BIND_DN));
        if (base.isEmpty() || filter.isEmpty()) {
            return Optional.empty();
        }
        return part(() -> {
            Search search = new Search(base.get(), values.get(SourceSettings.LDAP_SCOPE), filter.get(), account);
            return values.get(SourceSettings.LDAP_LOGIN) == LdapProof.BIND
                    ? new Login.SearchAndBind(search)
                    : new Login.SearchAndCompare(search);
        }, SourceSettings.LDAP_SCOPE, SourceSettings.LDAP_LOGIN);
    }

    private Optional<Source> http() {
        Optional<HttpConfig.Service> service = required(SourceSettings.HTTP_URL,
                url -> new HttpConfig.Service(url, values.find(SourceSettings.HTTP_CA_FILE),
                        values.get(SourceSettings.HTTP_ALLOW_PLAINTEXT)),
                SourceSettings.HTTP_ALLOW_PLAINTEXT);
        Optional<Secret> token = SecretFile.read(values, SourceSettings.HTTP_TOKEN_FILE, problems)
                .flatMap(its -> part(() -> HttpConfig.checkedToken(its)));
        Optional<HttpConfig.Limits> limits = part(
                () -> new HttpConfig.Limits(values.get(SourceSettings.HTTP_CONNECTIONS),
                        values.get(SourceSettings.HTTP_CONNECT_TIMEOUT),
                        values.get(SourceSettings.HTTP_ANSWER_TIMEOUT)),
                SourceSettings.HTTP_CONNECTIONS, SourceSettings.HTTP_CONNECT_TIMEOUT,
                SourceSettings.HTTP_ANSWER_TIMEOUT);
        return service.flatMap(
                its -> limits.map(bounds -> new Source.Http(new HttpConfig(its, token, bounds))));
    }

    private void unused(List<Setting<?>> settings, String why) {
        settings.stream().filter(values::isGiven)
                .forEach(setting -> problems.add(values.named(setting) + ": " + why));
    }

    /** A part of a source's configuration that is made of the value of a setting that must be given. */
    private <V, T> Optional<T> required(Setting<V> setting, Function<V, ? extends T> made,
            Setting<?>... others) {
        if (!values.isGiven(setting)) {
            problems.add(setting.key() + ": required; set it in the settings file or as " + setting.variable());
            return Optional.empty();
        }
        Setting<?>[] all = Stream.concat(Stream.of(setting), Stream.of(others)).toArray(Setting<?>[]::new);
        return part(() -> made.apply(values.get(setting)), all);
    }

    /** A part that is made of these settings; empty if one of them is wrong, or all of them together are. */
    private <T> Optional<T> part(Supplier<? extends T> made, Setting<?>... settings) {
        if (Stream.of(settings).anyMatch(setting -> values.find(setting).isEmpty())) {
            return Optional.empty();
        }
        try {
            return Optional.of(made.get());
        } catch (IllegalArgumentException e) {
            problems.add(values.located(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }
}
