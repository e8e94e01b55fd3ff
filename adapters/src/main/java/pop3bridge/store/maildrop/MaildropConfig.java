package pop3bridge.store.maildrop;

import java.util.Optional;

/**
 * The location of the mail, and how it is read.
 *
 * @param bucket the bucket of maildrops without an address of their own
 * @param prefix the template for their prefix, see {@link Address#of}
 * @param maxMessages how many messages a session sees at most, the oldest; empty for all
 */
public record MaildropConfig(String bucket, String prefix, LineEnds lineEnds, Deletion deletion,
        Optional<Integer> maxMessages) {
    /**
     * What clients may delete.
     *
     * @param readOnly whether they may delete nothing
     * @param kept the template for the prefix under which deleted messages are kept; empty to keep none
     * @param unreadable whether they may delete messages that their writer compressed or encrypted
     */
    public record Deletion(boolean readOnly, Optional<String> kept, boolean unreadable) {
        /** All that they can read, and nothing is kept. */
        public static final Deletion PLAIN = new Deletion(false, Optional.empty(), false);
    }

    /** How the size of a message on the wire is determined. */
    public enum LineEnds {
        /** By reading the message once. */
        DETECT,
        /** From the listing: the producers of the messages end all lines in CRLF. */
        CRLF
    }
}
