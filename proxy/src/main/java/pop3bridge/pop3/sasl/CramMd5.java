package pop3bridge.pop3.sasl;

import java.util.Optional;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Hmac;

/**
 * CRAM-MD5 (RFC 2195): the response is {@code user digest}, with the digest of the challenge keyed with the password.
 */
final class CramMd5 implements Exchange {
    private final Accounts accounts;
    private final String challenge = Credentials.timestamp();
    private boolean asked;
    private Optional<String> user = Optional.empty();

    CramMd5(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Step next(Optional<byte[]> response) throws AccountsUnavailableException {
        if (response.isEmpty()) {
            asked = true;
            return new Step.Challenge(Text.octets(challenge));
        }
        if (!asked) {
            return new Step.Malformed("CRAM-MD5 takes no initial response");
        }
        String answer = Text.utf8(response.get()).orElse("");
        int space = answer.lastIndexOf(' ');
        if (space < 1) {
            return new Step.Malformed("CRAM-MD5 takes a user name and a digest");
        }
        String name = answer.substring(0, space);
        user = Optional.of(name);
        return Credentials.step(name, Credentials.known(accounts, name,
                password -> Credentials.sameHex(Hmac.of("HmacMD5", password, Text.octets(challenge)),
                        answer.substring(space + 1))));
    }

    @Override
    public Optional<String> user() {
        return user;
    }
}
