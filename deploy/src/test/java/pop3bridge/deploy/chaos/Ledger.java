package pop3bridge.deploy.chaos;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What clients and producers have seen, in the order in which they saw it, and the promises that hold whatever is done to the
 * processes. It knows no clock of the bridge. All that it concludes rests on this: an event is noted before the octets that cause
 * something leave, and after those that tell of it have come. Two sessions of a maildrop with mail in it have its lock one after
 * the other; if one has read +OK to PASS before the other sends PASS, it was first. Then:
 *
 * <ul>
 * <li>a message whose removal is acknowledged to a session is shown to no later one, and acknowledged to no other;
 * <li>a message that a session is not shown is shown to no later one: what is gone stays gone;
 * <li>a delivered message that is not shown was marked by a session that had sent QUIT before, and was not told that it had lost the
 * lock;
 * <li>a session is not served any more once a later one has read its +OK. This one holds because the lease has run out before
 * anybody takes a lock over, by clocks that run at the same pace.
 * </ul>
 */
final class Ledger {
    private static final int REMEMBERED = 200_000;
    private static final int TOLD = 400;

    private final long start = System.nanoTime();
    private final Map<String, Book> books = new HashMap<>();
    private final Deque<Event> history = new ArrayDeque<>();
    private long now;

    /** One maildrop. */
    private static final class Book {
        final Map<String, Fate> fates = new HashMap<>();
        /** Delivered, and neither missed by a session nor acknowledged as removed. */
        final Set<Fate> expected = new LinkedHashSet<>();
        /** The last session with mail, and so with a lock, that has logged in. */
        long lastBegun = -1;
    }

    /**
     * @param maildrop empty for what concerns all
     */
    private record Event(long number, long millis, String maildrop, String text) {
        @Override
        public String toString() {
            return "%6d %9.3f s  %s %s".formatted(number, millis / 1000.0, maildrop, text);
        }
    }

    private long note(String maildrop, String text) {
        history.add(new Event(++now, (System.nanoTime() - start) / 1_000_000, maildrop, text));
        if (history.size() > REMEMBERED) {
            history.remove();
        }
        return now;
    }

    /** Something is done to a replica. */
    synchronized void note(String text) {
        note("", text);
    }

    private Book book(String maildrop) {
        return books.computeIfAbsent(maildrop, _ -> new Book());
    }

    private Violation violation(String maildrop, String promise) {
        note(maildrop, "VIOLATION: " + promise);
        List<String> told = history.stream()
                .filter(event -> event.maildrop().isEmpty() || event.maildrop().equals(maildrop)).map(Event::toString)
                .toList();
        return new Violation(maildrop + ": " + promise, told.subList(Math.max(0, told.size() - TOLD), told.size()));
    }

    /** What a session was answered breaks a promise by itself. */
    synchronized Violation broken(String maildrop, String promise) {
        return violation(maildrop, promise);
    }

    private Violation violation(Fate fate, String promise) {
        String uid = fate.letter.uid();
        String maildrop = fate.letter.maildrop();
        List<String> ofMessage = history.stream().filter(event -> event.text().contains(uid)).map(Event::toString)
                .toList();
        return violation(maildrop, uid + " " + promise + "\nthe message:\n" + String.join("\n", ofMessage)
                + "\nthe maildrop:");
    }

    /** A message is about to be put into its maildrop. */
    synchronized void announce(Letter letter) {
        note(letter.maildrop(), letter.uid() + " is sent");
        book(letter.maildrop()).fates.put(letter.uid(), new Fate(letter));
    }

    /** The store has taken it. */
    synchronized void delivered(Letter letter) {
        Book book = book(letter.maildrop());
        Fate fate = fate(book, letter.maildrop(), letter.uid());
        fate.delivered = note(letter.maildrop(), letter.uid() + " is delivered");
        if (fate.acknowledgedTo.isEmpty()) {
            book.expected.add(fate);
        }
    }

    private Fate fate(Book book, String maildrop, String uid) {
        return Optional.ofNullable(book.fates.get(uid))
                .orElseThrow(() -> violation(maildrop, uid + " was never sent to this maildrop"));
    }

    /** How many messages a maildrop should have, at most. */
    synchronized int backlog(String maildrop) {
        return book(maildrop).expected.size();
    }

    /** Whether a message has been read, so that a client may remove it. */
    synchronized boolean hasBeenRead(String maildrop, String uid) {
        return fate(book(maildrop), maildrop, uid).read;
    }

    /** PASS is about to be sent. */
    synchronized Visit begins(String maildrop, String client) {
        return new Visit(maildrop, client, note(maildrop, client + " logs in"));
    }

    /** +OK to PASS has come, with this number of messages. */
    synchronized void loggedIn(Visit visit, int count) {
        visit.loggedIn = note(visit.maildrop, visit + " is logged in: " + count);
        visit.count = count;
        if (count > 0) {
            Book book = book(visit.maildrop);
            book.lastBegun = Math.max(book.lastBegun, visit.begun);
        }
    }

    /** UIDL has been answered to its end, before any DELE. */
    synchronized void listed(Visit visit, List<String> uids) {
        note(visit.maildrop, visit + " is shown " + uids);
        Book book = book(visit.maildrop);
        Set<String> shown = new HashSet<>(uids);
        if (uids.size() != visit.count || shown.size() != uids.size()) {
            throw violation(visit.maildrop, visit + " has " + visit.count + " messages by PASS and by UIDL " + uids);
        }
        for (String uid : uids) {
            shown(visit, fate(book, visit.maildrop, uid));
        }
        for (Fate fate : List.copyOf(book.expected)) {
            if (fate.delivered < visit.begun && !shown.contains(fate.letter.uid())) {
                missed(visit, fate);
                book.expected.remove(fate);
            }
        }
    }

