package pop3bridge.users;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import pop3bridge.accounts.Secret;
import pop3bridge.users.password.PasswordHash;

/**
 * Compares as many passwords at once as there are processors, first come first served, and fewer where they take much
 * memory. Each is compared on a platform thread of its own: it computes without a pause, and on a virtual thread it
 * would keep all others off a processor for that long.
 */
final class BoundedVerifier implements Verifier {
    private final int most;
    private final long memory;
    private final Semaphore permits;

    /**
     * Bounds for comparing passwords.
     *
     * @param most how many at once
     * @param memory the octets that those at once may take together; one that takes more is compared alone
     */
    BoundedVerifier(int most, long memory) {
        this.most = most;
        this.memory = memory;
        this.permits = new Semaphore(most, true);
    }

    /** All processors and a quarter of the heap. */
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
