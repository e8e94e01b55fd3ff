package pop3bridge.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pop3bridge.accounts.Secret;
import pop3bridge.sources.Loopback;

/**
 * How to ask a directory for accounts. Each part throws an {@link IllegalArgumentException} that names the {@link LdapSetting} if a value
 * cannot be used.
 *
 * @param nameAttribute the attribute whose value is the account's name; an entry must have exactly one value of it. Empty for the name as
 *     the user typed it: most directories ignore case and repeated spaces in what they compare, so that one person may then log in as
 *     several accounts, each with a maildrop of its own
 * @param maildropAttribute the attribute whose value is the address of the account's maildrop, such as {@code mailMessageStore} with
 *     {@code s3://bucket/prefix/}; an entry may have none
 */
public record LdapConfig(Servers servers, Login login, Optional<String> nameAttribute,
        Optional<String> maildropAttribute, Limits limits) {
    /** A name as users type it, in templates. */
    public static final String USER = "{user}";

    /**
     * Where the directory is.
     *
     * @param urls {@code ldap://host:port} or {@code ldaps://host:port}, without a port 389 or 636; a server is asked while those before it
     *     do not answer
     * @param startTls whether connections to {@code ldap://} turn to TLS before anything else (RFC 4511 §4.14)
     * @param caFile certificates in PEM form of the authorities that a server's certificate may come from, read once; empty for those of
     *     the JVM. The server's host name is verified in any case
     * @param allowPlaintext whether passwords may cross the network without TLS
     */
    public record Servers(List<URI> urls, boolean startTls, Optional<Path> caFile, boolean allowPlaintext) {
        public Servers {
            urls = List.copyOf(urls);
            if (urls.isEmpty()) {
                throw LdapSetting.URLS.wrong("name at least one server, such as ldaps://ldap.example.org");
            }
            for (URI url : urls) {
                check(url);
                if (!secure(url) && !startTls && !allowPlaintext && !Loopback.isHost(host(url))) {
                    throw LdapSetting.URLS.wrong("passwords would be sent to " + url + " in the clear: use ldaps://,"
                            + " set " + LdapSetting.START_TLS + ", or allow it with " + LdapSetting.ALLOW_PLAINTEXT);
                }
            }
        }

        private static void check(URI url) {
            boolean ldap = "ldap".equalsIgnoreCase(url.getScheme()) || "ldaps".equalsIgnoreCase(url.getScheme());
            boolean bare = url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null
                    && url.getFragment() == null && (url.getPath().isEmpty() || url.getPath().equals("/"));
            if (!ldap || !bare || url.getPort() == 0 || url.getPort() > 65535) {
                throw LdapSetting.URLS
                        .wrong(url + " is not of the form ldap://host, ldap://host:port, ldaps://host or"
                                + " ldaps://host:port");
            }
        }

        /** Whether TLS begins with the connection. */
        static boolean secure(URI url) {
            return "ldaps".equalsIgnoreCase(url.getScheme());
        }

        /** The host, an IPv6 address without its brackets. */
        static String host(URI url) {
            return url.getHost().replaceAll("[\\[\\]]", "");
        }

        static int port(URI url) {
            int standard = secure(url) ? 636 : 389;
            return url.getPort() < 0 ? standard : url.getPort();
        }
    }

    /** How a password is proved. */
    public sealed interface Login {
        /** By a bind as the one entry that a search finds, on a connection other than the service account's. */
        record SearchAndBind(Search search) implements Login {}

        /**
         * By a Compare (RFC 4511 §4.10) with {@code userPassword} of the one entry that a search finds. Most directories compare octet
         * by octet, so that a hashed password never matches (OpenLDAP among them), and disregard what would keep the account from a bind.
         */
        record SearchAndCompare(Search search) implements Login {}

        /**
         * By a bind as the entry of this DN, without a search; attributes are read by the user.
         *
         * @param template such as <code>uid={user},ou=people,dc=example,dc=org</code>
         */
        record BindByName(String template) implements Login {
            public BindByName {
                DnTemplate _ = new DnTemplate(template);
            }
        }
    }

    /**
     * How an entry is found (RFC 4511 §4.5).
     *
     * @param base the DN below which the entries are
     * @param filter an RFC 4515 filter with <code>{user}</code> in the value of an equality or extensible match, such as
     *     <code>(&amp;(objectClass=person)(mail={user}))</code>
     * @param account who searches; empty for nobody (anonymously)
     */
    public record Search(String base, Scope scope, String filter, Optional<ServiceAccount> account) {
        public Search {
            base = checkedBase(base);
            filter = checkedFilter(filter);
        }

        /** The base, which is a DN (RFC 4514). */
        public static String checkedBase(String base) {
            try {
                DN _ = new DN(base);
                return base;
            } catch (LDAPException e) {
                throw new IllegalArgumentException(LdapSetting.BASE + ": " + e.getMessage(), e);
            }
        }

        /** The filter, which has a place for the name. */
        public static String checkedFilter(String filter) {
            FilterTemplate _ = new FilterTemplate(filter);
            return filter;
        }
    }

    /** How far below the base a search goes. */
    public enum Scope {
        /** The base's children. */
        ONE,
        /** The base and all below it. */
        SUBTREE
    }

    /** Who searches. */
    public record ServiceAccount(String dn, Secret password) {
        public ServiceAccount {
            if (dn.isBlank()) {
                throw LdapSetting.BIND_DN.wrong("is empty; leave it out to search anonymously");
            }
            if (password.octets().length == 0) {
                throw LdapSetting.BIND_PASSWORD.wrong("is empty: that would be an unauthenticated bind");
            }
        }
    }

    /**
     * Bounds.
     *
     * @param connections how many logins ask at once; each of them takes a connection for the search and another one for the bind
     * @param connect the longest time for a connection with its TLS handshake
     * @param answer the longest time for the answer to a request; then another server is asked, and this one again after half a minute
     * @param login the longest time for a login, waiting for a free connection and all servers that do not answer included; longer than
     *     {@code connect} and {@code answer}
     */
    public record Limits(int connections, Duration connect, Duration answer, Duration login) {
        /** Eight connections, two and three seconds, ten for the login. */
        public static final Limits DEFAULT = new Limits(8, Duration.ofSeconds(2), Duration.ofSeconds(3),
                Duration.ofSeconds(10));

        public Limits {
            if (connections < 1) {
                throw LdapSetting.CONNECTIONS.wrong("must be at least 1");
            }
            positive(LdapSetting.CONNECT_TIMEOUT, connect);
            positive(LdapSetting.ANSWER_TIMEOUT, answer);
            if (login.compareTo(connect) <= 0 || login.compareTo(answer) <= 0) {
                throw LdapSetting.LOGIN_TIMEOUT.wrong("must be longer than " + LdapSetting.CONNECT_TIMEOUT + " and "
                        + LdapSetting.ANSWER_TIMEOUT + "; otherwise no second server is ever asked");
            }
        }

        private static void positive(LdapSetting setting, Duration time) {
            if (time.toMillis() < 1 || time.compareTo(Duration.ofHours(1)) > 0) {
                throw setting.wrong("must be between 1 ms and 1 h");
            }
        }
    }
}
