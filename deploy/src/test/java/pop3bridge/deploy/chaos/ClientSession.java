package pop3bridge.deploy.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pop3bridge.deploy.chaos.Totals.Count;

/** Runs one client session and records it in the ledger. */
final class ClientSession {
    private static final Pattern MESSAGES = Pattern.compile("\\+OK (\\d+) messages");
    private static final Pattern REMOVED = Pattern.compile("\\+OK bye, (\\d+) messages deleted");

    private final Dialogue dialogue;
    private final Ledger ledger;
    private final Totals totals;
    private final Visit visit;
    private List<String> uids = List.of();

    /** The bridge said no; the session is of no more use. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String reply) {
            super(reply);
        }
    }

    private record Sent(String command, boolean superseded) {}

    private ClientSession(Scene scene, Dialogue dialogue, Visit visit) {
        this.dialogue = dialogue;
        this.ledger = scene.ledger;
        this.totals = scene.totals;
        this.visit = visit;
    }

    /**
     * Logs in and gets the unique-ids.
     *
     * @param pipelined whether all is sent at once
     * @throws RefusedException if the bridge refuses it
     */
    static ClientSession open(Scene scene, Dialogue dialogue, String maildrop, String client, boolean pipelined)
            throws IOException {
        greeting(dialogue, scene.totals);
        Visit visit = scene.ledger.begins(maildrop, client);
        ClientSession session = new ClientSession(scene, dialogue, visit);
        List<String> login = List.of("USER " + maildrop, "PASS " + Scene.PASSWORD);
        dialogue.send(pipelined ? List.of(login.getFirst(), login.getLast(), "UIDL") : login);
        session.loggedIn();
        session.uids(pipelined ? new Sent("UIDL", false) : session.send("UIDL"));
        return session;
    }

    private static void greeting(Dialogue dialogue, Totals totals) throws IOException {
        String greeting = dialogue.line();
        if (!greeting.startsWith("+OK")) {
            totals.add(Count.CONNECTIONS_REFUSED);
            throw new RefusedException(greeting);
        }
    }

    private void loggedIn() throws IOException {
        String reply;
        try {
            dialogue.line();
            reply = dialogue.line();
        } catch (IOException e) {
            totals.add(Count.LOGINS_UNANSWERED);
            throw e;
        }
        Matcher matcher = MESSAGES.matcher(reply);
        if (matcher.matches()) {
            ledger.loggedIn(visit, Integer.parseInt(matcher.group(1)));
            totals.add(Count.LOGINS);
        } else if (reply.startsWith("-ERR [IN-USE]")) {
            totals.add(Count.LOGINS_REFUSED_IN_USE);
            throw new RefusedException(reply);
        } else if (reply.startsWith("-ERR [SYS/TEMP]")) {
            totals.add(Count.LOGINS_REFUSED_SYS_TEMP);
            throw new RefusedException(reply);
        } else {
            throw ledger.broken(visit.maildrop, "PASS is answered " + reply);
        }
    }

    private void uids(Sent sent) throws IOException {
        answer(sent);
        uids = numbered(dialogue.lines());
        ledger.listed(visit, uids);
        totals.add(Count.MESSAGES_SHOWN, uids.size());
    }

    private Sent send(String command) throws IOException {
        Sent sent = sent(command);
        dialogue.send(List.of(command));
        return sent;
    }

    private Sent sent(String command) {
        boolean superseded = ledger.superseded(visit);
        if (superseded) {
            totals.add(Count.COMMANDS_AFTER_A_LATER_LOGIN);
        }
        return new Sent(command, superseded);
    }

    /** Reads the first line of a reply, which is +OK. */
    private String answer(Sent sent) throws IOException {
        String reply = dialogue.line();
        if (!reply.startsWith("+OK")) {
            refused(sent, reply);
            throw new RefusedException(reply);
        }
        if (sent.superseded()) {
            throw ledger.broken(visit.maildrop,
                    visit + " was served " + sent.command() + " after a later session had logged in");
        }
        return reply;
    }

