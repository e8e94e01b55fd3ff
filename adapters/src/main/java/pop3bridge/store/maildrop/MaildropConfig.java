package pop3bridge.store.maildrop;

import java.util.Optional;

/**
 * The location of the mail, and how it is read.
 *
 * @param bucket the bucket of maildrops that name none of their own
 * @param prefix the prefix of such a maildrop, see {@link Address#of}
 */
public record MaildropConfig(String bucket, String prefix, LineEnds lineEnds, Deletion deletion) {
    /**
     * What clients may delete.
     *
     * @param readOnly whether they may delete nothing
     * @param kept the prefix, of the same form, under which deleted messages are kept; empty to keep none
     * @param unreadable whether they may delete messages that are compressed or encrypted by their writer
     */
    public record Deletion(boolean readOnly, Optional<String> kept, boolean unreadable) {
        /** All that they can read, and nothing is kept. */
        public static final Deletion PLAIN = new Deletion(false, Optional.empty(), false);
    }

    /** How a message's size on the wire is found. */
    public enum LineEnds {
        /** By reading the message once. */
        DETECT,
        /** From the listing: the producers of the messages end all lines in CRLF. */
        CRLF
    }
}
