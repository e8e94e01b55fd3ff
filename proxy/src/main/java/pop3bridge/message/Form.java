package pop3bridge.message;

/**
 * In which form messages are sent to a client, where that is not how they are stored.
 *
 * @param surrogateHeader whether UTF-8 in a header gives way to ASCII (RFC 6858), see {@link SurrogateField}
 * @param withoutNuls whether each NUL is sent as the octet 0x80, as Outlook hangs at a NUL; Dovecot's {@code outlook-no-nuls}
 * @param headerEnd whether a message without the empty line that ends a header gets one, as Outlook Express and Netscape hang
 *     without it; Dovecot's {@code oe-ns-eoh}
 * @param crlfForCr whether a CR without LF is sent as CRLF, for clients that take it for a line end: a dot after it would end their
 *     message
 */
public record Form(boolean surrogateHeader, boolean withoutNuls, boolean headerEnd, boolean crlfForCr) {
    /** Each octet as it is stored. */
    public static final Form AS_STORED = new Form(false, false, false, false);

    /** This form, with surrogates for headers in UTF-8. */
    public Form withSurrogateHeader() {
        return new Form(true, withoutNuls, headerEnd, crlfForCr);
    }

    /** Returns whether every message has the size that it has as it is stored. */
    public boolean keepsSize() {
        return !surrogateHeader && !headerEnd && !crlfForCr;
    }

    /**
     * Returns a form in which every message has the same size as in this one; of all those that have, always the same.
     */
    public Form ofSameSize() {
        return new Form(surrogateHeader, false, headerEnd, crlfForCr);
    }

    /** Returns a stored message in this form; LF as a line end and dots are not its matter. */
    public Octets of(Octets stored) {
        Octets octets = crlfForCr ? new CrlfForCr(stored) : stored;
        if (surrogateHeader) {
            octets = new HeaderFields(octets, SurrogateField::of);
        }
        if (headerEnd) {
            octets = new HeaderEnd(octets);
        }
        return withoutNuls ? new WithoutNuls(octets) : octets;
    }
}
