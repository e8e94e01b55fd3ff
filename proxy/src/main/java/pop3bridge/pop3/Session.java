package pop3bridge.pop3;

import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.maildrop.Opening;
import pop3bridge.pop3.LoginFailure.Reason;
import pop3bridge.pop3.SessionOptions.Security;
import pop3bridge.pop3.State.Authenticating;
import pop3bridge.pop3.State.Authorization;
import pop3bridge.pop3.State.Closed;
import pop3bridge.pop3.State.Transaction;
import pop3bridge.pop3.sasl.Credentials;
import pop3bridge.pop3.sasl.Mechanism;
import pop3bridge.pop3.sasl.TlsSession;

/**
 * The rules of RFC 1939: computes the reply to a command in the current state. Independent of sockets; blocks when the
 * ports block. Used by one thread, which calls {@link #abandon} when the client has disconnected.
 */
public final class Session {
    /**
     * The maximum length of a response to a challenge in octets, in base64 and including its line ending (RFC 5034 §4
     * sets no limit).
     */
    public static final int MAX_RESPONSE = 16 * 1024;

    /** How many consecutive bad commands are tolerated, before and after login; the next one ends the connection. */
    private static final int BAD_BEFORE_LOGIN = 3;
    private static final int BAD_AFTER_LOGIN = 20;

    /**
     * How many lines are answered before login; the next one ends the connection. Clients need some ten, and five more
     * for each wrong password.
     */
    private static final int LINES_BEFORE_LOGIN = 100;

    private final String id;
    private final SessionOptions options;
    private final LoginCommands loggingIn;
    private final Accounts accounts;
    private final Maildrops maildrops;
    private final BooleanSupplier clientGone;
    private final Optional<String> timestamp;
    private final SessionSummary summary;

    private State state = new Authorization(Optional.empty());
    private Language language = Language.ENGLISH;
    private volatile Verb verb = Verb.OTHER;
    private Optional<LoginFailure> loginFailure = Optional.empty();
    private boolean startsTls;
    private boolean utf8;
    private boolean capaAsked;
    private boolean uidlAsked;
    private boolean bad;
    private int linesBeforeLogin;
    private int badInARow;

    /**
     * Creates a new session.
     *
     * @param id the session's identifier in logs and in the maildrop lock
     * @param clientGone returns whether the client has disconnected; called on any thread
     */
    public Session(String id, SessionOptions options, Accounts accounts, Maildrops maildrops,
            BooleanSupplier clientGone) {
        this(id, options, accounts, maildrops, clientGone,
                options.methods().apop() ? Optional.of(Credentials.timestamp()) : Optional.empty());
    }

    private Session(String id, SessionOptions options, Accounts accounts, Maildrops maildrops,
            BooleanSupplier clientGone, Optional<String> timestamp) {
        this.clientGone = clientGone;
        this.id = id;
        this.options = options;
        this.accounts = accounts;
        this.maildrops = maildrops;
        this.timestamp = timestamp;
        this.summary = new SessionSummary(options.security().tls());
        this.loggingIn = new LoginCommands(id, options.login(accounts), timestamp);
    }

    /**
     * The session that takes this one's place once the handshake after STLS has succeeded. It knows nothing that was said
     * in the clear, as that may come from somebody else; the timestamp of the greeting stays valid, as there is no other greeting.
     */
    public Session underTls(TlsSession tls) {
        return new Session(id, options.with(Security.under(tls)), accounts, maildrops, clientGone, timestamp);
    }

    /** Returns a new session for the client behind a proxy. The timestamp of the greeting stays valid. */
    public Session passedOn(boolean plaintextLogin, Accounts itsAccounts) {
        Security before = options.security();
        Security security = before.tls().isPresent() ? before : Security.clear(plaintextLogin, before.stls());
        return new Session(id, options.with(security), itsAccounts, maildrops, clientGone, timestamp);
    }

    /**
     * Returns the greeting (RFC 1939 §4); for APOP with a unique timestamp (§7).
     *
     * @param toProxy whether the client may send XCLIENT, which Dovecot's proxy looks for here
     */
    public Reply greeting(boolean toProxy) {
        return new Reply.Ok((toProxy ? "[XCLIENT] " : "") + "pop3bridge ready"
                + timestamp.map(stamp -> " " + stamp).orElse(""));
    }

    /** Returns why the last reply ended the session; empty if the session continues. */
    public Optional<Ending> ending() {
        return state instanceof Closed closed ? closed.ending() : Optional.empty();
    }

    /** Returns whether the last reply was {@code +OK} to STLS: the TLS handshake follows it, and then {@link #underTls}. */
    public boolean startsTls() {
        return startsTls;
    }

