package pop3bridge.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A POP3 server of a few lines, which does what the cases of these tests ask, unless it is told to answer a line otherwise.
 * Sessions are threads.
 */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> mailbox;
    private final Map<String, String> faults;
    private final List<String> maildrop = new CopyOnWriteArrayList<>();

    /**
     * Starts it.
     *
     * @param faults replies by command line; that of "(greeting)" is the greeting
     */
    ScriptedServer(List<String> mailbox, Map<String, String> faults) throws IOException {
        this.mailbox = mailbox;
        this.faults = faults;
        maildrop.addAll(mailbox);
        daemon(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    void reset() {
        maildrop.clear();
        maildrop.addAll(mailbox);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                daemon(() -> talk(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        NavigableSet<Integer> marked = new TreeSet<>();
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1))) {
            boolean loggedIn = false;
            send(client, faults.getOrDefault("(greeting)", "+OK ready\r\n"));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String fault = faults.get(line);
                String reply = fault != null ? fault : reply(line, loggedIn, marked);
                loggedIn |= line.equals("PASS secret");
                send(client, reply);
                if (line.equals("QUIT")) {
                    marked.descendingSet().forEach(number -> maildrop.remove(number - 1));
                    return;
                }
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private static void send(Socket client, String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    private String reply(String line, boolean loggedIn, NavigableSet<Integer> marked) {
        String[] words = line.split(" ", -1);
        String keyword = words[0].toUpperCase(Locale.ROOT);
        if (keyword.equals("USER") || keyword.equals("QUIT") || line.equals("PASS secret")) {
            return "+OK\r\n";
        }
        if (!loggedIn) {
            return "-ERR\r\n";
        }
        return switch (keyword) {
            case "STAT" -> "+OK " + (maildrop.size() - marked.size()) + " " + octets(marked) + "\r\n";
            case "LIST" -> words.length == 1 ? "+OK\r\n" + list(marked) + ".\r\n" : one(words[1]);
            case "RETR" ->
                number(words) == 0 ? "-ERR\r\n" : "+OK\r\n" + stuffed(maildrop.get(number(words) - 1)) + ".\r\n";
            case "DELE" -> number(words) != 0 && marked.add(number(words)) ? "+OK\r\n" : "-ERR\r\n";
            case "NOOP" -> "+OK\r\n";
            default -> "-ERR\r\n";
        };
    }

    private int octets(NavigableSet<Integer> marked) {
        int octets = 0;
        for (int n = 1; n <= maildrop.size(); n++) {
            octets += marked.contains(n) ? 0 : maildrop.get(n - 1).length();
        }
        return octets;
    }

    private String list(NavigableSet<Integer> marked) {
        StringBuilder lines = new StringBuilder();
        for (int n = 1; n <= maildrop.size(); n++) {
            if (!marked.contains(n)) {
                lines.append(n).append(' ').append(maildrop.get(n - 1).length()).append("\r\n");
            }
        }
        return lines.toString();
    }

    private String one(String word) {
        int number = number(new String[]{"LIST", word});
        return number == 0 ? "-ERR\r\n" : "+OK " + number + " " + maildrop.get(number - 1).length() + "\r\n";
    }

    /** Zero if there is no such message. */
    private int number(String[] words) {
        boolean digits = words.length == 2 && words[1].matches("[1-9]\\d{0,3}");
        int number = digits ? Integer.parseInt(words[1]) : 0;
        return number <= maildrop.size() ? number : 0;
    }

    private static String stuffed(String message) {
        return message.replaceAll("(?<=\r\n|^)\\.", "..");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
