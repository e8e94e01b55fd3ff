package pop3bridge.net;

import java.util.concurrent.Semaphore;

/**
 * The clients that may have more octets on their way than others: large messages are sent with fewer changes between threads. As many as
 * use a small part of the memory, however many clients stop reading. Thread-safe.
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
