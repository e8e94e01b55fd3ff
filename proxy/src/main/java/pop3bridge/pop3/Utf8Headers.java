package pop3bridge.pop3;

/** What a client that has not sent UTF8 receives for a message with UTF-8 in its header (RFC 6856 §2.1). */
public enum Utf8Headers {
    /** The message as stored. */
    AS_IS,
    /** A surrogate with a header in ASCII (RFC 6858). */
    SURROGATE,
    /** An error. */
    REJECT
}
