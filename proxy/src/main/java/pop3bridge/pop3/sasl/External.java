package pop3bridge.pop3.sasl;

import java.security.cert.X509Certificate;
import java.util.Optional;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;

/** {@code [authzid]} (RFC 4422 appendix A.1): the client certificate says who the client is. */
final class External implements Exchange {
    private final Accounts accounts;
    private final X509Certificate certificate;
    private Optional<String> user = Optional.empty();

    External(Accounts accounts, X509Certificate certificate) {
        this.accounts = accounts;
        this.certificate = certificate;
    }

    @Override
    public Step next(Optional<byte[]> response) throws AccountsUnavailableException {
        if (response.isEmpty()) {
            return new Step.Challenge(new byte[0]);
        }
        Optional<String> given = Text.utf8(response.get()).filter(text -> text.indexOf('\0') < 0);
        if (given.isEmpty()) {
            return new Step.Malformed("EXTERNAL takes an optional user name in UTF-8");
        }
        user = given.filter(name -> !name.isEmpty());
        return accounts.authenticateCertificate(certificate, user).<Step>map(Step.Authenticated::new)
                .orElseGet(() -> new Step.Refused(user, Step.Refusal.CERTIFICATE));
    }

    @Override
    public Optional<String> user() {
        return user;
    }
}
