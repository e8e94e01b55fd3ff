package pop3bridge.pop3;

import java.util.ArrayList;
import java.util.List;

/** What CAPA lists (RFC 2449 §5, §6; RFC 3206 §6). */
final class Capabilities {
    private Capabilities() {}

    /**
     * TOP and UIDL are named before login too: some clients ask only once.
     *
     * @param plaintextLogin whether USER and PASS are accepted on this connection
     */
    static List<String> lines(boolean plaintextLogin) {
        List<String> lines = new ArrayList<>(List.of("TOP", "UIDL"));
        if (plaintextLogin) {
            lines.add("USER");
        }
        lines.addAll(
                List.of("RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "EXPIRE NEVER", "IMPLEMENTATION pop3bridge"));
        return List.copyOf(lines);
    }
}
