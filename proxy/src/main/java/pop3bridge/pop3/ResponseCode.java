package pop3bridge.pop3;

import pop3bridge.maildrop.MaildropException;

/** The response codes used by the bridge (RFC 2449 §8, RFC 3206 §4, RFC 6856 §5). */
public enum ResponseCode {
    /** The credentials are wrong. */
    AUTH("AUTH"),
    /** Another session holds the maildrop lock. */
    IN_USE("IN-USE"),
    /** The last login was too recent (RFC 2449 §8.1.1). */
    LOGIN_DELAY("LOGIN-DELAY"),
    /** A temporary failure. */
    SYS_TEMP("SYS/TEMP"),
    /** A failure that requires an operator. */
    SYS_PERM("SYS/PERM"),
    /** The message requires that the client sends UTF8 (RFC 6856 §5). */
    UTF8("UTF8");

    private final String code;

    ResponseCode(String code) {
        this.code = code;
    }

    /** Returns the code as written in a status line. */
    public String wire() {
        return "[" + code + "]";
    }

    static ResponseCode of(MaildropException.Reason reason) {
        return switch (reason) {
            case IN_USE -> IN_USE;
            case TEMPORARY, LOCK_LOST -> SYS_TEMP;
            case PERMANENT -> SYS_PERM;
        };
    }
}
