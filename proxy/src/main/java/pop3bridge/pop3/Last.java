package pop3bridge.pop3;

/** Whom LAST is served (RFC 1081, RFC 1225). */
public enum Last {
    /** Whoever has not asked for CAPA: who knows CAPA knows UIDL too, and fetchmail would fetch all mail again and again. */
    AUTO,
    /** Everybody. */
    ON,
    /** Nobody. */
    OFF
}
