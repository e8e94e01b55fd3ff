package pop3bridge.deploy;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pop3bridge.config.Address;
import pop3bridge.config.Config;
import pop3bridge.config.ConfigException;
import pop3bridge.store.StoreException;
import pop3bridge.store.s3.EmbeddedStore;

/**
 * What a server does in its life, in short: starts, sessions and stops. Java learns from it which classes later starts
 * need, and which code is worth compiling. There is no TLS in it: Java would then load the classes for TLS at each start,
 * and some of them are in signed jars, which takes long.
 */
public final class Rehearsal {
    private static final int SESSIONS = 100;

    /** The commands that are answered with several lines. */
    private static final Set<String> MULTI_LINE = Set.of("CAPA", "LIST", "UIDL", "RETR", "TOP");

    private static final List<String> SESSION = List.of("CAPA", "USER demo", "PASS demo", "STAT", "LIST", "UIDL",
            "TOP 1 0", "RETR 1", "RETR 2", "RETR 3", "RETR 4", "NOOP", "DELE 1", "RSET", "QUIT");

    private Rehearsal() {}

    /**
     * Runs it.
     *
     * @throws ConfigException if a server cannot be started
     * @throws IOException if the store cannot be started, or a session fails
     * @throws StoreException if the mail cannot be stored
     */
    public static void run(EmbeddedStore embedded) throws ConfigException, IOException, StoreException {
        try (DemoFolder folder = DemoFolder.open(Optional.empty());
                EmbeddedStore.Running store = embedded.start(folder.path().resolve("s3"), Demo.BUCKET)) {
            Config config = Demo.config(store.config(), Map.of(
                    "POP3BRIDGE_USERS_FILE", Demo.users(folder.path()).toString(),
                    "POP3BRIDGE_POP3_LISTEN", "127.0.0.1:0",
                    "POP3BRIDGE_MANAGEMENT_LISTEN", "127.0.0.1:0"));
            Demo.prepare(config, embedded.sampleMail());
            // By the second start the store is known.
            for (int starts = 0; starts < 2; starts++) {
                Bridge bridge = Bridge.start(config, store::serialized);
                try {
                    sessions(bridge.pop3().getFirst());
                } finally {
                    bridge.stop();
                }
            }
        }
    }

    private static void sessions(Address pop3) throws IOException {
        for (int i = 0; i < SESSIONS; i++) {
            try (Socket socket = new Socket(pop3.host(), pop3.port())) {
                session(socket);
            }
        }
    }

    private static void session(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        require("+OK", line(in));
        for (String command : SESSION) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            require("+OK", line(in));
            if (MULTI_LINE.contains(command.split(" ", 2)[0])) {
                String line = line(in);
                while (!line.equals(".")) {
                    line = line(in);
                }
            }
        }
    }

    private static String line(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("the server has closed the connection");
        }
        return line;
    }

    private static void require(String expected, String line) throws IOException {
        if (!line.startsWith(expected)) {
            throw new IOException("the server says " + line);
        }
    }
}
