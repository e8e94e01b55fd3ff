package pop3bridge.pop3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import pop3bridge.accounts.Account;
import pop3bridge.accounts.Accounts;
import pop3bridge.accounts.AccountsUnavailableException;
import pop3bridge.accounts.Secret;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.maildrop.Maildrops;
import pop3bridge.pop3.State.Authorization;
import pop3bridge.pop3.State.Closed;
import pop3bridge.pop3.State.Transaction;

/**
 * The rules of RFC 1939: (state, command) to reply. No socket; it blocks where the ports block. For use by one thread, which
 * calls {@link #abandon} when the client is gone.
 */
public final class Session {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    /** How many bad commands in a row are borne, before and after login; one more ends the connection. */
    private static final int BAD_BEFORE_LOGIN = 3;
    private static final int BAD_AFTER_LOGIN = 20;

    private final String id;
    private final boolean plaintextLogin;
    private final Accounts accounts;
    private final Maildrops maildrops;
    private final SessionSummary summary = new SessionSummary();

    private State state = new Authorization(Optional.empty());
    private int badInARow;

    /**
     * A session that has just begun.
     *
     * @param id names the session in logs and in the maildrop's lock
     * @param plaintextLogin whether USER and PASS are accepted on this connection
     */
    public Session(String id, boolean plaintextLogin, Accounts accounts, Maildrops maildrops) {
        this.id = id;
        this.plaintextLogin = plaintextLogin;
        this.accounts = accounts;
        this.maildrops = maildrops;
    }

    /** Why the last reply was the last; empty if more commands are taken. */
    public Optional<Ending> ending() {
        return state instanceof Closed closed ? closed.ending() : Optional.empty();
    }

    /** What has happened so far. */
    public SessionSummary summary() {
        return summary;
    }

    /** Ends the session without UPDATE and releases the maildrop (RFC 1939 §6); nothing if it has ended already. */
    public void abandon() {
        end(Optional.empty());
    }

    private void end(Optional<Ending> ending) {
        State last = state;
        state = new Closed(ending);
        if (last instanceof Transaction transaction) {
            transaction.maildrop().close();
        }
    }

    /** Runs one command. */
    public Reply handle(Command command) {
        Reply reply = switch (state) {
            case Authorization authorization -> handle(authorization, command);
            case Transaction transaction -> lost(transaction).orElseGet(() -> handle(transaction, command));
            case Closed _ -> throw new IllegalStateException("the session has ended");
        };
        return command instanceof Command.Bad ? countBad(reply) : reset(reply);
    }

    private Reply handle(Authorization authorization, Command command) {
        return switch (command) {
            case Command.User user -> user(user.name());
            case Command.Pass pass -> pass(authorization, pass.password());
            case Command.Capa _ -> capa();
            case Command.Quit _ -> {
                state = new Closed(Optional.of(Ending.QUIT));
                yield new Reply.Ok("bye");
            }
            case Command.InTransaction c -> new Reply.Err(c.verb() + " is for after login");
            case Command.Bad bad -> new Reply.Err(bad.reason());
        };
    }

    private Reply handle(Transaction transaction, Command command) {
        return switch (command) {
            case Command.Stat _ -> stat(transaction);
            case Command.List list -> list(transaction, list.number());
            case Command.Retr retr -> retr(transaction, retr.number());
            case Command.Dele dele -> dele(transaction, dele.number());
            case Command.Noop _ -> new Reply.Ok("nothing done");
            case Command.Rset _ -> rset(transaction);
            case Command.Uidl uidl -> uidl(transaction, uidl.number());
            case Command.Top top -> top(transaction, top.number(), top.lines());
            case Command.Capa _ -> capa();
            case Command.Quit _ -> quit(transaction);
            case Command.InAuthorization c -> new Reply.Err(c.verb() + " is for before login");
            case Command.Bad bad -> new Reply.Err(bad.reason());
        };
    }

