package pop3bridge.users;

import java.util.concurrent.ExecutionException;
import pop3bridge.accounts.Secret;
import pop3bridge.users.password.PasswordHash;

/** Verifies passwords. Thread-safe; blocks. */
interface Verifier {
    /**
     * Returns whether the password matches.
     *
     * @throws ExecutionException if it cannot be verified, for example for lack of memory
     */
    boolean verify(PasswordHash hash, Secret password) throws InterruptedException, ExecutionException;
}
