package pop3bridge.net;

import java.util.concurrent.Semaphore;

/**
 * Limits how many clients may have a large send window at a time. A large window needs fewer switches between threads; the limit bounds the
 * memory if many clients stop reading. Thread-safe.
 */
public final class WideWindows {
    /** The maximum number of octets that the socket of such a client has not taken yet. */
    static final int WINDOW = 256 * 1024;

    private static final int SHARE_OF_HEAP = 32;

    private final Semaphore free;

    private WideWindows(int clients) {
        this.free = new Semaphore(clients);
    }

    /** For so many clients at a time. */
    public static WideWindows forClients(int clients) {
        return new WideWindows(clients);
    }

    /** For as many clients as need 1/{@value #SHARE_OF_HEAP} of the maximum heap. */
    public static WideWindows forHeap() {
        return new WideWindows(
                (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / WINDOW));
    }

    boolean enter() {
        return free.tryAcquire();
    }

    void leave() {
        free.release();
    }
}
