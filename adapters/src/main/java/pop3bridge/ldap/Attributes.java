package pop3bridge.ldap;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.SearchRequest;
import java.util.Optional;
import java.util.stream.Stream;
import pop3bridge.accounts.Account;
import pop3bridge.sources.MaildropAddress;
import pop3bridge.sources.UserNames;

/**
 * Where an entry has what an account is made of.
 *
 * @param name empty for the name as the user typed it
 */
record Attributes(Optional<String> name, Optional<String> maildrop) {
    boolean isEmpty() {
        return name.isEmpty() && maildrop.isEmpty();
    }

    /** Those to ask for. */
    String[] wanted() {
        return isEmpty()
                ? new String[]{SearchRequest.NO_ATTRIBUTES}
                : Stream.concat(name.stream(), maildrop.stream()).toArray(String[]::new);
    }

    /** Returns the account of a user whose password is correct. */
    Login.Verdict account(String user, Entry entry) {
        String[] names = name.map(attribute -> values(entry, attribute)).orElse(new String[]{user});
        String[] maildrops = maildrop.map(attribute -> values(entry, attribute)).orElse(new String[0]);
        if (names.length != 1) {
            return new Login.Verdict.Refused(Refusal.NO_NAME);
        }
        if (maildrops.length > 1) {
            return new Login.Verdict.Refused(Refusal.SEVERAL_MAILDROPS);
        }
        boolean malformed = names[0].isBlank() || UserNames.hasControls(names[0])
                || Stream.of(maildrops).anyMatch(value -> MaildropAddress.problem(value, "").isPresent());
        return malformed
                ? new Login.Verdict.Refused(Refusal.MALFORMED_VALUE)
                : new Login.Verdict.Accepted(new Account(names[0],
                        Stream.of(maildrops).flatMap(value -> MaildropAddress.list(value).stream()).toList(), false));
    }

    private static String[] values(Entry entry, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        return values == null ? new String[0] : values;
    }
}
