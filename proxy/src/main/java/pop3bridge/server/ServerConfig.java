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
     * How much clients may ask for.
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
     * How long clients may take.
     *
     * @param idle after login: a client that sends no command, or reads nothing, for so long is disconnected (RFC 1939 §3: at least 10
     *     minutes)
     * @param login how long a connection may last without a login, whether the client sends nothing or reads nothing
     */
    public record Timeouts(Duration idle, Duration login) {}

    /**
     * How clients may log in.
     *
     * @param methods the login methods that are allowed
     * @param apop whether the greeting has a timestamp for APOP, where that method is allowed
     * @param delay the shortest time between two logins of a user; zero for none
     * @param unknownUsers how names without an account appear in the log
     */
    public record LoginRules(LoginMethods methods, Apop apop, Duration delay, UnknownUsers unknownUsers) {}

    /** How the log shows the names of failed logins that have no account. */
    public enum UnknownUsers {
        /** As they are. */
        NAME,
        /** By a hash: some of them are passwords that were typed as the name. */
        HASH
    }

    /** Whether clients can log in by APOP (RFC 1939 §7). */
    public enum Apop {
        /** If the passwords of all accounts are known: some clients try APOP wherever they can, and then nothing else. */
        AUTO,
        ON,
        OFF
    }

    /** On which connections passwords may be sent in the clear. */
    public enum PlaintextLogin {
        /** On those of the loopback interface. */
        LOOPBACK,
        /** On all. */
        ALWAYS,
        /** On none. */
        NEVER
    }
}
