package pop3bridge.accounts;

import java.util.Optional;

/**
 * The account of an authenticated user.
 *
 * @param name the user name, as spelled in the source of accounts
 * @param maildrop the address of the account's own maildrop; if empty, the maildrop is derived from the user name
 */
public record Account(String name, Optional<String> maildrop) {}
