package pop3bridge.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What counts as one client where clients are counted. */
public final class ClientAddress {
    private static final int SUBNET_OCTETS = 8;

    private ClientAddress() {}

    /** Returns an IPv4 address, or the /64 of an IPv6 address: one client has all of that. */
    public static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), SUBNET_OCTETS)) + "/64"
                : address.getHostAddress();
    }
}
