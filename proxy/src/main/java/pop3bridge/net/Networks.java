package pop3bridge.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set of networks. */
public final class Networks {
    /** No network at all. */
    public static final Networks NONE = new Networks(List.of());

    private final List<String> cidrs;
    private final List<IpSubnetFilterRule> rules;

    private Networks(List<String> cidrs) {
        this.cidrs = List.copyOf(cidrs);
        this.rules = cidrs.stream().map(Networks::rule).toList();
    }

    /**
     * The networks of a list.
     *
     * @param cidrs addresses and networks, such as {@code 10.0.0.0/8}, {@code 192.0.2.7} and {@code fd00::/8}
     * @throws IllegalArgumentException if one of them is none
     */
    public static Networks of(List<String> cidrs) {
        return new Networks(cidrs);
    }

    private static IpSubnetFilterRule rule(String cidr) {
        String whole = cidr.contains("/") ? cidr : cidr + (cidr.contains(":") ? "/128" : "/32");
        return new IpSubnetFilterRule(whole, IpFilterRuleType.ACCEPT);
    }

    /** Whether one of the networks is the whole of IPv4 or IPv6. */
    public boolean everywhere() {
        return cidrs.stream().anyMatch(cidr -> cidr.endsWith("/0"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Networks networks && networks.cidrs.equals(cidrs);
    }

    @Override
    public int hashCode() {
        return cidrs.hashCode();
    }

    @Override
    public String toString() {
        return cidrs.toString();
    }

    /** Whether the address is in one of the networks. */
    public boolean contains(InetAddress address) {
        InetSocketAddress asSocket = new InetSocketAddress(address, 0);
        return rules.stream().anyMatch(rule -> rule.matches(asSocket));
    }
}
