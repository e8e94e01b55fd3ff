package pop3bridge.conformance.trial;

import java.time.Duration;

/**
 * The server and how it is talked to.
 *
 * @param timeout how long it may take to answer
 * @param idle how long a connection is left idle to see whether it stays
 */
public record Target(String host, int port, String user, String password, Tls tls, Duration timeout, Duration idle) {
    /** How the connection is protected. */
    public enum Tls {
        NONE,
        /** From the first octet on. */
        IMPLICIT,
        /** By STLS after the greeting. */
        STLS
    }
}
