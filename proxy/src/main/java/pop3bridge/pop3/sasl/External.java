package pop3bridge.pop3.sasl;

import java.security.cert.X509Certificate;
import java.util.Optional;
import pop3bridge.accounts.AccountsUnavailableException;

/** The client is who its TLS certificate says (RFC 4422 appendix A); the response is empty, or the user name. */
final class External implements Exchange {
    private final LoginContext context;

    External(LoginContext context) {
        this.context = context;
    }

    @Override
    public Step next(Optional<byte[]> response) throws AccountsUnavailableException {
        if (response.isEmpty()) {
            return new Step.Challenge(new byte[0]);
        }
        Optional<String> user = Text.utf8(response.get());
        if (user.isEmpty() || user.get().indexOf('\0') >= 0) {
            return new Step.Malformed("EXTERNAL takes nothing or a user name in UTF-8");
        }
        X509Certificate certificate = context.clientCertificate().orElseThrow();
        return Credentials.step(user.get(),
                context.accounts().authenticateCertificate(certificate, user.filter(name -> !name.isEmpty())));
    }
}
