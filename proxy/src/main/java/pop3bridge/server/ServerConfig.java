package pop3bridge.server;

import java.time.Duration;
import pop3bridge.message.Form;
import pop3bridge.pop3.Last;
import pop3bridge.pop3.Utf8Headers;

/**
 * What the server is told.
 *
 * @param plaintextLogin on which connections USER and PASS are accepted without TLS
 * @param connections how many connections there may be at once
 * @param connectionsPerAddress how many of them from one client address
 * @param acceptBacklog how many connections may wait to be accepted
 * @param idleTimeout after login: a client that sends no command, or reads nothing, for so long is disconnected (RFC 1939 §3: at
 *     least 10 minutes)
 * @param loginTimeout how long a connection may last without a login, whether the client sends nothing or reads nothing
 * @param maxLine how many octets a command line may have, with its line end (RFC 2449 §4: at least 255)
 * @param apop whether the greeting has a timestamp for APOP
 * @param loginDelay the shortest time between two logins of a user; zero for none
 * @param form how messages are sent, whatever the client has said
 * @param utf8Headers how messages are sent that have UTF-8 in their header
 * @param last whom LAST is served
 */
public record ServerConfig(PlaintextLogin plaintextLogin, int connections,
        int connectionsPerAddress, int acceptBacklog, Duration idleTimeout, Duration loginTimeout, int maxLine,
        Apop apop, Duration loginDelay, Form form, Utf8Headers utf8Headers, Last last) {
    /** Whether clients can log in by APOP (RFC 1939 §7). */
    public enum Apop {
        /** If the passwords of all accounts are known: some clients try APOP wherever they can, and then nothing else. */
        AUTO,
        ON,
        OFF
    }

    /** On which connections passwords may travel in the clear. */
    public enum PlaintextLogin {
        /** On those of the loopback interface. */
        LOOPBACK,
        /** On all. */
        ALWAYS,
        /** On none. */
        NEVER
    }
}
