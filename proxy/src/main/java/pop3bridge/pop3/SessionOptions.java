package pop3bridge.pop3;

import java.util.Optional;
import pop3bridge.accounts.Accounts;
import pop3bridge.pop3.sasl.LoginContext;
import pop3bridge.pop3.sasl.LoginMethods;
import pop3bridge.pop3.sasl.TlsSession;

/**
 * The properties of the connection and the settings that a session needs.
 *
 * @param security how the connection is protected
 * @param methods how clients may log in; with APOP the greeting has a timestamp
 * @param loginDelay shared by all sessions
 */
public record SessionOptions(Security security, LoginMethods methods, LoginDelay loginDelay,
        Compatibility compatibility) {
    /**
     * How the connection is protected.
     *
     * @param plaintextLogin whether passwords may be sent on this connection
     * @param stls whether the client may ask for TLS
     * @param tls the connection's TLS session; empty without TLS, and where a proxy has the TLS session
     */
    public record Security(boolean plaintextLogin, boolean stls, Optional<TlsSession> tls) {
        /** Without TLS. */
        public static Security clear(boolean plaintextLogin, boolean stls) {
            return new Security(plaintextLogin, stls, Optional.empty());
        }

        /** Under TLS. */
        public static Security under(TlsSession tls) {
            return new Security(true, false, Optional.of(tls));
        }
    }

    SessionOptions with(Security other) {
        return new SessionOptions(other, methods, loginDelay, compatibility);
    }

    LoginContext login(Accounts accounts) {
        return new LoginContext(accounts, methods, security.plaintextLogin(), security.tls());
    }
}
