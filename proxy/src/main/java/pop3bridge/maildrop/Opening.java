package pop3bridge.maildrop;

import java.util.function.BooleanSupplier;
import pop3bridge.message.Form;

/**
 * The parameters for opening a maildrop.
 *
 * @param session the session's identifier in the lock and in logs
 * @param form the form in which messages are read and their sizes counted
 * @param clientGone returns whether the client has disconnected, so that work for its replies may stop. Called on any
 * thread
 */
public record Opening(String session, Form form, BooleanSupplier clientGone) {
    /** Returns an opening for a client that does not disconnect. */
    public static Opening of(String session, Form form) {
        return new Opening(session, form, () -> false);
    }
}
