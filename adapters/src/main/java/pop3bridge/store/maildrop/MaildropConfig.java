package pop3bridge.store.maildrop;

import java.util.Optional;

/**
 * The location of the mail, and how it is read.
 *
 * @param bucket the bucket of maildrops without an address in the users file
 * @param prefix the template for their prefix, see {@link Address#of}
 * @param keepRemoved the template for the prefix under which removed messages are kept; empty to keep none
 * @param deleteUnreadable whether clients may delete messages that their producer compressed or encrypted
 */
public record MaildropConfig(String bucket, String prefix, LineEnds lineEnds, Optional<String> keepRemoved,
        boolean deleteUnreadable) {
    /** How the size of a message on the wire is determined. */
    public enum LineEnds {
        /** By reading the message once. */
        DETECT,
        /** From the listing: the producers of the messages end all lines in CRLF. */
        CRLF
    }
}
