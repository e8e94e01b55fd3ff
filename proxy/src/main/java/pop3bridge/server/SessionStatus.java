package pop3bridge.server;

import java.time.Duration;
import java.util.Optional;
import pop3bridge.pop3.Verb;

/**
 * What a session is doing now, for operators.
 *
 * @param id its identifier in the log and in the maildrop lock
 * @param user the account, as its authentication backend spells it; empty before login
 * @param remote the client's IP address
 * @param method the login method, {@code PASS}, {@code APOP} or a SASL mechanism; empty before login
 * @param tls protocol version and cipher suite; empty without TLS
 * @param age the time since the connection opened
 * @param command the command in progress; empty if the session waits for the client
 * @param since how long that command has been running, or the session has been waiting
 * @param messages the number of messages at login; 0 before
 */
public record SessionStatus(String id, Optional<String> user, String remote, Optional<String> method,
        Optional<String> tls, Duration age, Optional<Verb> command, Duration since, int messages) {}
