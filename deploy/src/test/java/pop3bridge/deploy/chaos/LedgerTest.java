package pop3bridge.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The ledger detects violations: tests each promise, broken and kept. */
final class LedgerTest {
    private static final String ANNA = "anna";
    private static final Letter ONE = new Letter(ANNA, "one", 3, true);
    private static final Letter TWO = new Letter(ANNA, "two", 3, false);

    private final Ledger ledger = new Ledger();

    @BeforeEach
    void deliver() {
        for (Letter letter : List.of(ONE, TWO)) {
            ledger.announce(letter);
            ledger.delivered(letter);
        }
    }

    private Visit loggedIn(String client, int count) {
        Visit visit = ledger.begins(ANNA, client);
        ledger.loggedIn(visit, count);
        return visit;
    }

    private Visit shown(String client, String... uids) {
        Visit visit = loggedIn(client, uids.length);
        ledger.listed(visit, List.of(uids));
        return visit;
    }

    private Visit reader(String client) {
        Visit visit = shown(client, "one", "two");
        ledger.read(visit, "one", ONE.lines());
        ledger.read(visit, "two", TWO.lines());
        return visit;
    }

    private static void broken(String promise, Executable event) {
        String message = String.valueOf(assertThrows(Violation.class, event).getMessage());
        assertTrue(message.contains(promise), message);
    }

    @Test
    void whatIsRemovedIsShownNoMore() {
        Visit visit = reader("a");
        ledger.asks(visit, Set.of("one"));
        ledger.acknowledged(visit, Set.of("one"));
        ledger.end(ANNA, Set.of("two"), Set.of("two"));
        shown("b", "two");
        broken("one is shown to c after its removal by a", () -> shown("c", "one", "two"));
    }

    @Test
    void theHistoryOfTheMessageIsTold() {
        Visit visit = reader("a");
        ledger.note("replica1 is killed");
        ledger.asks(visit, Set.of("one"));
        ledger.acknowledged(visit, Set.of("one"));
        broken("a has removed [one]", () -> shown("c", "one", "two"));
        broken("replica1 is killed", () -> shown("c", "one", "two"));
    }

    @Test
    void aLaterSessionMayBeTheFirstToBeHeard() {
        Visit first = reader("a");
        Visit second = shown("b", "one", "two");
        assertFalse(ledger.superseded(second));
        ledger.asks(second, Set.of("one"));
        ledger.acknowledged(second, Set.of("one"));
        ledger.asks(first, Set.of("two"));
    }

    @Test
    void nothingIsRemovedUnderALaterSession() {
        Visit first = reader("a");
        shown("b", "one", "two");
        ledger.asks(first, Set.of("one"));
        broken("one was removed by a after it was shown to b", () -> ledger.acknowledged(first, Set.of("one")));
    }

    @Test
    void sessionsThatLogInTogetherMayBeInEitherOrder() {
        Visit first = ledger.begins(ANNA, "a");
        Visit second = ledger.begins(ANNA, "b");
        ledger.loggedIn(first, 2);
        ledger.loggedIn(second, 2);
        ledger.listed(first, List.of("one", "two"));
        ledger.listed(second, List.of("one", "two"));
        assertFalse(ledger.superseded(first));
        ledger.asks(first, Set.of("one"));
        ledger.acknowledged(first, Set.of("one"));
    }

    @Test
    void aRemovalIsAcknowledgedOnce() {
        Visit first = ledger.begins(ANNA, "a");
        Visit second = ledger.begins(ANNA, "b");
        ledger.loggedIn(first, 2);
        ledger.loggedIn(second, 2);
        ledger.asks(first, Set.of("one"));
        ledger.acknowledged(first, Set.of("one"));
        ledger.asks(second, Set.of("one"));
        broken("one was removed twice: by a and by b", () -> ledger.acknowledged(second, Set.of("one")));
    }

    @Test
    void aSessionIsSupersededByALaterOne() {
        Visit first = reader("a");
        Visit empty = loggedIn("b", 0);
        assertFalse(ledger.superseded(first));
        Visit second = shown("c", "one", "two");
        assertTrue(ledger.superseded(first));
        assertFalse(ledger.superseded(empty));
        assertFalse(ledger.superseded(second));
    }

    @Test
    void whatIsGoneStaysGone() {
        ledger.asks(reader("a"), Set.of("one"));
        shown("b", "two");
        broken("one has come back: it is shown to c", () -> shown("c", "one", "two"));
    }

    @Test
    void whatIsGoneStaysGoneAlsoIfThatIsHeardLater() {
        ledger.asks(reader("a"), Set.of("one"));
        Visit late = loggedIn("b", 1);
        shown("c", "one", "two");
        broken("one has come back: it was shown to c, and not to b before", () -> ledger.listed(late, List.of("two")));
    }

    @Test
    void nothingGoesWithoutQuit() {
        reader("a");
        broken("one is lost: not shown to b", () -> shown("b", "two"));
    }