    private void shown(Visit visit, Fate fate) {
        if (fate.acknowledgedTo.filter(remover -> remover.before(visit)).isPresent()) {
            throw violation(fate, "is shown to " + visit + " after its removal by " + fate.acknowledgedTo.get());
        }
        if (fate.missed < visit.begun) {
            throw violation(fate, "has come back: it is shown to " + visit + ", and was gone before");
        }
        fate.shownTo.add(visit);
    }

    private void missed(Visit visit, Fate fate) {
        fate.missed = Math.min(fate.missed, visit.loggedIn);
        if (!fate.removable(visit.loggedIn)) {
            throw violation(fate, "is lost: not shown to " + visit + ", and nobody has removed it");
        }
        fate.shownTo.stream().filter(visit::before).findAny().ifPresent(later -> {
            throw violation(fate, "has come back: it was shown to " + later + ", and not to " + visit + " before");
        });
    }

    /**
     * LIST has been answered to its end. Nothing is promised of the size of a message that is gone: a process may have been stopped
     * between the look at its lock and the look at the message.
     */
    synchronized void sized(Visit visit, List<String> uids, List<String> sizes) {
        note(visit.maildrop, visit + " is told sizes " + sizes);
        if (sizes.size() != uids.size()) {
            throw violation(visit.maildrop, visit + " is told " + sizes.size() + " sizes of " + uids);
        }
        for (int index = 0; index < sizes.size(); index++) {
            Fate fate = fate(book(visit.maildrop), visit.maildrop, uids.get(index));
            String size = Long.toString(fate.letter.octets());
            if (!sizes.get(index).equals(size) && !fate.removable(now)) {
                throw violation(fate, "has " + size + " octets, and not " + sizes.get(index));
            }
        }
    }

    /** RETR has been answered to its end. */
    synchronized void read(Visit visit, String uid, List<String> lines) {
        note(visit.maildrop, visit + " has read " + uid);
        Fate fate = fate(book(visit.maildrop), visit.maildrop, uid);
        if (!lines.equals(fate.letter.lines())) {
            throw violation(fate, "is not what was sent, in " + lines.size() + " lines");
        }
        fate.read = true;
    }

    /** A command is about to be sent: whether a later session is known to have the maildrop. */
    synchronized boolean superseded(Visit visit) {
        return visit.count > 0 && visit.loggedIn < book(visit.maildrop).lastBegun;
    }

    /** QUIT is about to be sent, after or together with DELE for each of these. */
    synchronized void asks(Visit visit, Set<String> uids) {
        visit.asked = note(visit.maildrop, visit + " asks to remove " + uids);
        Book book = book(visit.maildrop);
        uids.forEach(uid -> fate(book, visit.maildrop, uid).askedBy.add(visit));
    }

    /** QUIT was answered +OK, and so was DELE for each of these. */
    synchronized void acknowledged(Visit visit, Set<String> uids) {
        note(visit.maildrop, visit + " has removed " + uids);
        visit.outcome = Visit.Outcome.ACKNOWLEDGED;
        Book book = book(visit.maildrop);
        for (String uid : uids) {
            Fate fate = fate(book, visit.maildrop, uid);
            if (fate.acknowledgedTo.isPresent()) {
                throw violation(fate, "was removed twice: by " + fate.acknowledgedTo.get() + " and by " + visit);
            }
            fate.acknowledgedTo = Optional.of(visit);
            book.expected.remove(fate);
            fate.shownTo.stream().filter(visit::before).findAny().ifPresent(later -> {
                throw violation(fate, "was removed by " + visit + " after it was shown to " + later);
            });
        }
    }

    /** The bridge says that the session had lost the lock: what it asked for must not happen. */
    synchronized void lost(Visit visit) {
        note(visit.maildrop, visit + " has lost the lock");
        visit.outcome = Visit.Outcome.LOST;
    }

    /** At the end of all, after a last session that was shown everything, read it and removed nothing. */
    synchronized void end(String maildrop, Set<String> shown, Set<String> stored) {
        note(maildrop, "in the end there are " + stored);
        if (!shown.equals(stored)) {
            throw violation(maildrop, "the last session was shown " + shown + ", and the bucket has " + stored);
        }
        for (Fate fate : book(maildrop).fates.values()) {
            boolean there = stored.contains(fate.letter.uid());
            if (fate.delivered != Visit.NEVER && !fate.read) {
                throw violation(fate, "was delivered and never read");
            }
            if (there && fate.acknowledgedTo.isPresent()) {
                throw violation(fate, "is in the bucket after its removal by " + fate.acknowledgedTo.get());
            }
            if (!there && fate.delivered != Visit.NEVER && !fate.removable(fate.missed)) {
                throw violation(fate, "is gone from the bucket, and nobody has removed it");
            }
        }
    }

    /** How many messages are in a state that clients cannot tell: a session asked for their removal, and none was told of it. */
    synchronized long unacknowledged() {
        return books.values().stream().flatMap(book -> book.fates.values().stream())
                .filter(fate -> fate.missed != Visit.NEVER && fate.acknowledgedTo.isEmpty()).count();
    }
}
