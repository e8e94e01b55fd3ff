package pop3bridge.accounts;

/**
 * What a client can see of a user's SCRAM keys in the server's first message (RFC 5802 §5.1).
 *
 * @param saltOctets the length of the salt, from 1 to {@value #MOST_SALT_OCTETS}
 * @param iterations of PBKDF2
 */
public record ScramParameters(int saltOctets, int iterations) {
    /** The longest salt. */
    public static final int MOST_SALT_OCTETS = 64;

    /** Used for keys that are derived from a known password. RFC 7677 §4 requires at least as many iterations. */
    public static final ScramParameters USUAL = new ScramParameters(16, 4096);
}
