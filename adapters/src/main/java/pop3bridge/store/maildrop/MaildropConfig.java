package pop3bridge.store.maildrop;

/**
 * Where mail is and how it is read.
 *
 * @param bucket the bucket of maildrops that name none of their own
 * @param prefix the prefix of such a maildrop, see {@link Address#of}
 */
public record MaildropConfig(String bucket, String prefix, LineEnds lineEnds) {
    /** How a message's size on the wire is found. */
    public enum LineEnds {
        /** By reading it once. */
        DETECT,
        /** From the listing: whoever writes the messages ends all their lines in CRLF. */
        CRLF
    }
}
