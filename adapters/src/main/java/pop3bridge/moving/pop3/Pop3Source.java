package pop3bridge.moving.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import org.apache.commons.net.pop3.POP3MessageInfo;
import org.apache.commons.net.pop3.POP3SClient;
import org.jspecify.annotations.Nullable;
import pop3bridge.accounts.Secret;
import pop3bridge.moving.MailSource;

/** The mail of a user of another POP3 server. Messages are retrieved one by one, and none is deleted. */
public final class Pop3Source implements MailSource {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CHUNK = 32 * 1024;

    private final POP3SClient client;
    private final String host;
    private final int maxSize;
    private final POP3MessageInfo[] sizes;
    private final POP3MessageInfo @Nullable [] uniqueIds;
    private int read;

    /** How connections to a server are protected. */
    public enum Protection {
        /** By TLS from the first octet. */
        TLS,
        /** By STLS (RFC 2595); a server without it is refused. */
        STLS,
        /** Not at all: the password and all mail can be read on the way. */
        NONE
    }

    /**
     * A user of a server.
     *
     * @param tls verifies the server's certificate and host name
     */
    public record Server(String host, int port, Protection protection, SSLContext tls, String user) {}

    private Pop3Source(POP3SClient client, String host, int maxSize) throws IOException {
        this.client = client;
        this.host = host;
        this.maxSize = maxSize;
        POP3MessageInfo[] listed = client.listMessages();
        if (listed == null) {
            throw refused("LIST");
        }
        sizes = listed;
        uniqueIds = client.listUniqueIdentifiers();
        if (uniqueIds != null && uniqueIds.length != sizes.length) {
            throw new IOException(
                    "the server lists " + sizes.length + " messages and " + uniqueIds.length + " unique-ids");
        }
    }

    /**
     * Logs in.
     *
     * @param maxSize the maximum size of a message in octets
     * @throws IOException if the server cannot be reached, is not trusted, or refuses
     */
    public static Pop3Source open(Server server, Secret password, int maxSize) throws IOException {
        POP3SClient client = new POP3SClient(server.protection() == Protection.TLS, server.tls());
        client.setEndpointCheckingEnabled(true);
        client.setConnectTimeout((int) PATIENCE.toMillis());
        client.setDefaultTimeout((int) PATIENCE.toMillis());
        boolean opened = false;
        try {
            client.connect(server.host(), server.port());
            client.setSoTimeout((int) PATIENCE.toMillis());
            if (server.protection() == Protection.STLS && !client.execTLS()) {
                throw new IOException(
                        "the server does not offer STLS: use pop3s://, or --plaintext on a trusted network");
            }
            if (!client.login(server.user(), new String(password.octets(), ISO_8859_1))) {
                throw new IOException("the server refuses the login: " + client.getReplyString().strip());
            }
            Pop3Source source = new Pop3Source(client, server.host(), maxSize);
            opened = true;
            return source;
        } catch (IOException e) {
            throw new IOException(server.host() + ":" + server.port() + ": " + e.getMessage(), e);
        } finally {
            if (!opened) {
                client.disconnect();
            }
        }
    }

    private IOException refused(String command) {
        return new IOException("the server refuses " + command + ": " + client.getReplyString().strip());
    }

    @Override
    public Optional<Found> next() {
        if (read == sizes.length) {
            return Optional.empty();
        }
        int index = read++;
        POP3MessageInfo message = sizes[index];
        Optional<String> uniqueId = uniqueIds == null
                ? Optional.empty()
                : Optional.ofNullable(uniqueIds[index].identifier);
        Identity identity = new Identity(OptionalLong.of(message.number), uniqueId, uniqueId.isPresent());
        return Optional.of(new Mail(host + ": message " + message.number, Arrival.inHeader(Instant.EPOCH), identity,
                () -> retrieve(message)));
    }

    private byte[] retrieve(POP3MessageInfo message) throws BadMailException, IOException {
        if (message.size > maxSize) {
            throw BadMailException.tooLarge(maxSize);
        }
        Reader reader = client.retrieveMessage(message.number);
        if (reader == null) {
            throw new BadMailException("is refused by the server: " + client.getReplyString().strip());
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(message.size);
        char[] chunk = new char[CHUNK];
        long length = 0;
        try (reader) {
            for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
                length += count;
                if (length <= maxSize) {
                    octets.writeBytes(new String(chunk, 0, count).getBytes(ISO_8859_1));
                }
            }
        }
        if (length > maxSize) {
            throw BadMailException.tooLarge(maxSize);
        }
        // A connection that breaks looks like the end of the message.
        if (length != message.size && !client.noop()) {
            throw refused("NOOP");
        }
        return octets.toByteArray();
    }

    @Override
    public double done() {
        return sizes.length == 0 ? 1 : (double) read / sizes.length;
    }

    /** Ends the session. */
    @Override
    public void close() throws IOException {
        try {
            client.logout();
        } finally {
            client.disconnect();
        }
    }
}
