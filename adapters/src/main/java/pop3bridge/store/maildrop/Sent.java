package pop3bridge.store.maildrop;

import java.io.IOException;
import pop3bridge.message.Form;
import pop3bridge.message.HeaderFields;
import pop3bridge.message.Octets;
import pop3bridge.message.WireSize;
import pop3bridge.store.maildrop.MaildropConfig.Verdicts;
import pop3bridge.store.ses.MarkedSubject;
import pop3bridge.store.ses.SesHeader;
import pop3bridge.store.ses.Verdict;

/**
 * Messages as a client gets them.
 *
 * @param verdicts what becomes of messages that Amazon SES found spam or a virus in
 */
record Sent(Form form, Verdicts verdicts, MaildropMetrics metrics) {
    /** Instead of the size of a message that clients do not see. */
    static final long HIDDEN = Long.MAX_VALUE;

    /** Returns a message as the client gets it, if it does. */
    Octets of(Octets message) {
        return form.of(verdicts == Verdicts.MARK ? MarkedSubject.of(message) : message);
    }

    /** Reads a message, and returns its size on the wire in octets, or {@link #HIDDEN}. */
    long measure(Octets message) throws IOException {
        if (verdicts != Verdicts.HIDE) {
            return WireSize.of(of(message));
        }
        SesHeader header = new SesHeader();
        long size = WireSize.of(of(new HeaderFields(message, field -> {
            header.accept(field);
            return field;
        })));
        if (header.verdict() == Verdict.NONE) {
            return size;
        }
        metrics.hidden(header.verdict()).increment();
        return HIDDEN;
    }
}