    /** Returns whether the next line is a response to a challenge, which may be longer than a command. */
    public boolean awaitsResponse() {
        return state instanceof Authenticating;
    }

    /** Returns the command of the last line; for a response to a challenge, AUTH. May be called on any thread. */
    public Verb verb() {
        return verb;
    }

    /** Returns the failed login of the last line; empty if it was not a login or succeeded. */
    public Optional<LoginFailure> loginFailure() {
        return loginFailure;
    }

    /** Returns a summary of the session so far. */
    public SessionSummary summary() {
        return summary;
    }

    /**
     * Ends the session without entering the UPDATE state, and releases the maildrop (RFC 1939 §6). Has no effect if the
     * session has ended.
     */
    public void abandon() {
        end(Optional.empty());
    }

    private void end(Optional<Ending> ending) {
        State last = state;
        state = new Closed(ending);
        if (last instanceof Transaction transaction) {
            noteUidlChange(transaction.maildrop(), Set.of());
            transaction.maildrop().close();
        }
    }

    /** Executes one line without its line ending. */
    public Reply handle(byte[] line) {
        bad = false;
        loginFailure = Optional.empty();
        if (!(state instanceof Transaction) && ++linesBeforeLogin > LINES_BEFORE_LOGIN) {
            end(Optional.of(Ending.LOGIN_COMMANDS));
            return in(new Reply.Err("too many commands before login"));
        }
        Reply reply = state instanceof Authenticating authenticating
                ? step(loggingIn.respond(authenticating, line))
                : handle(CommandParser.parse(line));
        if (bad && ending().isEmpty()) {
            return in(countBad(reply));
        }
        if (!awaitsResponse()) {
            badInARow = 0;
        }
        return in(reply);
    }

    /** Returns a reply in the client's language. */
    public Reply in(Reply reply) {
        return reply.in(language);
    }

    private Reply handle(Command command) {
        verb = command.verb();
        return switch (state) {
            case Authorization authorization -> handle(authorization, command);
            case Transaction transaction -> lost(transaction)
                    .orElseGet(() -> unlessLost(transaction, handle(transaction, command)));
            case Authenticating _,Closed _ -> throw new IllegalStateException("no command is awaited");
        };
    }

    private Reply handle(Authorization authorization, Command command) {
        return switch (command) {
            case Command.User user -> step(loggingIn.user(authorization, user.name()));
            case Command.Pass pass -> step(loggingIn.pass(authorization, pass.password()));
            case Command.Apop apop -> step(loggingIn.apop(authorization, apop));
            case Command.AuthList _ -> new Reply.Listing("mechanisms follow",
                    loggingIn.mechanisms().stream().map(Mechanism::wire).toList());
            case Command.Auth auth -> step(loggingIn.auth(authorization, auth));
            case Command.Stls _ -> stls();
            case Command.Utf8 _ -> {
                utf8 = true;
                yield new Reply.Ok("UTF8 is on");
            }
            case Command.Rpop _ -> new Reply.Err("RPOP is not available");
            case Command.Lang lang -> lang(lang.tag());
            case Command.Capa _ -> capa();
            case Command.Quit _ -> {
                state = new Closed(Optional.of(Ending.QUIT));
                yield new Reply.Ok("bye");
            }
            case Command.InTransaction c -> new Reply.Err(c.verb() + " is valid only after login");
            case Command.Bad malformed -> bad(malformed.reason());
        };
    }

    private Reply handle(Transaction transaction, Command command) {
        return switch (command) {
            case Command.Stat _ -> MessageCommands.stat(transaction);
            case Command.List list -> MessageCommands.list(transaction, list.number());
            case Command.Retr retr -> MessageCommands.retr(transaction, retr.number());
            case Command.Dele dele -> MessageCommands.dele(transaction, dele.number());
            case Command.Noop _ -> new Reply.Ok("no operation");
            case Command.Rset _ -> MessageCommands.rset(transaction);
            case Command.Uidl uidl -> {
                uidlAsked = true;
                yield MessageCommands.uidl(transaction, uidl.number());
            }
            case Command.Top top -> MessageCommands.top(transaction, top.number(), top.lines());
            case Command.Last _ -> options.compatibility().servesLast(capaAsked)
                    ? MessageCommands.last(transaction)
                    : new Reply.Err("LAST is not available, use UIDL");
            case Command.Xtnd _ -> new Reply.Err("XTND is not available");
            case Command.Lang lang -> lang(lang.tag());
            case Command.Capa _ -> capa();
            case Command.Quit _ -> quit(transaction);
            case Command.InAuthorization c -> new Reply.Err(c.verb() + " is valid only before login");
            case Command.Bad malformed -> bad(malformed.reason());
        };
    }

