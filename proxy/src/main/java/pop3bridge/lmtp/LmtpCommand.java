package pop3bridge.lmtp;

/** A command of a mail server. */
sealed interface LmtpCommand {
    /** LHLO (RFC 2033 §4.1). */
    record Lhlo() implements LmtpCommand {}

    /**
     * MAIL.
     *
     * @param size the declared size of the message in octets; 0 if there is none
     * @param utf8 whether addresses and header may be international (RFC 6531)
     */
    record Mail(MailPath sender, long size, boolean utf8) implements LmtpCommand {}

    /** RCPT. */
    record Rcpt(MailPath recipient) implements LmtpCommand {}

    /** DATA. */
    record Data() implements LmtpCommand {}

    /**
     * BDAT (RFC 3030).
     *
     * @param size the number of octets that follow the line
     */
    record Bdat(long size, boolean last) implements LmtpCommand {}

    /** RSET. */
    record Rset() implements LmtpCommand {}

    /** NOOP. */
    record Noop() implements LmtpCommand {}

    /** VRFY. */
    record Vrfy() implements LmtpCommand {}

    /** HELP. */
    record Help() implements LmtpCommand {}

    /** QUIT. */
    record Quit() implements LmtpCommand {}

    /**
     * A line that is no valid command.
     *
     * @param fatal whether it is unknown where the next command begins
     */
    record Bad(LmtpReply reply, boolean fatal) implements LmtpCommand {}
}
