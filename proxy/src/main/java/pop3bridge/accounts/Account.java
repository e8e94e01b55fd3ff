package pop3bridge.accounts;

import java.util.List;
import java.util.Optional;

/**
 * The account of a user.
 *
 * @param name the user name, as the authentication backend spells it
 * @param maildrop the addresses of the places that make up the maildrop, if the source names them; empty if the place follows from the user
 *     name
 * @param readOnly whether messages may not be deleted
 */
public record Account(String name, List<String> maildrop, boolean readOnly) {
    public Account {
        maildrop = List.copyOf(maildrop);
    }

    /** An account that may delete its messages, with a maildrop in one place. */
    public Account(String name, Optional<String> maildrop) {
        this(name, maildrop.stream().toList(), false);
    }
}