    @Test
    void nothingGoesByASessionThatHadLostTheLock() {
        Visit visit = reader("a");
        ledger.asks(visit, Set.of("one"));
        ledger.lost(visit);
        broken("one is lost: not shown to b", () -> shown("b", "two"));
    }

    @Test
    void nothingIsGoneBeforeItIsAskedFor() {
        Visit visit = reader("a");
        Visit early = loggedIn("b", 1);
        ledger.asks(visit, Set.of("one"));
        broken("one is lost: not shown to b", () -> ledger.listed(early, List.of("two")));
    }

    @Test
    void aMessageThatIsDeliveredMeanwhileNeedNotBeShown() {
        Visit visit = ledger.begins(ANNA, "a");
        Letter three = new Letter(ANNA, "three", 3, true);
        ledger.announce(three);
        ledger.delivered(three);
        ledger.loggedIn(visit, 2);
        ledger.listed(visit, List.of("one", "two"));
        shown("b", "one", "two", "three");
        broken("three is lost", () -> shown("c", "one", "two"));
    }

    @Test
    void aMessageWhoseDeliveryIsNotKnownMayBeThereOrNot() {
        Letter three = new Letter(ANNA, "three", 3, true);
        ledger.announce(three);
        shown("a", "one", "two");
        reader("b");
        ledger.end(ANNA, Set.of("one", "two"), Set.of("one", "two"));
        shown("c", "one", "two", "three");
    }

    @Test
    void whatIsShownWasSentToThisMaildrop() {
        broken("three was never sent to this maildrop", () -> shown("a", "one", "two", "three"));
        Visit other = ledger.begins("bert", "b");
        ledger.loggedIn(other, 1);
        broken("one was never sent to this maildrop", () -> ledger.listed(other, List.of("one")));
    }

    @Test
    void whatIsShownIsAsManyAsLoginSays() {
        Visit visit = loggedIn("a", 3);
        broken("a has 3 messages by PASS", () -> ledger.listed(visit, List.of("one", "two")));
        Visit twice = loggedIn("b", 2);
        broken("b has 2 messages by PASS", () -> ledger.listed(twice, List.of("one", "one")));
    }

    @Test
    void sizesAreThoseOfWhatWasSent() {
        Visit visit = reader("a");
        String one = Long.toString(ONE.octets());
        String two = Long.toString(TWO.octets());
        List<String> uids = List.of("one", "two");
        ledger.sized(visit, uids, List.of(one, two));
        broken("two has " + two + " octets, and not 1", () -> ledger.sized(visit, uids, List.of(one, "1")));
        broken("a is told 1 sizes", () -> ledger.sized(visit, uids, List.of(one)));
        ledger.asks(shown("b", "one", "two"), Set.of("two"));
        ledger.sized(visit, uids, List.of(one, "1"));
    }

    @Test
    void whatIsReadIsWhatWasSent() {
        Visit visit = shown("a", "one", "two");
        broken("one is not what was sent", () -> ledger.read(visit, "one", TWO.lines()));
        List<String> cut = ONE.lines().subList(0, ONE.lines().size() - 1);
        broken("one is not what was sent", () -> ledger.read(visit, "one", cut));
        assertFalse(ledger.hasBeenRead(ANNA, "one"));
    }

    @Test
    void inTheEndEverythingHasBeenRead() {
        Visit visit = shown("a", "one", "two");
        ledger.read(visit, "one", ONE.lines());
        broken("two was delivered and never read",
                () -> ledger.end(ANNA, Set.of("one", "two"), Set.of("one", "two")));
    }

    @Test
    void inTheEndTheBucketHasWhatIsShown() {
        reader("a");
        broken("the last session was shown", () -> ledger.end(ANNA, Set.of("one"), Set.of("one", "two")));
    }

    @Test
    void inTheEndWhatIsRemovedIsGone() {
        Visit visit = reader("a");
        ledger.asks(visit, Set.of("one"));
        ledger.acknowledged(visit, Set.of("one"));
        broken("one is in the bucket after its removal by a",
                () -> ledger.end(ANNA, Set.of("one", "two"), Set.of("one", "two")));
    }

    @Test
    void inTheEndNothingIsGoneThatNobodyRemoved() {
        Visit visit = reader("a");
        ledger.asks(visit, Set.of("one"));
        shown("b", "two");
        ledger.lost(visit);
        broken("one is gone from the bucket", () -> ledger.end(ANNA, Set.of("two"), Set.of("two")));
    }

    @Test
    void removalsThatNobodyHeardOfAreCounted() {
        ledger.asks(reader("a"), Set.of("one"));
        assertEquals(0, ledger.unacknowledged());
        shown("b", "two");
        assertEquals(1, ledger.unacknowledged());
        assertEquals(1, ledger.backlog(ANNA));
    }
}
