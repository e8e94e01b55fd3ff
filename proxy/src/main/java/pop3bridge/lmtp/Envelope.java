package pop3bridge.lmtp;

import java.util.ArrayList;
import java.util.List;
import pop3bridge.lmtp.Deliveries.Mailbox;

/** The sender and the recipients of a message. Not thread-safe. */
final class Envelope {
    private final LmtpCommand.Mail mail;
    private final List<Addressed> recipients = new ArrayList<>();

    /** A recipient that was accepted. */
    record Addressed(MailPath address, Mailbox mailbox) {}

    Envelope(LmtpCommand.Mail mail) {
        this.mail = mail;
    }

    String sender() {
        return mail.sender().text();
    }

    long declaredSize() {
        return mail.size();
    }

    boolean utf8() {
        return mail.utf8();
    }

    void add(MailPath address, Mailbox mailbox) {
        recipients.add(new Addressed(address, mailbox));
    }

    /** Returns the accepted recipients, in their order. */
    List<Addressed> recipients() {
        return recipients;
    }
}
