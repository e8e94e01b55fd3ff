package pop3bridge.store.s3.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OwnThreadTest {
    @Test
    void aResultAndAnExceptionAreTheCalls() {
        assertNotSame(Thread.currentThread(), OwnThread.call(Thread::currentThread));
        IllegalArgumentException failure = new IllegalArgumentException();
        assertSame(failure, assertThrows(IllegalArgumentException.class, () -> OwnThread.call(() -> {
            throw failure;
        })));
    }

    /** Without its result, a response that came just then would keep its connection. */
    @Test
    void anInterruptedCallReturnsItsResultAllTheSame() {
        Thread.currentThread().interrupt();
        assertEquals("answer", OwnThread.call(() -> {
            assertThrows(InterruptedException.class, () -> Thread.sleep(60_000));
            return "answer";
        }));
        assertTrue(Thread.interrupted());
    }
}
