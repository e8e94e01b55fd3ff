package pop3bridge.pop3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;
import pop3bridge.maildrop.MaildropException;
import pop3bridge.pop3.State.Transaction;

/** The commands of the TRANSACTION state (RFC 1939 §5, §7). */
final class MessageCommands {
    /**
     * A client that requests at least this number of lines with TOP wants the whole message: fetchmail does this to
     * keep messages marked as unread.
     */
    private static final int MANY_LINES = 10_000;

    private MessageCommands() {}

    static Reply stat(Transaction transaction) {
        return on(transaction, maildrop -> {
            List<Integer> present = present(transaction);
            long octets = Arrays.stream(maildrop.sizes(present)).sum();
            return new Reply.Ok(present.size() + " " + octets);
        });
    }

    static Reply list(Transaction transaction, OptionalInt number) {
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

    static Reply uidl(Transaction transaction, OptionalInt number) {
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

    static Reply retr(Transaction transaction, int number) {
        return onMessage(transaction, number, (maildrop, n) -> {
            Content content = maildrop.open(n);
            String text = content.size().isPresent() ? content.size().getAsLong() + " octets" : "message follows";
            Reply reply = unlessUtf8(transaction, new Reply.Message(text, content, OptionalInt.empty()));
            if (reply instanceof Reply.Message) {
                transaction.highest().accessed(n);
            }
            return reply;
        });
    }

    static Reply top(Transaction transaction, int number, int lines) {
        return onMessage(transaction, number,
                (maildrop, n) -> unlessUtf8(transaction, new Reply.Message("top of message follows",
                        lines < MANY_LINES ? maildrop.openBeginning(n) : maildrop.open(n), OptionalInt.of(lines))));
    }

    /**
     * Refuses a message with UTF-8 in its header if the client has not sent UTF8 and the settings require this (RFC
     * 6856 §2.1).
     */
    private static Reply unlessUtf8(Transaction transaction, Reply.Message message) throws MaildropException {
        if (!transaction.rejectsUtf8()) {
            return message;
        }
        boolean sent = false;
        try {
            PeekedContent content = PeekedContent.of(message.content());
            sent = !content.utf8();
            return sent
                    ? new Reply.Message(message.text(), content, message.bodyLines())
                    : new Reply.Err(ResponseCode.UTF8, "message needs UTF8, send UTF8 before login");
        } catch (IOException e) {
            throw new MaildropException(MaildropException.Reason.TEMPORARY, "message cannot be read now", e);
        } finally {
            if (!sent) {
                message.content().close();
            }
        }
    }

    static Reply dele(Transaction transaction, int number) {
        return onMessage(transaction, number, (maildrop, n) -> {
            maildrop.checkRemovable(n);
            transaction.marked().add(n);
            transaction.highest().accessed(n);
            return new Reply.Ok("message " + n + " marked for deletion");
        });
    }

    static Reply rset(Transaction transaction) {
        transaction.marked().clear();
        transaction.highest().reset();
        return new Reply.Ok(transaction.maildrop().count() + " messages");
    }

    /** LAST starts at 0 in each session (RFC 1081, RFC 1225). */
    static Reply last(Transaction transaction) {
        return new Reply.Ok(Integer.toString(transaction.highest().number()));
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
            return Reply.Err.of(e);
        }
    }

    /** Runs an action on a message; one that DELE has marked is not available until RSET (RFC 1939 §5). */
    private static Reply onMessage(Transaction transaction, int number, MessageAction action) {
        if (number < 1 || number > transaction.maildrop().count()) {
            return new Reply.Err("no such message");
        }
        if (transaction.marked().contains(number)) {
            return new Reply.Err("message " + number + " is marked for deletion");
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

}
