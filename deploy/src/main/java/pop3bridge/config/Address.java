package pop3bridge.config;

import java.net.Inet6Address;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A socket address to listen on.
 *
 * @param host a host name or an IP address, without brackets
 * @param port 0 for an ephemeral port
 */
public record Address(String host, int port) implements Endpoint {
    public static final String WORD = "an address host:port";

    private static final Pattern FORM = Pattern
            .compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])?:(?<port>\\d{1,5})");

    /** Parses {@code 127.0.0.1:1110}, {@code localhost:1110} or {@code [::1]:1110}. */
    public static Address parse(String text) throws BadValueException {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group("port")) > 65535) {
            throw BadValueException.not(text, WORD + ", such as 127.0.0.1:1110 or [::1]:1110");
        }
        int port = Integer.parseInt(form.group("port"));
        String host = form.group("host");
        if (host == null) {
            throw BadValueException.not(text, WORD + "; to listen on every interface write 0.0.0.0:" + port);
        }
        return new Address(host.startsWith("[") ? literal(host) : host, port);
    }

    private static String literal(String bracketed) throws BadValueException {
        String host = bracketed.substring(1, bracketed.length() - 1);
        try {
            Inet6Address.ofLiteral(host);
            return host;
        } catch (IllegalArgumentException _) {
            throw BadValueException.not(bracketed, "an IPv6 address");
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
