package pop3bridge.delivery;

import pop3bridge.guard.NameRules;

/**
 * How an address becomes a user name.
 *
 * @param names what is done to the names that clients send too
 * @param delimiters the characters that separate a user name from a detail, such as {@code +}; empty for none
 * @param unverified what becomes of a user whose existence no source can tell
 */
public record RecipientRules(NameRules names, String delimiters, Unverified unverified) {}
