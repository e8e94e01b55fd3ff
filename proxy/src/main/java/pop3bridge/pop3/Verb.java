package pop3bridge.pop3;

/** The known command keywords, and {@link #OTHER} for all others; a label in metrics. */
public enum Verb {
    USER,
    PASS,
    APOP,
    AUTH,
    STLS,
    UTF8,
    LANG,
    CAPA,
    QUIT,
    STAT,
    LIST,
    RETR,
    DELE,
    NOOP,
    RSET,
    UIDL,
    TOP,
    LAST,
    RPOP,
    XTND,
    OTHER
}
