package pop3bridge.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The command with which a proxy sends the client's address, {@code XCLIENT ADDR=192.0.2.7 PORT=40000}, as Dovecot's proxy sends it.
 *
 * @param origin the client's address; empty if the proxy does not tell it
 */
record XClient(Optional<InetSocketAddress> origin) {
    private static final String COMMAND = "XCLIENT";
    private static final String ADDRESS = "ADDR=";
    private static final String PORT = "PORT=";
    private static final int MAX_PORT = 65_535;

    /** Whether a line is this command, well-formed or not. */
    static boolean isCommand(byte[] line) {
        String text = new String(line, 0, Math.min(line.length, COMMAND.length() + 1), StandardCharsets.ISO_8859_1);
        return text.strip().equalsIgnoreCase(COMMAND);
    }

    /** Reads the command; empty if it is malformed. Attributes other than the address and the port are ignored. */
    static Optional<XClient> parse(byte[] line) {
        Optional<InetAddress> address = Optional.empty();
        int port = 0;
        try {
            for (String word : new String(line, StandardCharsets.ISO_8859_1).split(" ", -1)) {
                String upper = word.toUpperCase(Locale.ROOT);
                if (upper.startsWith(ADDRESS)) {
                    address = Optional.of(InetAddress.ofLiteral(word.substring(ADDRESS.length())));
                } else if (upper.startsWith(PORT)) {
                    port = Integer.parseInt(word.substring(PORT.length()));
                }
            }
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (port < 0 || port > MAX_PORT) {
            return Optional.empty();
        }
        int known = port;
        return Optional.of(new XClient(address.map(its -> new InetSocketAddress(its, known))));
    }
}