    /** Ends a session that has lost its lock: it must not reveal anything more about the maildrop, and deletes nothing. */
    private Optional<Reply> lost(Transaction transaction) {
        try {
            transaction.maildrop().use();
            return Optional.empty();
        } catch (MaildropException e) {
            end(Optional.of(verb == Verb.QUIT ? Ending.LOCK_LOST_AT_QUIT : Ending.LOCK_LOST));
            return Optional.of(Reply.Err.of(e));
        }
    }

    /** Checks the lock again after a command, which may have taken longer than the lock holds. */
    private Reply unlessLost(Transaction transaction, Reply reply) {
        if (state instanceof Closed) {
            return reply;
        }
        Optional<Reply> lost = lost(transaction);
        if (lost.isPresent() && reply instanceof Reply.Message message) {
            message.content().close();
        }
        return lost.orElse(reply);
    }

    private Reply stls() {
        if (options.security().stls()) {
            startsTls = true;
            return new Reply.Ok("begin TLS");
        }
        return new Reply.Err(options.security().tls().isPresent() ? "TLS is already on" : "TLS is not available");
    }

    private Reply bad(String reason) {
        bad = true;
        return new Reply.Err(reason);
    }

    private Reply countBad(Reply reply) {
        badInARow++;
        int limit = state instanceof Transaction ? BAD_AFTER_LOGIN : BAD_BEFORE_LOGIN;
        if (badInARow <= limit) {
            return reply;
        }
        end(Optional.of(Ending.BAD_COMMANDS));
        return new Reply.Err("too many bad commands");
    }

    private Reply capa() {
        capaAsked = true;
        return new Reply.Listing("capabilities follow",
                Capabilities.lines(options, loggingIn.servesUser(), loggingIn.mechanisms()));
    }

    private Reply lang(Optional<String> tag) {
        if (tag.isEmpty()) {
            return new Reply.Listing("languages follow",
                    Language.ALL.stream().map(known -> known.tag() + " " + known.name()).toList());
        }
        Optional<Language> chosen = Language.named(tag.get());
        if (chosen.isEmpty()) {
            return new Reply.Err("unknown language");
        }
        language = chosen.get();
        return new Reply.Ok(language.tag() + " " + language.of("language changed"));
    }

    private Reply step(LoginCommands.Step step) {
        state = step.state();
        return switch (step) {
            case LoginCommands.Step.Answered answered -> answered.reply();
            case LoginCommands.Step.Failed failed -> {
                loginFailure = Optional.of(failed.failure());
                yield failed.reply();
            }
            case LoginCommands.Step.Malformed malformed -> bad(malformed.reason());
            case LoginCommands.Step.Proved proved -> open(proved.account(), proved.method());
        };
    }

    private Reply open(Account account, String method) {
        if (options.loginDelay().tooEarly(account.name())) {
            loginFailure = Optional.of(new LoginFailure(Optional.of(account.name()), method, Reason.TOO_SOON));
            return new Reply.Err(ResponseCode.LOGIN_DELAY, "too soon after the last login, wait");
        }
        try {
            Maildrop maildrop = maildrops.open(account,
                    new Opening(id, options.compatibility().form(utf8), clientGone));
            state = new Transaction(maildrop, options.compatibility().rejectsUtf8(utf8));
            options.loginDelay().loggedIn(account.name());
            summary.loggedIn(account.name(), method, maildrop.count());
            return new Reply.Ok(maildrop.count() + " messages");
        } catch (MaildropException e) {
            loginFailure = Optional
                    .of(new LoginFailure(Optional.of(account.name()), method, Reason.of(e.reason())));
            return Reply.Err.of(e);
        }
    }

    private void noteUidlChange(Maildrop maildrop, Set<Integer> removed) {
        if (uidlAsked) {
            summary.uidlChange(UidlHash.of(maildrop, Set.of()) + "->" + UidlHash.of(maildrop, removed));
        }
    }

    /**
     * Executes the UPDATE state (RFC 1939 §6). The reply reports the actual outcome, and the lock is released before it
     * is sent.
     */
    private Reply quit(Transaction transaction) {
        state = new Closed(Optional.of(Ending.QUIT));
        try (Maildrop maildrop = transaction.maildrop()) {
            Set<Integer> removed = Set.of();
            try {
                if (!transaction.marked().isEmpty()) {
                    maildrop.remove(transaction.marked());
                    removed = transaction.marked();
                    summary.removed(removed.size());
                }
            } finally {
                noteUidlChange(maildrop, removed);
            }
        } catch (MaildropException e) {
            if (e.reason() == MaildropException.Reason.LOCK_LOST) {
                state = new Closed(Optional.of(Ending.LOCK_LOST_AT_QUIT));
            }
            return Reply.Err.of(e);
        }
        return new Reply.Ok("bye, " + summary.removed() + " messages deleted");
    }
}
