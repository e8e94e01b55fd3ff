package pop3bridge.pop3;

/** Which clients are served LAST (RFC 1081, RFC 1225). */
public enum LastPolicy {
    /** Those that have not sent CAPA: a client that knows CAPA knows UIDL too, and fetchmail would fetch all mail at each poll. */
    AUTO,
    /** All. */
    ON,
    /** None. */
    OFF
}
