package pop3bridge.moving;

import java.util.Optional;

/** Knows unique-ids that a source does not have itself. */
public interface KeptIds {
    /** There are none. */
    KeptIds NONE = (_, _) -> Optional.empty();

    /** The field that some servers and clients write the unique-id into. */
    KeptIds X_UIDL = (_, message) -> MailTime.field(message, "X-UIDL");

    /**
     * Returns the unique-id of a message; empty if it is unknown.
     *
     * @param name where the message is
     */
    Optional<String> of(String name, byte[] message);
}
