package pop3bridge.pop3;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import pop3bridge.pop3.sasl.Mechanism;

/** The capability list of CAPA (RFC 2449 §5, §6; RFC 2595 §4; RFC 3206 §6; RFC 5034 §3; RFC 6856 §2, §3). */
final class Capabilities {
    private Capabilities() {}

    /**
     * Returns the capability lines. They are the same before and after login, as some clients ask only once, before
     * login; STLS disappears under TLS (RFC 2595 §4).
     *
     * @param user whether USER and PASS are served
     * @param mechanisms the mechanisms that AUTH accepts on this connection
     */
    static List<String> lines(SessionOptions options, boolean user, List<Mechanism> mechanisms) {
        List<String> lines = new ArrayList<>(List.of("TOP", "UIDL"));
        if (user) {
            lines.add("USER");
        }
        if (!mechanisms.isEmpty()) {
            lines.add("SASL " + mechanisms.stream().map(Mechanism::wire).collect(Collectors.joining(" ")));
        }
        lines.addAll(List.of("RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "UTF8 USER", "LANG", "EXPIRE NEVER"));
        if (options.security().stls()) {
            lines.add("STLS");
        }
        options.loginDelay().capability().ifPresent(lines::add);
        lines.add("IMPLEMENTATION pop3bridge");
        return lines.stream().filter(options.compatibility()::lists).toList();
    }
}
