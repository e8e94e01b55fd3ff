package pop3bridge.pop3;

/** The keywords that the bridge knows, and {@link #OTHER} for all else: the label of a command in metrics. */
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
