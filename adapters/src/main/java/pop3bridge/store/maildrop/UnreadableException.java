package pop3bridge.store.maildrop;

import pop3bridge.maildrop.MaildropException;

/** A message cannot be read until an operator changes this object. */
final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why it is unreadable; a label in metrics. */
    enum Cause {
        ARCHIVED("message is archived, restore it first"),
        DENIED("server is not permitted to read this message"),
        KEY("message is encrypted with a key that cannot be used"),
        CUSTOMER_KEY("message is encrypted with a key of its writer"),
        NOT_FOUND("message was deleted from the store"),
        PRECONDITION_FAILED("message was replaced in the store"),
        REJECTED("message cannot be read"),
        COMPRESSED("message was compressed by its writer"),
        DAMAGED("message was compressed by its writer, and is damaged or too large"),
        FRAMED("message was stored with the aws-chunked framing of its upload"),
        ENCRYPTED("message was encrypted by its writer"),
        DATA_KEY("message was encrypted by its writer, and its key cannot be decrypted"),
        UNAUTHENTIC("message was encrypted by its writer, and is damaged");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /** Returns whether its writer has encoded it, so that it is useless to a mail client. */
        boolean encoded() {
            return switch (this) {
                case CUSTOMER_KEY, COMPRESSED, DAMAGED, FRAMED, ENCRYPTED, DATA_KEY, UNAUTHENTIC -> true;
                case ARCHIVED, DENIED, KEY, NOT_FOUND, PRECONDITION_FAILED, REJECTED -> false;
            };
        }
    }

    private final Cause why;

    UnreadableException(Cause why, Throwable cause) {
        super(why.text, cause);
        this.why = why;
    }

    UnreadableException(Cause why) {
        super(why.text);
        this.why = why;
    }

    Cause why() {
        return why;
    }

    /** Returns the failure to report to the client. */
    MaildropException forClient() {
        return new MaildropException(MaildropException.Reason.PERMANENT, why.text, this);
    }
}
