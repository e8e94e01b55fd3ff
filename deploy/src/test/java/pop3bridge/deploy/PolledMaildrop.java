package pop3bridge.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import pop3bridge.config.Address;

/**
 * A maildrop whose clients come again and again, and what they expect of it. They either retrieve and delete everything, or leave everything on
 * the server. Safe for use by many threads.
 */
final class PolledMaildrop {
    private final Address server;
    private final String user;
    private final boolean drain;
    private final Map<String, String> delivered = new HashMap<>();
    private final Map<String, String> uids = new HashMap<>();
    private final List<String> received = new ArrayList<>();
    private final Set<String> unheard = new HashSet<>();
    private final Set<String> faults = new TreeSet<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger reconnects = new AtomicInteger();
    private final AtomicInteger waits = new AtomicInteger();

    /** The server has said that it cannot go on, which a client answers with another try. */
    private static final class TryAgain extends IOException {
        private static final long serialVersionUID = 1L;

        private TryAgain(String reply) {
            super(reply);
        }
    }

    PolledMaildrop(Address server, String user, boolean drain) {
        this.server = server;
        this.user = user;
        this.drain = drain;
    }

    String user() {
        return user;
    }

    /** A message is about to be delivered. */
    synchronized void delivers(String subject) {
        delivered.put(subject, subject);
    }

    /** Polls until told to end. */
    void poll(CountDownLatch end) {
        while (end.getCount() > 0) {
            session();
        }
    }

    /** Whether clients have everything that was delivered. */
    synchronized boolean complete() {
        return new HashSet<>(received).containsAll(delivered.keySet());
    }

    /** What went wrong, with what the maildrop's clients have not got, or have got twice. */
    synchronized Collection<String> faults() {
        List<String> all = new ArrayList<>(faults);
        if (!received.stream().sorted().toList().equals(delivered.keySet().stream().sorted().toList())) {
            all.add(user + ": delivered " + new TreeSet<>(delivered.keySet()) + ", received " + received);
        }
        return all;
    }

    private synchronized void fault(String text) {
        faults.add(user + ": " + text);
    }

    private void session() {
        try (Pop3Client client = new Pop3Client(server)) {
            require(client.command("USER " + user));
            String reply = client.command("PASS " + Site.PASSWORD);
            if (reply.startsWith("-ERR [IN-USE]")) {
                waits.incrementAndGet();
                return;
            }
            require(reply);
            Map<String, String> subjects = read(client);
            if (drain) {
                for (int number = 1; number <= subjects.size(); number++) {
                    require(client.command("DELE " + number));
                }
            }
            quit(client, subjects);
            sessions.incrementAndGet();
        } catch (IOException _) {
            reconnects.incrementAndGet();
        }
    }

    private void require(String reply) throws IOException {
        if (reply.startsWith("-ERR [SYS/TEMP]")) {
            throw new TryAgain(reply);
        }
        if (!reply.startsWith("+OK")) {
            fault(reply);
            throw new TryAgain(reply);
        }
    }

    private List<String> lines(Pop3Client client, String command) throws IOException {
        require(client.command(command));
        List<String> lines = new ArrayList<>();
        for (String line = client.line(); !line.equals("."); line = client.line()) {
            lines.add(line);
        }
        return lines;
    }

    /** Returns the subjects of all messages by unique-id. */
    private Map<String, String> read(Pop3Client client) throws IOException {
        List<String> listed = lines(client, "UIDL").stream().map(line -> line.replaceAll("^\\d+ ", "")).toList();
        sees(listed);
        Map<String, String> subjects = new HashMap<>();
        for (int number = 1; number <= listed.size(); number++) {
            String uid = listed.get(number - 1);
            String subject = lines(client, "RETR " + number).getFirst();
            subjects.put(uid, subject);
            keeps(uid, subject);
        }
        return subjects;
    }

    private synchronized void sees(List<String> listed) {
        if (!drain && !listed.containsAll(uids.keySet())) {
            fault("messages vanished: " + uids.keySet() + " are no longer all in " + listed);
        }
        if (!unheard.isEmpty() && listed.stream().noneMatch(unheard::contains)) {
            unheard.forEach(uid -> received.add(String.valueOf(uids.get(uid))));
        } else if (!listed.containsAll(unheard)) {
            fault("QUIT deleted only some of " + unheard);
        }
        unheard.clear();
    }

    private synchronized void keeps(String uid, String subject) {
        String known = uids.putIfAbsent(uid, subject);
        if (known == null && !drain) {
            received.add(subject);
        }
        if (known != null && !known.equals(subject)) {
            fault("unique-id " + uid + " was " + known + " and is " + subject);
        }
    }

    private void quit(Pop3Client client, Map<String, String> subjects) throws IOException {
        String reply;
        try {
            reply = client.command("QUIT");
        } catch (IOException e) {
            unheard(subjects.keySet());
            throw e;
        }
        require(reply);
        if (drain) {
            deleted(subjects.values());
        }
    }

    private synchronized void unheard(Set<String> deleted) {
        if (drain) {
            unheard.addAll(deleted);
        }
    }

    private synchronized void deleted(Collection<String> subjects) {
        received.addAll(subjects);
    }

    @Override
    public String toString() {
        return user + ": sessions " + sessions + ", reconnects " + reconnects + ", waits " + waits;
    }
}