    /** A session whose lock is lost must not tell anything more about the maildrop, and removes nothing. */
    private Optional<Reply> lost(Transaction transaction) {
        try {
            transaction.maildrop().use();
            return Optional.empty();
        } catch (MaildropException e) {
            end(Optional.of(Ending.LOCK_LOST));
            return Optional.of(err(e));
        }
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

    private Reply reset(Reply reply) {
        badInARow = 0;
        return reply;
    }

    private Reply capa() {
        return new Reply.Listing("capabilities follow", Capabilities.lines(plaintextLogin));
    }

    private Reply user(String name) {
        if (!plaintextLogin) {
            return plaintextRefused();
        }
        state = new Authorization(Optional.of(name));
        return new Reply.Ok("send PASS");
    }

    private Reply pass(Authorization authorization, Secret password) {
        if (!plaintextLogin) {
            return plaintextRefused();
        }
        if (authorization.user().isEmpty()) {
            return new Reply.Err("send USER first");
        }
        state = new Authorization(Optional.empty());
        try {
            Optional<Account> account = accounts.authenticate(authorization.user().get(), password);
            return account.isEmpty()
                    ? new Reply.Err(ResponseCode.AUTH, "wrong user name or password")
                    : open(account.get());
        } catch (AccountsUnavailableException e) {
            log.atError().addKeyValue("session", id).setCause(e).log("users cannot be read");
            return new Reply.Err(ResponseCode.SYS_TEMP, "users cannot be read, try again later");
        }
    }

    private static Reply plaintextRefused() {
        return new Reply.Err("plaintext login needs TLS on this connection");
    }

    private Reply open(Account account) {
        try {
            Maildrop maildrop = maildrops.open(account, id);
            state = new Transaction(maildrop);
            summary.loggedIn(account.name(), maildrop.count());
            return new Reply.Ok(maildrop.count() + " messages");
        } catch (MaildropException e) {
            return err(e);
        }
    }

    private Reply stat(Transaction transaction) {
        return on(transaction, maildrop -> {
            List<Integer> present = present(transaction);
            long octets = Arrays.stream(maildrop.sizes(present)).sum();
            return new Reply.Ok(present.size() + " " + octets);
        });
    }

    private Reply list(Transaction transaction, OptionalInt number) {
        if (number.isPresent()) {
            return onMessage(transaction, number.getAsInt(),
                    (maildrop, n) -> new Reply.Ok(n + " " + maildrop.sizes(List.of(n))[0]));
        }
        return on(transaction, maildrop -> {
            List<Integer> present = present(transaction);
            long[] sizes = maildrop.sizes(present);
            return listing(present, index -> present.get(index) + " " + sizes[index]);
        });
    }

    private Reply uidl(Transaction transaction, OptionalInt number) {
        if (number.isPresent()) {
            return onMessage(transaction, number.getAsInt(),
                    (maildrop, n) -> new Reply.Ok(n + " " + maildrop.uniqueId(n)));
        }
        return on(transaction, maildrop -> {
            List<Integer> present = present(transaction);
            return listing(present, index -> present.get(index) + " " + maildrop.uniqueId(present.get(index)));
        });
    }

    private static Reply listing(List<Integer> present, IntFunction<String> line) {
        return new Reply.Listing(present.size() + " messages",
                () -> IntStream.range(0, present.size()).mapToObj(line).iterator());
    }

    private Reply retr(Transaction transaction, int number) {
        return onMessage(transaction, number, (maildrop, n) -> {
            Content content = maildrop.open(n);
            String text = content.size().isPresent() ? content.size().getAsLong() + " octets" : "message follows";
            return new Reply.Message(text, content, OptionalInt.empty());
        });
    }

    private Reply top(Transaction transaction, int number, int lines) {
        return onMessage(transaction, number,
                (maildrop, n) -> new Reply.Message("top of message follows", maildrop.open(n), OptionalInt.of(lines)));
    }

    private Reply dele(Transaction transaction, int number) {
        return onMessage(transaction, number, (_, n) -> {
            transaction.marked().add(n);
            return new Reply.Ok("message " + n + " marked");
        });
    }

    private Reply rset(Transaction transaction) {
        transaction.marked().clear();
        return new Reply.Ok(transaction.maildrop().count() + " messages");
    }

    /** UPDATE (RFC 1939 §6): the answer tells the truth, and the lock is free before it is given. */
    private Reply quit(Transaction transaction) {
        state = new Closed(Optional.of(Ending.QUIT));
        try (Maildrop maildrop = transaction.maildrop()) {
            if (!transaction.marked().isEmpty()) {
                maildrop.remove(transaction.marked());
                summary.removed(transaction.marked().size());
            }
        } catch (MaildropException e) {
            return err(e);
        }
        return new Reply.Ok("bye, " + summary.removed() + " messages removed");
    }

    private interface MaildropAction {
        Reply reply(Maildrop maildrop) throws MaildropException;
    }

    private interface MessageAction {
        Reply reply(Maildrop maildrop, int number) throws MaildropException;
    }

    private static Reply on(Transaction transaction, MaildropAction action) {
        try {
            return action.reply(transaction.maildrop());
        } catch (MaildropException e) {
            return err(e);
        }
    }

    /** A message that DELE has marked may be referred to by nothing but RSET (RFC 1939 §5). */
    private static Reply onMessage(Transaction transaction, int number, MessageAction action) {
        if (number < 1 || number > transaction.maildrop().count()) {
            return new Reply.Err("no such message");
        }
        if (transaction.marked().contains(number)) {
            return new Reply.Err("message " + number + " is marked as deleted");
        }
        return on(transaction, maildrop -> action.reply(maildrop, number));
    }

    private static List<Integer> present(Transaction transaction) {
        List<Integer> numbers = new ArrayList<>();
        for (int number = 1; number <= transaction.maildrop().count(); number++) {
            if (!transaction.marked().contains(number)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static Reply err(MaildropException e) {
        return new Reply.Err(ResponseCode.of(e.reason()), String.valueOf(e.getMessage()));
    }
}
