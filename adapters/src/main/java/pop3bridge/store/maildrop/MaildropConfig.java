package pop3bridge.store.maildrop;

import java.util.Optional;

/**
 * Where mail is and how it is read.
 *
 * @param bucket the bucket of maildrops that name none of their own
 * @param prefix the prefix of such a maildrop, see {@link Address#of}
 * @param keepRemoved the prefix, of the same form, under which removed messages are kept; empty to keep none
 * @param deleteUnreadable whether clients may delete messages that are compressed or encrypted by their writer
 */
public record MaildropConfig(String bucket, String prefix, LineEnds lineEnds, Optional<String> keepRemoved,
        boolean deleteUnreadable) {
    /** How a message's size on the wire is found. */
    public enum LineEnds {
        /** By reading it once. */
        DETECT,
        /** From the listing: whoever writes the messages ends all their lines in CRLF. */
        CRLF
    }
}
