package pop3bridge.store.maildrop;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/**
 * Keeps copies of the messages that clients remove from a maildrop. The copies are made before the removal is
 * committed: no message is deleted without a copy. The bucket's lifecycle rules expire the copies.
 *
 * @param prefix the prefix of the copies, which have the same names as in the maildrop
 */
record KeptMail(ObjectStore store, Address maildrop, String prefix) {
    private static final Logger log = LoggerFactory.getLogger(KeptMail.class);

    /** How many messages a session copies concurrently. */
    private static final int COPIES = 16;

    /**
     * Copies these messages.
     *
     * @return the copied messages; the others no longer exist, or are not the objects that the client listed
     * @param moved called after each copy, on any thread
     * @throws MaildropException if a message cannot be copied
     */
    List<Entry> keep(List<Entry> messages, Runnable moved) throws MaildropException {
        boolean[] kept = new boolean[messages.size()];
        try {
            Parallel.run(COPIES, messages.size(), n -> {
                kept[n] = keep(messages.get(n));
                moved.run();
            });
        } catch (ExecutionException e) {
            log.atLevel(Sizes.level(e.getCause())).addKeyValue("maildrop", maildrop).setCause(e)
                    .log("deleted messages cannot be copied to mail.keep-removed");
            boolean permanent = e.getCause() instanceof StoreException cause && !cause.reason().temporary();
            throw permanent
                    ? new MaildropException(MaildropException.Reason.PERMANENT,
                            "copies of the messages cannot be stored, nothing was deleted", e)
                    : new MaildropException(MaildropException.Reason.TEMPORARY,
                            "copies of the messages cannot be stored now, nothing was deleted", e);
        }
        return IntStream.range(0, kept.length).filter(n -> kept[n]).mapToObj(messages::get).toList();
    }

    private boolean keep(Entry message) throws StoreException {
        String name = maildrop.keptName(message.key());
        try {
            store.copy(message.key(), message.etag(), prefix + name);
            return true;
        } catch (StoreException e) {
            if (e.reason() != Reason.NOT_FOUND && e.reason() != Reason.PRECONDITION_FAILED) {
                throw e;
            }
            return false;
        }
    }
}
