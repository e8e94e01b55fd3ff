package pop3bridge.delivery;

/**
 * What each maildrop may hold.
 *
 * @param octets the size of all its messages, as they are stored
 * @param messages their number
 */
public record Quota(long octets, long messages) {
    /** No limit. */
    public static final Quota NONE = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);
}