    private void refused(Sent sent, String reply) {
        if (reply.startsWith("-ERR [SYS/TEMP]") && reply.contains("lock was lost")) {
            ledger.lost(visit);
            totals.add(Count.SESSIONS_THAT_LOST_THE_LOCK);
        } else if (reply.endsWith("not known to be removed")) {
            totals.add(Count.REMOVALS_NOT_KNOWN);
        } else if (reply.endsWith("not removed")) {
            totals.add(Count.REMOVALS_REFUSED);
        } else if (reply.startsWith("-ERR [SYS/PERM]") && reply.contains("message is gone")) {
            totals.add(Count.MESSAGES_FOUND_GONE);
        } else if (reply.startsWith("-ERR [SYS/TEMP]")) {
            totals.add(Count.COMMANDS_REFUSED_SYS_TEMP);
        } else {
            throw ledger.broken(visit.maildrop, sent.command() + " is answered " + reply);
        }
    }

    /** The second words of lines whose first words count up. */
    private List<String> numbered(List<String> lines) {
        List<String> words = new ArrayList<>();
        for (String line : lines) {
            String number = words.size() + 1 + " ";
            if (!line.startsWith(number)) {
                throw ledger.broken(visit.maildrop, visit + " gets a listing that does not count from 1: " + lines);
            }
            words.add(line.substring(number.length()));
        }
        return words;
    }

    /** The unique-ids of the messages from 1 on. */
    List<String> uids() {
        return uids;
    }

    /** Whether anybody has read this message: then it may be removed. */
    boolean hasBeenRead(int number) {
        return ledger.hasBeenRead(visit.maildrop, uids.get(number - 1));
    }

    /** Gets the sizes. */
    void list() throws IOException {
        answer(send("LIST"));
        List<String> sizes = numbered(dialogue.lines());
        ledger.sized(visit, uids, sizes);
    }

    void read(int number) throws IOException {
        answer(send("RETR " + number));
        List<String> lines = dialogue.lines();
        ledger.read(visit, uids.get(number - 1), lines);
        totals.add(Count.MESSAGES_READ);
    }

    void delete(Set<Integer> numbers) throws IOException {
        for (String command : deletions(numbers)) {
            answer(send(command));
        }
    }

    private static List<String> deletions(Set<Integer> numbers) {
        return numbers.stream().map(number -> "DELE " + number).toList();
    }

    /** Takes all marks off. */
    void reset() throws IOException {
        answer(send("RSET"));
    }

    /** Sends QUIT; reads the answer, if there is one. */
    void quit(Set<Integer> marked) throws IOException {
        Sent quit = ask(marked, List.of());
        updated(marked, answer(quit));
    }

    /** Sends DELE for each of these and QUIT in one piece; reads the answers, if there are any. */
    void quitInOnePiece(Set<Integer> marked) throws IOException {
        List<String> deletions = deletions(marked);
        Sent quit = ask(marked, deletions);
        for (String deletion : deletions) {
            answer(new Sent(deletion, quit.superseded()));
        }
        updated(marked, answer(quit));
    }

    /** Sends DELE for each of these and QUIT in one piece, and reads nothing. */
    void quitUnheard(Set<Integer> marked) throws IOException {
        ask(marked, deletions(marked));
    }

    private Sent ask(Set<Integer> marked, List<String> before) throws IOException {
        Sent quit = sent("QUIT");
        ledger.asks(visit, named(marked));
        totals.add(Count.REMOVALS_ASKED, marked.size());
        List<String> commands = new ArrayList<>(before);
        commands.add("QUIT");
        dialogue.send(commands);
        return quit;
    }

    private void updated(Set<Integer> marked, String reply) {
        Matcher matcher = REMOVED.matcher(reply);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) != marked.size()) {
            throw ledger.broken(visit.maildrop,
                    visit + " asked for " + marked.size() + " removals and is told " + reply);
        }
        ledger.acknowledged(visit, named(marked));
        totals.add(Count.REMOVALS_ACKNOWLEDGED, marked.size());
    }

    private Set<String> named(Set<Integer> numbers) {
        return numbers.stream().map(number -> uids.get(number - 1)).collect(Collectors.toSet());
    }
}
