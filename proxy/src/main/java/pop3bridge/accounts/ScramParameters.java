package pop3bridge.accounts;

/**
 * How the first message of a SCRAM server looks (RFC 5802 §5.1).
 *
 * @param saltOctets the length of the salt, from 1 to {@value #MOST_SALT_OCTETS}
 * @param iterations how often the hash function is applied to the password
 */
public record ScramParameters(int saltOctets, int iterations) {
    /** No salt is longer. */
    public static final int MOST_SALT_OCTETS = 64;

    /** Those of keys that are derived here; RFC 7677 §4 wants no fewer iterations. */
    public static final ScramParameters USUAL = new ScramParameters(16, 4096);
}
