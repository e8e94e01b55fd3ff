package pop3bridge.store.s3;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pop3bridge.store.s3.AwsEnvironment.Found;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/**
 * The HTTP proxy for an endpoint: that of the endpoint's scheme, by Java's system properties or the conventional
 * environment variables. The SDK would use the http proxy for both schemes, and TLS to an https proxy.
 */
final class Proxies {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f.:]+]");
    private static final Pattern ADDRESSES = Pattern.compile("[0-9a-fA-F.:]+/\\d+");

    private Proxies() {}

    /** Returns the proxy configuration; one without a proxy if none is configured. */
    static ProxyConfiguration of(URI endpoint, AwsEnvironment environment) {
        ProxyConfiguration.Builder proxy = ProxyConfiguration.builder().useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false);
        List<String> direct = direct(endpoint.getScheme(), environment);
        Optional<URI> url = named(endpoint.getScheme(), environment).flatMap(found -> url(found.value()));
        if (url.isEmpty() || direct.stream().anyMatch(entry -> covers(entry, endpoint.getHost()))) {
            return proxy.build();
        }
        int port = "https".equals(url.get().getScheme()) ? 443 : 80;
        proxy.endpoint(URI.create(url.get().getScheme() + "://" + url.get().getHost() + ":"
                + (url.get().getPort() < 0 ? port : url.get().getPort())));
        if (url.get().getUserInfo() != null) {
            String[] user = url.get().getUserInfo().split(":", 2);
            proxy.username(user[0]).password(user.length > 1 ? user[1] : "");
        }
        return proxy.nonProxyHosts(direct.stream().filter(entry -> !entry.startsWith(".")).collect(Collectors.toSet()))
                .build();
    }

    /** Returns the configured proxy if it is invalid. */
    static Optional<Found> malformed(URI endpoint, AwsEnvironment environment) {
        return named(endpoint.getScheme(), environment).filter(found -> url(found.value()).isEmpty());
    }

    private static Optional<Found> named(String scheme, AwsEnvironment environment) {
        Optional<String> host = Optional.ofNullable(System.getProperty(scheme + ".proxyHost"));
        return host
                .map(name -> new Found(
                        name + ":" + System.getProperty(scheme + ".proxyPort", scheme.equals("https") ? "443" : "80"),
                        scheme + ".proxyHost"))
                .or(() -> environment.variable(scheme + "_proxy"))
                .or(() -> environment.variable(scheme.toUpperCase(Locale.ROOT) + "_PROXY"));
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text.contains("://") ? text : "http://" + text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /**
     * Returns the host names, domain suffixes with a leading dot, addresses and address ranges for which the proxy is
     * bypassed.
     */
    private static List<String> direct(String scheme, AwsEnvironment environment) {
        Stream<String> entries = System.getProperty(scheme + ".proxyHost") == null
                ? environment.variable("no_proxy").or(() -> environment.variable("NO_PROXY")).stream()
                        .flatMap(found -> Stream.of(found.value().split("[,\\s]+", -1)))
                : Stream.of(System.getProperty("http.nonProxyHosts", "").split("\\|", -1));
        List<String> direct = new ArrayList<>();
        entries.map(entry -> entry.strip().toLowerCase(Locale.ROOT).replaceAll("^\\*(?=\\.)|(?<=[^:]):\\d+$", ""))
                .filter(entry -> !entry.isEmpty()).forEach(direct::add);
        return direct;
    }

    /**
     * Returns whether a no-proxy entry matches a host. As in curl, a name also matches its subdomains: a bucket is a
     * subdomain of its endpoint.
     */
    private static boolean covers(String entry, String host) {
        String name = host.toLowerCase(Locale.ROOT);
        boolean below = !ADDRESS.matcher(name).matches()
                && (name.endsWith(entry.startsWith(".") ? entry : "." + entry) || entry.equals("." + name));
        return entry.equals("*") || name.equals(entry) || below || inRange(entry, name);
    }

    private static boolean inRange(String entry, String host) {
        if (!ADDRESSES.matcher(entry).matches() || !ADDRESS.matcher(host).matches()) {
            return false;
        }
        try {
            byte[] first = InetAddress.ofLiteral(entry.replaceAll("/.*", "")).getAddress();
            byte[] address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).getAddress();
            int bits = Integer.parseInt(entry.replaceAll(".*/", ""));
            for (int bit = 0; bit < Math.min(bits, 8 * first.length); bit++) {
                int mask = 0x80 >> bit % 8;
                if (first.length != address.length || (first[bit / 8] & mask) != (address[bit / 8] & mask)) {
                    return false;
                }
            }
            return first.length == address.length;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
