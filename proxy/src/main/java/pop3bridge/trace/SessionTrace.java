package pop3bridge.trace;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import pop3bridge.pop3.Command;
import pop3bridge.pop3.CommandParser;
import pop3bridge.trace.TraceLine.From;

/**
 * What one session says to the traces that are running. Before login, it is not known whose session it is: its last lines are kept, and
 * passed on when a trace turns out to be concerned. Used by the session's thread.
 */
public final class SessionTrace {
    /** How many lines are kept before login. */
    static final int MOST_EARLY = 50;

    /** How many lines of a listing are shown. */
    static final int MOST_LISTED = 5;

    private final Traces traces;
    private final InstantSource clock;
    private final String id;

    /** The traces that were running at the last command. */
    private List<Trace> running = List.of();
    /** Those of them that get this session's lines. */
    private List<Trace> concerned = List.of();
    private Deque<TraceLine> early = new ArrayDeque<>(0);
    private int earlyLeftOut;
    private Optional<String> tried = Optional.empty();
    private Optional<String> account = Optional.empty();
    private int listed;

    SessionTrace(Traces traces, InstantSource clock, String id) {
        this.traces = traces;
        this.clock = clock;
        this.id = id;
    }

    /** Returns the session's identifier in the log. */
    public String id() {
        return id;
    }

    /** Passes on a fact about the connection. To be called rarely, as it looks for new traces. */
    public void note(String text) {
        if (isOn()) {
            add(From.NOTE, text);
        }
    }

    /** Passes on a command. */
    public void command(byte[] line) {
        if (!isOn()) {
            return;
        }
        Command command = CommandParser.parse(line);
        add(From.CLIENT, MaskedLine.command(line, command,
                name -> running.stream().anyMatch(trace -> trace.isOf(name))));
        if (account.isEmpty() && (command instanceof Command.User || command instanceof Command.Apop
                || command instanceof Command.Auth)) {
            tried = MaskedLine.user(command);
            tried.ifPresent(this::concerns);
        }
    }

    /** Passes on a response to a challenge. */
    public void response(byte[] line) {
        if (isOn()) {
            add(From.CLIENT, MaskedLine.response(line));
        }
    }

    /** Passes on that a line was sent that nothing of is shown. */
    public void hiddenLine() {
        if (isOn()) {
            add(From.CLIENT, MaskedLine.MASK);
        }
    }

    /** Passes on a status line, which contains nothing that the client has sent. */
    public void reply(String line) {
        if (!running.isEmpty()) {
            add(From.SERVER, line);
        }
    }

    /** Passes on a challenge. */
    public void challenge(String base64) {
        reply(base64.isEmpty() ? "+ " : "+ " + MaskedLine.MASK);
    }

    /** Passes on one of the lines that follow the status line of a listing. */
    public void listed(String line) {
        if (!running.isEmpty() && ++listed <= MOST_LISTED) {
            reply(line);
        }
    }

    /** Passes on the end of a listing. */
    public void listingEnds() {
        if (listed > MOST_LISTED) {
            reply("... " + (listed - MOST_LISTED) + " more lines");
        }
        listed = 0;
        reply(".");
    }

    /**
     * Passes on that a message was sent.
     *
     * @param octets its size
     */
    public void message(long octets) {
        reply("... " + octets + " octets");
        reply(".");
    }

    /** Passes on a login that failed. */
    public void refused(Optional<String> user) {
        if (!running.isEmpty()) {
            user.ifPresent(this::concerns);
        }
    }

    /** Passes on a login. A trace of another user gets no more lines of this session. */
    public void loggedIn(String user) {
        account = Optional.of(user);
        if (running.isEmpty()) {
            return;
        }
        concerns(user);
        List<Trace> before = concerned;
        concerned = before.stream().filter(this::isOfLogin).toList();
        TraceLine last = TraceLine.of(clock.instant(), id, From.NOTE, "logged in as another user");
        before.stream().filter(trace -> !concerned.contains(trace)).forEach(trace -> trace.add(last));
        forgetEarly();
    }

    private void forgetEarly() {
        early = new ArrayDeque<>(0);
        earlyLeftOut = 0;
    }

    private boolean isOfLogin(Trace trace) {
        return account.filter(trace::isOf).isPresent() || tried.filter(trace::isOf).isPresent();
    }

    private boolean isOn() {
        List<Trace> now = traces.running();
        if (!now.equals(running)) {
            running = now;
            concerned = now.stream().filter(trace -> concerned.contains(trace)
                    || (account.isPresent() && isOfLogin(trace))).toList();
            if (now.isEmpty()) {
                forgetEarly();
                tried = Optional.empty();
            }
        }
        return !now.isEmpty();
    }

    private void concerns(String name) {
        List<Trace> more = running.stream().filter(trace -> trace.isOf(name) && !concerned.contains(trace)).toList();
        for (Trace trace : more) {
            trace.leavesOut(earlyLeftOut);
            early.forEach(trace::add);
        }
        if (!more.isEmpty()) {
            concerned = running.stream().filter(trace -> concerned.contains(trace) || more.contains(trace)).toList();
        }
    }

    private void add(From from, String text) {
        TraceLine line = TraceLine.of(clock.instant(), id, from, text);
        concerned.forEach(trace -> trace.add(line));
        if (account.isEmpty()) {
            if (early.size() == MOST_EARLY) {
                TraceLine _ = early.remove();
                earlyLeftOut++;
            }
            early.add(line);
        }
    }
}
