package pop3bridge.pop3.sasl;

import java.util.Optional;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;

/** LOGIN: prompts for user name and password. The user name may be the initial response. */
final class Login implements Exchange {
    private final Accounts accounts;
    private Optional<String> user = Optional.empty();

    Login(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Step next(Optional<byte[]> response) throws AccountsUnavailableException {
        if (response.isEmpty()) {
            return new Step.Challenge(Text.octets("Username:"));
        }
        if (user.isPresent()) {
            return Credentials.check(accounts, user.get(), Secret.of(response.get()));
        }
        user = Text.utf8(response.get()).filter(name -> !name.isEmpty());
        return user.isPresent()
                ? new Step.Challenge(Text.octets("Password:"))
                : new Step.Malformed("LOGIN takes a user name in UTF-8");
    }

    @Override
    public Optional<String> user() {
        return user;
    }
}
