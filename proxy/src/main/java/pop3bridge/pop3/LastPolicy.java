package pop3bridge.pop3;

/** Which clients may use LAST (RFC 1081, RFC 1225). */
public enum LastPolicy {
    /**
     * Clients that have not sent CAPA: a client that supports CAPA also supports UIDL, and with LAST fetchmail would
     * fetch all messages at each poll.
     */
    AUTO,
    /** All clients. */
    ON,
    /** No client. */
    OFF
}
