package pop3bridge.accounts;

import java.util.Optional;

/**
 * An account.
 *
 * @param name the user name, as the source of accounts spells it
 * @param maildrop the address of the maildrop where the account names one of its own, else empty: then the place follows
 *     from the user name
 */
public record Account(String name, Optional<String> maildrop) {}
