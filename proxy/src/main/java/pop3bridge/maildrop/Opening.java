package pop3bridge.maildrop;

import java.util.function.BooleanSupplier;
import pop3bridge.message.Form;

/**
 * How a maildrop is opened.
 *
 * @param session names the session in the lock and in logs
 * @param form how messages are read and their sizes counted
 * @param clientGone whether nobody waits for answers any more; then what works for answers alone may stop. Asked by any thread
 */
public record Opening(String session, Form form, BooleanSupplier clientGone) {
    /** For a client that stays. */
    public static Opening of(String session, Form form) {
        return new Opening(session, form, () -> false);
    }
}
