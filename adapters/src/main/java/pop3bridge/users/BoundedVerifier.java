package pop3bridge.users;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import pop3bridge.accounts.Secret;
import pop3bridge.users.password.PasswordHash;

/**
 * Limits concurrent password verifications to the number of processors, and to fewer if they take much memory; first
 * come, first served. Each runs on its own platform thread: it never blocks, and on a virtual thread it would occupy a
 * carrier thread all the time.
 */
final class BoundedVerifier implements Verifier {
    private final int most;
    private final long memory;
    private final Semaphore permits;

    /**
     * Creates a verifier with these limits.
     *
     * @param most the maximum number of concurrent verifications
     * @param memory the maximum memory of concurrent verifications, in octets; one that takes more runs alone
     */
    BoundedVerifier(int most, long memory) {
        this.most = most;
        this.memory = memory;
        this.permits = new Semaphore(most, true);
    }

    /** Returns a verifier that uses all processors and a quarter of the heap. */
    static BoundedVerifier ofThisMachine() {
        Runtime machine = Runtime.getRuntime();
        return new BoundedVerifier(machine.availableProcessors(), machine.maxMemory() / 4);
    }

    @Override
    public boolean verify(PasswordHash hash, Secret password) throws InterruptedException, ExecutionException {
        return run(hash.memory(), () -> hash.matches(password.octets()));
    }

    boolean run(long octets, BooleanSupplier comparison) throws InterruptedException, ExecutionException {
        int share = (int) Math.clamp(Math.ceilDiv(octets * most, memory), 1L, most);
        permits.acquire(share);
        boolean started = false;
        try {
            FutureTask<Boolean> task = new FutureTask<>(() -> {
                try {
                    return comparison.getAsBoolean();
                } finally {
                    permits.release(share);
                }
            });
            Thread.ofPlatform().daemon().name("password").start(task);
            started = true;
            return task.get();
        } finally {
            if (!started) {
                permits.release(share);
            }
        }
    }
}
