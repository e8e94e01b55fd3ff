package pop3bridge.pop3;

/** What a client gets that has not sent UTF8, where the header of a message holds UTF-8 (RFC 6856 §2.1). */
public enum Utf8Headers {
    /** The message as it is stored. */
    AS_IS,
    /** A form of it with a header in ASCII (RFC 6858). */
    SURROGATE,
    /** An error. */
    REJECT
}
