package pop3bridge.clients;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.angus.mail.pop3.POP3Folder;

/** A {@link Visit} with Angus Mail, which was JavaMail. */
final class AngusMail {
    private final Visit visit;

    private AngusMail(Visit visit) {
        this.visit = visit;
    }

    public static void main(String... arguments) throws MessagingException, IOException {
        System.exit(new AngusMail(new Visit(arguments)).run());
    }

    private int run() throws MessagingException, IOException {
        try (Store store = Session.getInstance(new Properties()).getStore("pop3")) {
            store.connect(visit.host, visit.port, visit.user, visit.password);
            fetch((POP3Folder) store.getFolder("INBOX"));
        } catch (AuthenticationFailedException e) {
            return Visit.status(String.valueOf(e.getMessage()));
        }
        visit.remember();
        return 0;
    }

    private void fetch(POP3Folder inbox) throws MessagingException, IOException {
        inbox.open(Folder.READ_WRITE);
        Message[] messages = inbox.getMessages();
        fetchUids(inbox, messages);
        for (Message message : messages) {
            if (visit.isNew(Objects.requireNonNull(inbox.getUID(message)))) {
                try (OutputStream file = Files.newOutputStream(visit.file(message.getMessageNumber()))) {
                    message.writeTo(file);
                }
            }
            message.setFlag(Flags.Flag.DELETED, visit.delete);
        }
        inbox.close(true);
    }

    /** All unique-ids at once. */
    private static void fetchUids(POP3Folder inbox, Message... messages) throws MessagingException {
        FetchProfile profile = new FetchProfile();
        profile.add(UIDFolder.FetchProfileItem.UID);
        inbox.fetch(messages, profile);
    }
}
