package pop3bridge.server;

import java.time.Duration;
import pop3bridge.pop3.Compatibility;
import pop3bridge.pop3.sasl.LoginMethods;

/**
 * What the server is told.
 *
 * @param trustedProxies who may say by a PROXY header whose connection it passes on
 */
public record ServerConfig(Limits limits, Timeouts timeouts, LoginRules logins, Compatibility compatibility,
        Networks trustedProxies) {
    /**
     * The resource limits for clients.
     *
     * @param connections how many connections there may be at once
     * @param connectionsPerAddress how many of them from one client address
     * @param beforeLogin how many connections there may be that have not logged in
     * @param beforeLoginPerAddress how many of these from one client address
     * @param acceptBacklog how many connections may wait to be accepted
     * @param maxLine how many octets a command line may have, with its line end (RFC 2449 §4: at least 255)
     */
    public record Limits(int connections, int connectionsPerAddress, int beforeLogin, int beforeLoginPerAddress,
            int acceptBacklog, int maxLine) {}

    /**
     * The time-outs for clients.
     *
     * @param idle after login, the time after which a client is disconnected if it sends no command or reads nothing
     * (RFC 1939 §3: at least 10 minutes)
     * @param login how long a connection may last without a login
     */
    public record Timeouts(Duration idle, Duration login) {}

    /**
     * The rules for logins.
     *
     * @param methods the login methods that are allowed
     * @param apop whether the greeting has a timestamp for APOP, where that method is allowed
     * @param delay the shortest time between two logins of a user; zero for none
     * @param unknownUsers how names without an account appear in the log
     */
    public record LoginRules(LoginMethods methods, Apop apop, Duration delay, UnknownUsers unknownUsers) {}

    /** How the log shows unknown user names of failed logins. */
    public enum UnknownUsers {
        /** As sent by the client. */
        NAME,
        /** As a hash: some of them are passwords typed in the wrong field. */
        HASH
    }

    /** Whether APOP is offered (RFC 1939 §7). */
    public enum Apop {
        /**
         * If the plaintext passwords of all accounts are known: some clients try nothing but APOP where it is offered.
         */
        AUTO,
        ON,
        OFF
    }

    /** On which connections plaintext passwords may be sent. */
    public enum PlaintextLogin {
        /** Only on connections through the loopback interface. */
        LOOPBACK,
        /** On all connections. */
        ALWAYS,
        /** On no connection. */
        NEVER
    }
}
