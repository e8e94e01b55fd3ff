package pop3bridge.users;

import java.util.concurrent.ExecutionException;
import pop3bridge.accounts.Secret;

/** Compares passwords; safe for use by many threads, and blocks. */
interface Verifier {
    /**
     * Returns whether it is this password.
     *
     * @throws ExecutionException if it could not be compared, for want of memory for instance
     */
    boolean verify(PasswordHash hash, Secret password) throws InterruptedException, ExecutionException;
}
