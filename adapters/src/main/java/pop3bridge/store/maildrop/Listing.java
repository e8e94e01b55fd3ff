package pop3bridge.store.maildrop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import pop3bridge.store.Entry;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.StoreException;

/** The whole listing of a maildrop: every page, or an error; never a part. */
final class Listing {
    /** Order of arrival; stores list in orders of their own. */
    private static final Comparator<Entry> ARRIVAL = Comparator.comparing(Entry::lastModified)
            .thenComparing(Entry::key);

    /** What Amazon SES writes once, when a rule is made. */
    private static final String SES_NOTIFICATION = "AMAZON_SES_SETUP_NOTIFICATION";

    private Listing() {}

    /** The messages in order of arrival, without objects that are no mail. */
    static List<Entry> messages(ObjectStore store, Address address) throws StoreException {
        List<Entry> messages = new ArrayList<>();
        Optional<String> next = Optional.empty();
        do {
            ObjectStore.Page page = store.list(address.prefix(), next);
            page.entries().stream().filter(entry -> isMail(entry.key(), address.prefix())).forEach(messages::add);
            next = page.next();
        } while (next.isPresent());
        messages.sort(ARRIVAL);
        return List.copyOf(messages);
    }

    private static boolean isMail(String key, String prefix) {
        String name = key.substring(prefix.length());
        return !name.isEmpty() && name.indexOf('/') < 0 && !name.equals(SES_NOTIFICATION);
    }
}
