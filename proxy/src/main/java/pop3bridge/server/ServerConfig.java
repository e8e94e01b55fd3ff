package pop3bridge.server;

import java.time.Duration;
import pop3bridge.net.Networks;
import pop3bridge.pop3.Compatibility;
import pop3bridge.pop3.sasl.LoginMethods;

/**
 * The configuration of the server.
 *
 * @param trustedProxies the proxies whose PROXY header is trusted
 */
public record ServerConfig(Limits limits, Timeouts timeouts, LoginRules logins, Compatibility compatibility,
        Networks trustedProxies) {
    /**
     * The resource limits for clients.
     *
     * @param connections the maximum number of concurrent connections
     * @param connectionsPerAddress the maximum number of concurrent connections from one client address
     * @param beforeLogin the maximum number of connections that have not logged in
     * @param beforeLoginPerAddress the maximum number of these from one client address
     * @param acceptBacklog the maximum number of connections queued by the operating system before they are accepted
     * @param maxLine the maximum length of a command line in octets, including its line ending (RFC 2449 §4: at least
     * 255)
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
     * @param apop whether the greeting contains a timestamp for APOP, if that method is allowed
     * @param delay the minimum time between two logins of a user; zero for none
     * @param unknownUsers how unknown user names appear in the log
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
