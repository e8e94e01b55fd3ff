package pop3bridge.pop3;

import java.security.cert.X509Certificate;
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
import pop3bridge.pop3.sasl.Exchange.Step.Refusal;
import pop3bridge.pop3.sasl.LoginContext;
import pop3bridge.pop3.sasl.Mechanism;
import pop3bridge.pop3.sasl.TlsSession;

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

    private static final Reply WRONG = new Reply.Err(ResponseCode.AUTH, "wrong user name or password");
    private static final Authorization NOBODY = new Authorization(Optional.empty());

    private final String session;
    private final LoginContext context;
    private final Accounts accounts;
    private final Optional<String> timestamp;

    /**
     * @param session the session's id, for the log
     * @param timestamp the timestamp for APOP's digest; empty if APOP is not offered
     */
    LoginCommands(String session, LoginContext context, Optional<String> timestamp) {
        this.session = session;
        this.context = context;
        this.accounts = context.accounts();
        this.timestamp = timestamp;
    }

    /** Returns the mechanisms that AUTH currently accepts. */
    List<Mechanism> mechanisms() {
        return Mechanism.offered(context);
    }

    /** Returns whether USER and PASS are served now. */
    boolean servesUser() {
        return context.methods().user() && context.sendsPasswords();
    }

    Step user(Authorization authorization, String name) {
        return userRefused(authorization, Optional.of(name), "USER").orElseGet(
                () -> new Step.Answered(new Authorization(Optional.of(name)), new Reply.Ok("send PASS")));
    }

    Step pass(Authorization authorization, Secret password) {
        Optional<Step> userRefused = userRefused(authorization, authorization.user(), "PASS");
        if (userRefused.isPresent()) {
            return userRefused.get();
        }
        if (authorization.user().isEmpty()) {
            return error(NOBODY, "send USER first");
        }
        String user = authorization.user().get();
        return proof(user, "PASS", () -> accounts.authenticate(user, password));
    }

    /** Why USER and PASS are not served on this connection; empty if they are. */
    private Optional<Step> userRefused(Authorization authorization, Optional<String> user, String method) {
        if (!context.methods().user() || !accounts.takesPasswords()) {
            return Optional.of(new Step.Failed(authorization,
                    new Reply.Err("USER and PASS are not available, use AUTH"),
                    new LoginFailure(user, method, Reason.METHOD)));
        }
        return context.plaintextLogin()
                ? certificateLacks(authorization, user, method)
                : Optional.of(new Step.Failed(authorization,
                        new Reply.Err("plaintext login needs TLS on this connection"),
                        new LoginFailure(user, method, Reason.PLAINTEXT)));
    }

    /** Before the password is compared, so that a client without a certificate cannot try passwords. */
    private Optional<Step> certificateLacks(Authorization authorization, Optional<String> user, String method) {
        return needsCertificate() && clientCertificate().isEmpty()
                ? Optional.of(new Step.Failed(authorization, new Reply.Err("login needs a client certificate"),
                        new LoginFailure(user, method, Reason.CERTIFICATE)))
                : Optional.empty();
    }

    private boolean needsCertificate() {
        return context.tls().isPresent() && accounts.requiresCertificate();
    }

    private Optional<X509Certificate> clientCertificate() {
        return context.tls().flatMap(TlsSession::clientCertificate);
    }

    Step apop(Authorization authorization, Command.Apop apop) {
        if (timestamp.isEmpty()) {
            return error(authorization, "APOP is not available");
        }
        return certificateLacks(authorization, Optional.of(apop.name()), "APOP").orElseGet(() -> proof(apop.name(),
                "APOP", () -> Credentials.apop(accounts, apop.name(), timestamp.get(), apop.digest())));
    }

    Step auth(Authorization authorization, Command.Auth auth) {
        Optional<Mechanism> mechanism = Mechanism.named(auth.mechanism());
        if (mechanism.isEmpty() || !mechanisms().contains(mechanism.get())) {
            return error(authorization, "mechanism is not available");
        }
        Optional<Step> certificateLacks = certificateLacks(authorization, Optional.empty(), mechanism.get().wire());
        if (certificateLacks.isPresent()) {
            return certificateLacks.get();
        }
        Authenticating begun = new Authenticating(mechanism.get(), mechanism.get().begin(context));
        if (auth.initialResponse().isEmpty()) {
            return exchange(authorization, begun, Optional.empty());
        }
        Optional<byte[]> response = Base64Line.initial(auth.initialResponse().get());
        return response.isEmpty() ? notBase64(authorization) : exchange(authorization, begun, response);
    }

    /** Handles the client's response to a challenge. */
    Step respond(Authenticating authenticating, byte[] line) {
        if (line.length == 1 && line[0] == '*') {
            return error(NOBODY, "authentication cancelled");
        }
        Optional<byte[]> response = Base64Line.decode(line);
        return response.isEmpty() ? notBase64(NOBODY) : exchange(NOBODY, authenticating, response);
    }

    private static Step notBase64(State state) {
        return new Step.Malformed(state, "response is not base64");
    }

    private Step exchange(Authorization authorization, Authenticating authenticating, Optional<byte[]> response) {
        String method = authenticating.mechanism().wire();
        Exchange exchange = authenticating.exchange();
        try {
            return switch (exchange.next(response)) {
                case Exchange.Step.Challenge challenge ->
                    new Step.Answered(authenticating, new Reply.Challenge(Base64Line.encode(challenge.octets())));
                case Exchange.Step.Authenticated(Account account) -> proved(authorization, account, method);
                case Exchange.Step.Refused(var user, var refusal) -> refused(user, method, refusal);
                case Exchange.Step.Malformed malformed -> new Step.Malformed(authorization, malformed.reason());
            };
        } catch (AccountsUnavailableException e) {
            return unavailable(exchange.user(), method, e);
        }
    }

    private interface Proof {
        Optional<Account> account() throws AccountsUnavailableException;
    }

    private Step proof(String user, String method, Proof proof) {
        try {
            Optional<Account> account = proof.account();
            return account.isEmpty()
                    ? refused(Optional.of(user), method, Refusal.CREDENTIALS)
                    : proved(NOBODY, account.get(), method);
        } catch (AccountsUnavailableException e) {
            return unavailable(Optional.of(user), method, e);
        }
    }

    /** Where a certificate is the second factor, it has to be the account's; the reply does not tell that the password was right. */
    private Step proved(Authorization authorization, Account account, String method) {
        return !needsCertificate() || accounts.isCertificateOf(clientCertificate().orElseThrow(), account)
                ? new Step.Proved(authorization, account, method)
                : new Step.Failed(NOBODY, WRONG,
                        new LoginFailure(Optional.of(account.name()), method, Reason.CREDENTIALS,
                                Optional.of("client certificate of another account")));
    }

    private static Step refused(Optional<String> user, String method, Refusal refusal) {
        return switch (refusal) {
            case CREDENTIALS -> failed(user, method, Reason.CREDENTIALS, WRONG);
            case TOKEN -> failed(user, method, Reason.CREDENTIALS,
                    new Reply.Err(ResponseCode.AUTH, "token is not accepted"));
            case CERTIFICATE -> failed(user, method, Reason.CERTIFICATE,
                    new Reply.Err(ResponseCode.AUTH, "client certificate is not accepted"));
            case CHANNEL_BINDING -> failed(user, method, Reason.CHANNEL_BINDING,
                    new Reply.Err("channel binding does not match this connection"));
        };
    }

    private static Step failed(Optional<String> user, String method, Reason reason, Reply reply) {
        return new Step.Failed(NOBODY, reply, new LoginFailure(user, method, reason));
    }

    private Step unavailable(Optional<String> user, String method, AccountsUnavailableException e) {
        log.atDebug().addKeyValue("session", session).setCause(e).log("accounts are not available");
        return new Step.Failed(NOBODY,
                new Reply.Err(ResponseCode.SYS_TEMP, "accounts are not available, try again later"),
                new LoginFailure(user, method, Reason.ACCOUNTS_UNAVAILABLE, Optional.ofNullable(e.getMessage())));
    }

    private static Step error(Authorization authorization, String text) {
        return new Step.Answered(authorization, new Reply.Err(text));
    }
}
