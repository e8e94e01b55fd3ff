package pop3bridge.pop3.sasl;

import java.util.Optional;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;

/** PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL password}. Authorization as another user is not supported. */
final class Plain implements Exchange {
    private final Accounts accounts;
    private Optional<String> user = Optional.empty();

    Plain(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Step next(Optional<byte[]> response) throws AccountsUnavailableException {
        if (response.isEmpty()) {
            return new Step.Challenge(new byte[0]);
        }
        String message = Text.utf8(response.get()).orElse("");
        String[] parts = message.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return new Step.Malformed("PLAIN takes a user name and a password in UTF-8");
        }
        user = Optional.of(parts[1]);
        Step checked = Credentials.check(accounts, parts[1], Secret.of(parts[2]));
        boolean forAnother = !parts[0].isEmpty() && !parts[0].equals(parts[1]);
        // It takes as long as any failure, so that it is no way to fail for free.
        return forAnother ? new Step.Refused(parts[1]) : checked;
    }

    @Override
    public Optional<String> user() {
        return user;
    }
}
