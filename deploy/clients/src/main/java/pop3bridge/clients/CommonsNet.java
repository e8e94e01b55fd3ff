package pop3bridge.clients;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.commons.net.pop3.POP3Client;
import org.apache.commons.net.pop3.POP3MessageInfo;

/** A {@link Visit} with Apache Commons Net. */
final class CommonsNet {
    private final Visit visit;
    private final POP3Client client = new POP3Client();

    private CommonsNet(Visit visit) {
        this.visit = visit;
    }

    public static void main(String... arguments) throws IOException {
        System.exit(new CommonsNet(new Visit(arguments)).run());
    }

    private int run() throws IOException {
        client.connect(visit.host, visit.port);
        if (!client.login(visit.user, visit.password)) {
            return Visit.status(client.getReplyString());
        }
        for (POP3MessageInfo message : client.listUniqueIdentifiers()) {
            if (visit.isNew(message.identifier)) {
                save(message.number);
            }
            require(!visit.delete || client.deleteMessage(message.number));
        }
        require(client.logout());
        client.disconnect();
        visit.remember();
        return 0;
    }

    /** The reader's characters are octets. */
    private void save(int number) throws IOException {
        try (Reader message = client.retrieveMessage(number);
                Writer file = Files.newBufferedWriter(visit.file(number), StandardCharsets.ISO_8859_1)) {
            require(message != null);
            message.transferTo(file);
        }
    }

    private void require(boolean ok) throws IOException {
        if (!ok) {
            throw new IOException(client.getReplyString());
        }
    }
}
