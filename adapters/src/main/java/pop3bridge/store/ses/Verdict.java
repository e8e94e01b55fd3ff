package pop3bridge.store.ses;

/** What the scan of Amazon SES has found in a message. A virus is worse than spam. */
public enum Verdict {
    /** Nothing, or there was no scan, or it came to no result. */
    NONE,
    /** The spam check failed. */
    SPAM,
    /** The virus check failed. */
    VIRUS
}
