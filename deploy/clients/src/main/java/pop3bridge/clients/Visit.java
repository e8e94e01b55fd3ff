package pop3bridge.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** One call at a maildrop: {@code HOST PORT USER PASSWORD FOLDER keep|delete}; mail goes into {@code FOLDER/got}. */
final class Visit {
    final String host;
    final int port;
    final String user;
    final String password;
    final boolean delete;
    private final Path folder;
    private final Set<String> old;
    private final Set<String> present = new LinkedHashSet<>();

    Visit(String... arguments) throws IOException {
        host = arguments[0];
        port = Integer.parseInt(arguments[1]);
        user = arguments[2];
        password = arguments[3];
        folder = Path.of(arguments[4]);
        delete = "delete".equals(arguments[5]);
        old = Files.exists(seen()) ? new HashSet<>(Files.readAllLines(seen())) : Set.of();
    }

    /** Whether the message of this unique-id was not there at the calls before. */
    boolean isNew(String uid) {
        present.add(uid);
        return !old.contains(uid);
    }

    Path file(int number) {
        return folder.resolve("got").resolve(Integer.toString(number));
    }

    /** To be called when all has gone well. */
    void remember() throws IOException {
        Files.write(seen(), present);
    }

    /** The status for a refused login: that of a held maildrop is not that of a wrong password. */
    static int status(String reply) {
        System.out.println(reply);
        if (reply.contains("[IN-USE]")) {
            return 75;
        }
        return reply.contains("[AUTH]") ? 77 : 1;
    }

    private Path seen() {
        return folder.resolve("seen");
    }
}
