package pop3bridge.message;

/**
 * The form in which messages are sent to a client, if it differs from the stored form.
 *
 * @param surrogateHeader whether UTF-8 in a header is replaced with ASCII (RFC 6858), see {@link SurrogateField}
 * @param withoutNuls whether each NUL is sent as the octet 0x80, because Outlook hangs on a NUL; Dovecot's
 * {@code outlook-no-nuls}
 * @param headerEnd whether a missing empty line at the end of the header is added, because Outlook Express and Netscape
 * hang without it; Dovecot's {@code oe-ns-eoh}
 * @param crlfForCr whether a bare CR is sent as CRLF, for clients that treat it as a line ending: to them, a dot after
 * a CR could end the message
 */
public record Form(boolean surrogateHeader, boolean withoutNuls, boolean headerEnd, boolean crlfForCr) {
    /** Each octet as stored. */
    public static final Form AS_STORED = new Form(false, false, false, false);

    /** Returns this form, with surrogates for headers in UTF-8. */
    public Form withSurrogateHeader() {
        return new Form(true, withoutNuls, headerEnd, crlfForCr);
    }

    /** Returns whether every message has the same size as in the stored form. */
    public boolean keepsSize() {
        return !surrogateHeader && !headerEnd && !crlfForCr;
    }

    /** Returns the canonical form among those in which every message has the same size as in this form. */
    public Form ofSameSize() {
        return new Form(surrogateHeader, false, headerEnd, crlfForCr);
    }

    /** Returns a stored message in this form. Does not convert line endings or dots. */
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
