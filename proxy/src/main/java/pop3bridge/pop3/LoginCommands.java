package pop3bridge.pop3;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.pop3.LoginFailure.Reason;
import pop3bridge.pop3.State.Authenticating;
import pop3bridge.pop3.State.Authorization;
import pop3bridge.pop3.sasl.Base64Line;
import pop3bridge.pop3.sasl.Credentials;
import pop3bridge.pop3.sasl.Exchange;
import pop3bridge.pop3.sasl.Mechanism;

/** The commands for authentication: USER and PASS, APOP (RFC 1939 §7), AUTH (RFC 5034). */
final class LoginCommands {
    private static final Logger log = LoggerFactory.getLogger(LoginCommands.class);

    /** The result of a command. */
    sealed interface Step {
        /** Returns the new state of the session, as long as no maildrop is open. */
        State state();

        /** A reply without a login. */
        record Answered(State state, Reply reply) implements Step {}

        /** A failed login. */
        record Failed(State state, Reply reply, LoginFailure failure) implements Step {}

        /** A malformed command or response. */
        record Malformed(State state, String reason) implements Step {}

        /** The client is authenticated. */
        record Proved(State state, Account account, String method) implements Step {}
    }

    private static final Authorization NOBODY = new Authorization(Optional.empty());

    private final String session;
    private final boolean plaintext;
    private final Accounts accounts;
    private final Optional<String> timestamp;

    /**
     * @param session the session's id, for the log
     * @param plaintext whether passwords may be sent on this connection
     * @param timestamp the timestamp for APOP's digest; empty if APOP is not offered
     */
    LoginCommands(String session, boolean plaintext, Accounts accounts, Optional<String> timestamp) {
        this.session = session;
        this.plaintext = plaintext;
        this.accounts = accounts;
        this.timestamp = timestamp;
    }

    /** Returns the mechanisms that AUTH currently accepts. */
    List<Mechanism> mechanisms() {
        return Mechanism.offered(plaintext, accounts);
    }

    Step user(Authorization authorization, String name) {
        return plaintext
                ? new Step.Answered(new Authorization(Optional.of(name)), new Reply.Ok("send PASS"))
                : plaintextRefused(authorization, Optional.of(name), "USER");
    }

    Step pass(Authorization authorization, Secret password) {
        if (!plaintext) {
            return plaintextRefused(authorization, authorization.user(), "PASS");
        }
        if (authorization.user().isEmpty()) {
            return error(NOBODY, "send USER first");
        }
        String user = authorization.user().get();
        return proof(user, "PASS", () -> accounts.authenticate(user, password));
    }

    private static Step plaintextRefused(Authorization authorization, Optional<String> user, String method) {
        return new Step.Failed(authorization, new Reply.Err("plaintext login needs TLS on this connection"),
                new LoginFailure(user, method, Reason.PLAINTEXT));
    }

    Step apop(Authorization authorization, Command.Apop apop) {
        return timestamp.isEmpty()
                ? error(authorization, "APOP is not served here")
                : proof(apop.name(), "APOP",
                        () -> Credentials.apop(accounts, apop.name(), timestamp.get(), apop.digest()));
    }

    Step auth(Authorization authorization, Command.Auth auth) {
        Optional<Mechanism> mechanism = Mechanism.named(auth.mechanism());
        if (mechanism.isEmpty() || !mechanisms().contains(mechanism.get())) {
            return error(authorization, "mechanism is not served here");
        }
        Authenticating begun = new Authenticating(mechanism.get(), mechanism.get().begin(accounts));
        if (auth.initialResponse().isEmpty()) {
            return exchange(authorization, begun, Optional.empty());
        }
        Optional<byte[]> response = Base64Line.initial(auth.initialResponse().get());
        return response.isEmpty() ? notBase64(authorization) : exchange(authorization, begun, response);
    }

    /** Handles the client's response to a challenge. */
    Step respond(Authenticating authenticating, byte[] line) {
        if (line.length == 1 && line[0] == '*') {
            return error(NOBODY, "authentication is cancelled");
        }
        Optional<byte[]> response = Base64Line.decode(line);
        return response.isEmpty() ? notBase64(NOBODY) : exchange(NOBODY, authenticating, response);
    }

    private static Step notBase64(State state) {
        return new Step.Malformed(state, "response is not base64");
    }

    private Step exchange(Authorization authorization, Authenticating authenticating, Optional<byte[]> response) {
        String method = authenticating.mechanism().wire();
        try {
            return switch (authenticating.exchange().next(response)) {
                case Exchange.Step.Challenge challenge ->
                    new Step.Answered(authenticating, new Reply.Challenge(Base64Line.encode(challenge.octets())));
                case Exchange.Step.Authenticated authenticated ->
                    new Step.Proved(authorization, authenticated.account(), method);
                case Exchange.Step.Refused refused -> refused(refused.user(), method);
                case Exchange.Step.Malformed malformed -> new Step.Malformed(authorization, malformed.reason());
            };
        } catch (AccountsUnavailableException e) {
            return unavailable(Optional.empty(), method, e);
        }
    }

    private interface Proof {
        Optional<Account> account() throws AccountsUnavailableException;
    }

    private Step proof(String user, String method, Proof proof) {
        try {
            Optional<Account> account = proof.account();
            return account.isEmpty()
                    ? refused(user, method)
                    : new Step.Proved(NOBODY, account.get(), method);
        } catch (AccountsUnavailableException e) {
            return unavailable(Optional.of(user), method, e);
        }
    }

    private static Step refused(String user, String method) {
        return new Step.Failed(NOBODY, new Reply.Err(ResponseCode.AUTH, "wrong user name or password"),
                new LoginFailure(Optional.of(user), method, Reason.CREDENTIALS));
    }

    private Step unavailable(Optional<String> user, String method, AccountsUnavailableException e) {
        log.atError().addKeyValue("session", session).setCause(e).log("users cannot be read");
        return new Step.Failed(NOBODY, new Reply.Err(ResponseCode.SYS_TEMP, "users cannot be read, try again later"),
                new LoginFailure(user, method, Reason.ACCOUNTS_UNAVAILABLE));
    }

    private static Step error(Authorization authorization, String text) {
        return new Step.Answered(authorization, new Reply.Err(text));
    }
}
