package pop3bridge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.server.ServerConfig.Limits;
import pop3bridge.server.ServerMetrics.Refusal;

class OpenConnectionsTest {
    private final OpenConnections open = new OpenConnections(new Limits(100, 50, 100, 2, 16, 1024));

    private Optional<Refusal> from(String address) {
        return open.enter().from(InetAddress.ofLiteral(address));
    }

    @Test
    void allAddressesOfAnIpv6SubnetAreOneClient() {
        assertEquals(Optional.empty(), from("2001:db8:1:1::1"));
        assertEquals(Optional.empty(), from("2001:db8:1:1::2"));
        assertEquals(Optional.of(Refusal.TOO_MANY_BEFORE_LOGIN_FROM_ADDRESS), from("2001:db8:1:1:ffff::3"));
        assertEquals(Optional.empty(), from("2001:db8:1:2::1"));
    }

    @Test
    void eachIpv4AddressIsAClient() {
        assertEquals(Optional.empty(), from("192.0.2.1"));
        assertEquals(Optional.empty(), from("192.0.2.1"));
        assertEquals(Optional.of(Refusal.TOO_MANY_BEFORE_LOGIN_FROM_ADDRESS), from("192.0.2.1"));
        assertEquals(Optional.empty(), from("192.0.2.2"));
    }
}
