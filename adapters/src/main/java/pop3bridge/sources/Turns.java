package pop3bridge.sources;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import pop3bridge.accounts.AccountsUnavailableException;

/** Runs what takes much processor time when it is the client's turn. */
@FunctionalInterface
public interface Turns {
    /** For work that waits for nobody. */
    Turns AT_ONCE = Turns::now;

    /**
     * Waits for the client's turn, and runs the work.
     *
     * @throws AccountsUnavailableException if too many wait already, or the work failed
     */
    <T> T run(Callable<T> work) throws AccountsUnavailableException;

    /** Runs the work now. */
    static <T> T now(Callable<T> work) throws AccountsUnavailableException {
        try {
            return work.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccountsUnavailableException("interrupted before the password was compared", e);
        } catch (ExecutionException e) {
            throw new AccountsUnavailableException("the password could not be compared", e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AccountsUnavailableException("the password could not be compared", e);
        }
    }
}
