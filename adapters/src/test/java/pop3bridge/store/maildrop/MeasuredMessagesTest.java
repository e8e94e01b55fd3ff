package pop3bridge.store.maildrop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;

class MeasuredMessagesTest {
    private static final int BUDGET = 800;
    private static final int SHARE = BUDGET / 8;

    private final ReadAheadBudget budget = new ReadAheadBudget(BUDGET, new MaildropMetrics(new SimpleMeterRegistry()));
    private final MeasuredMessages messages = new MeasuredMessages(budget);

    private void keep(int index, int size) {
        assertTrue(messages.reserve(size));
        messages.keep(index, new byte[size]);
    }

    private static Entry entry(int size) {
        return new Entry("key", "etag", size, Instant.EPOCH);
    }

    @Test
    void aMessageIsTakenOnce() throws IOException {
        keep(0, SHARE);
        try (Download download = messages.take(0, entry(SHARE)).orElseThrow()) {
            assertEquals(SHARE, download.readAll(BUDGET).length);
        }
        assertEquals(Optional.empty(), messages.take(0, entry(SHARE)));
    }

    @Test
    void aSessionUsesItsShareOnly() {
        keep(0, SHARE);
        assertFalse(messages.reserve(1));
        assertTrue(new MeasuredMessages(budget).reserve(SHARE));
    }

    @Test
    void memoryIsFreedWhenAMessageIsTakenAndAtTheEnd() throws IOException {
        keep(0, SHARE / 2);
        keep(1, SHARE / 2);
        messages.take(1, entry(SHARE / 2)).orElseThrow().close();
        assertTrue(messages.reserve(SHARE / 2));
        messages.giveUp(SHARE / 2);
        messages.close();
        assertTrue(budget.reserveToKeep(BUDGET));
    }

    @Test
    void nothingIsKeptWhereOthersUseAll() {
        assertTrue(budget.reserveToKeep(BUDGET));
        assertFalse(messages.reserve(1));
        budget.releaseKept(BUDGET);
        assertTrue(messages.reserve(1));
    }
}
