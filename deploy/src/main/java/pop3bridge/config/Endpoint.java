package pop3bridge.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import pop3bridge.net.SocketFile;

/** What a server may listen on. */
public sealed interface Endpoint permits Address, Endpoint.Unix {
    String WORD = "an address host:port or unix:/path";

    /**
     * A UNIX socket.
     *
     * @param path absolute
     */
    record Unix(Path path) implements Endpoint {
        private static final String SCHEME = "unix:";
        private static final Pattern FORM = Pattern.compile(SCHEME + "(/[^/\\p{Cntrl}]+)+");

        private static Unix parse(String text) throws BadValueException {
            if (!FORM.matcher(text).matches()) {
                throw BadValueException.not(text,
                        "unix: and the absolute path of a socket, such as unix:/run/pop3bridge/lmtp");
            }
            String path = text.substring(SCHEME.length());
            if (path.getBytes(StandardCharsets.UTF_8).length > SocketFile.MAX_LENGTH) {
                throw new BadValueException(
                        BadValueException.quoted(text) + " is too long; the path of a socket has at most "
                                + SocketFile.MAX_LENGTH + " octets");
            }
            return new Unix(ValueType.path(path));
        }

        @Override
        public String toString() {
            return SCHEME + path;
        }
    }

    /** Parses an {@link Address}, or {@code unix:/run/pop3bridge/lmtp}. */
    static Endpoint parse(String text) throws BadValueException {
        return text.startsWith(Unix.SCHEME) ? Unix.parse(text) : Address.parse(text);
    }
}
