package pop3bridge.sources;

import java.net.InetAddress;
import java.util.Locale;

/** Which hosts are this machine, so that passwords for them do not cross a network. */
public final class Loopback {
    private Loopback() {}

    /** Whether a host of a URL is this machine: {@code localhost} (RFC 6761 §6.3) or a loopback address, without brackets. */
    public static boolean isHost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
