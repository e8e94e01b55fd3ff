package pop3bridge.lmtp;

/** The port to the maildrops that get mail. Implementations are thread-safe and may block. */
public interface Deliveries {
    /** Returns who gets mail for an address. */
    Recipient recipient(MailPath address);

    /** Who gets mail for an address. */
    sealed interface Recipient {
        /** A maildrop. */
        record Found(Mailbox mailbox) implements Recipient {}

        /** Nobody. */
        record Unknown() implements Recipient {}

        /** It cannot be told now. */
        record Unavailable() implements Recipient {}
    }

    /** The maildrop of a recipient. */
    interface Mailbox {
        /** Returns the user name, for the log. */
        String user();

        /** Stores a message, and returns when the store has acknowledged it or cannot. */
        Outcome store(Mail mail);
    }

    /**
     * A message.
     *
     * @param sender the address that errors go to; empty for none
     * @param recipient the address that it was sent to
     * @param content with CRLF line ends
     */
    record Mail(String sender, String recipient, byte[] content) {}

    /** What became of a message for one recipient; a label in metrics and a value in the log. */
    enum Outcome {
        /** It is stored. */
        STORED(250, "2.0.0", "stored"),
        /** It was stored already, by an earlier attempt of the mail server. */
        REPEATED(250, "2.0.0", "stored already"),
        /** The maildrop has no room for it. */
        OVER_QUOTA(552, "5.2.2", "maildrop is full"),
        /** It is not known to be stored. */
        UNAVAILABLE(451, "4.3.0", "store is not available, try again later"),
        /** It was not tried, because other recipients have taken too long. */
        OUT_OF_TIME(451, "4.3.0", "store is slow, try again later"),
        /** It is larger than it may be. */
        TOO_LARGE(552, "5.3.4", "message is too large"),
        /** There was no memory for it. */
        NO_MEMORY(452, "4.3.1", "server is busy, try again later");

        private final int code;
        private final String status;
        private final String text;

        Outcome(int code, String status, String text) {
            this.code = code;
            this.status = status;
            this.text = text;
        }

        LmtpReply reply() {
            return LmtpReply.of(code, status, text);
        }
    }
}
