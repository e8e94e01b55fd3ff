package pop3bridge.sources;

import java.net.InetAddress;
import java.util.Locale;

/** What stays on this machine, so that it needs no TLS. */
public final class Loopback {
    private Loopback() {}

    /** Whether a host of a URL is this machine; a name is not looked up (RFC 6761 §6.3). */
    public static boolean is(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(name.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
