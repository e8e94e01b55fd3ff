package pop3bridge.delivery;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.lmtp.MailPath;
import pop3bridge.sources.AccountSource;

/** Finds the accounts that addresses belong to. Thread-safe. */
final class Recipients {
    private final AccountSource source;
    private final RecipientRules rules;

    Recipients(AccountSource source, RecipientRules rules) {
        this.source = source;
        this.rules = rules;
    }

    /** Returns the account of an address; empty if there is none. */
    Optional<Account> find(MailPath address) throws AccountsUnavailableException {
        Set<String> names = names(address);
        for (String name : names) {
            Optional<Account> account = source.recipient(name);
            if (account.isPresent()) {
                return account;
            }
        }
        return source.knowsRecipients() || rules.unverified() == Unverified.REJECT
                ? Optional.empty()
                : Optional.of(new Account(lastOf(names), Optional.empty()));
    }

    /** The names to ask for, in order. The case of a domain has no meaning (RFC 5321 §2.4). */
    private Set<String> names(MailPath address) {
        Set<String> names = new LinkedHashSet<>();
        for (String local : new LinkedHashSet<>(List.of(address.local(), withoutDetail(address.local())))) {
            names.add(name(local, address.domain()));
            names.add(name(local, address.domain().toLowerCase(Locale.ROOT)));
        }
        return names;
    }

    private String name(String local, String domain) {
        return rules.names().apply(domain.isEmpty() ? local : local + "@" + domain);
    }

    private String withoutDetail(String local) {
        for (int i = 1; i < local.length(); i++) {
            if (rules.delimiters().indexOf(local.charAt(i)) >= 0) {
                return local.substring(0, i);
            }
        }
        return local;
    }

    private static String lastOf(Set<String> names) {
        return names.stream().reduce((_, last) -> last).orElseThrow();
    }
}
