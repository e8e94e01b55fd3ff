package pop3bridge.pop3;

import java.util.Optional;
import java.util.OptionalInt;
import pop3bridge.accounts.Secret;

/** One command of a client, grouped by the state that accepts it (RFC 1939 §4, §5; RFC 2449 §5). */
public sealed interface Command {
    /** The keyword, for metrics. */
    Verb verb();

    /** Commands of the AUTHORIZATION state. */
    sealed interface InAuthorization extends Command {}

    /** Commands of the TRANSACTION state. */
    sealed interface InTransaction extends Command {}

    /** Commands of both states. */
    sealed interface Anywhere extends Command {}

    /** {@code USER name}. */
    record User(String name) implements InAuthorization {
        @Override
        public Verb verb() {
            return Verb.USER;
        }
    }

    /** {@code PASS string}: all that follows the one space, spaces included. */
    record Pass(Secret password) implements InAuthorization {
        @Override
        public Verb verb() {
            return Verb.PASS;
        }
    }

    /** {@code APOP name digest} (RFC 1939 §7). */
    record Apop(String name, String digest) implements InAuthorization {
        @Override
        public Verb verb() {
            return Verb.APOP;
        }
    }

    /**
     * {@code AUTH mechanism [initial-response]} (RFC 5034 §4).
     *
     * @param initialResponse in base64, as sent; {@code =} is one of no octets
     */
    record Auth(String mechanism, Optional<String> initialResponse) implements InAuthorization {
        @Override
        public Verb verb() {
            return Verb.AUTH;
        }
    }

    /** {@code AUTH} alone: which mechanisms there are. Of no RFC; Outlook asks so. */
    record AuthList() implements InAuthorization {
        @Override
        public Verb verb() {
            return Verb.AUTH;
        }
    }

    /** {@code STLS} (RFC 2595 §4). */
    record Stls() implements InAuthorization {
        @Override
        public Verb verb() {
            return Verb.STLS;
        }
    }

    /** {@code UTF8} (RFC 6856 §2). */
    record Utf8() implements InAuthorization {
        @Override
        public Verb verb() {
            return Verb.UTF8;
        }
    }

    /** {@code RPOP user} (RFC 1081, RFC 1225): a login without a password, which nobody gets. */
    record Rpop() implements InAuthorization {
        @Override
        public Verb verb() {
            return Verb.RPOP;
        }
    }

    /** {@code LAST} (RFC 1081, RFC 1225, RFC 1460). */
    record Last() implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.LAST;
        }
    }

    /** {@code XTND …} (RFC 1082): bulletin boards and sending, which are not served. */
    record Xtnd() implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.XTND;
        }
    }

    /**
     * {@code LANG [tag]} (RFC 6856 §3).
     *
     * @param tag empty to ask which languages there are
     */
    record Lang(Optional<String> tag) implements Anywhere {
        @Override
        public Verb verb() {
            return Verb.LANG;
        }
    }

    /** {@code STAT}. */
    record Stat() implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.STAT;
        }
    }

    /** {@code LIST [msg]}. */
    record List(OptionalInt number) implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.LIST;
        }
    }

    /** {@code RETR msg}. */
    record Retr(int number) implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.RETR;
        }
    }

    /** {@code DELE msg}. */
    record Dele(int number) implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.DELE;
        }
    }

    /** {@code NOOP}. */
    record Noop() implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.NOOP;
        }
    }

    /** {@code RSET}. */
    record Rset() implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.RSET;
        }
    }

    /** {@code UIDL [msg]}. */
    record Uidl(OptionalInt number) implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.UIDL;
        }
    }

    /** {@code TOP msg n}: the header and the first {@code lines} lines of the body. */
    record Top(int number, int lines) implements InTransaction {
        @Override
        public Verb verb() {
            return Verb.TOP;
        }
    }

    /** {@code CAPA}. */
    record Capa() implements Anywhere {
        @Override
        public Verb verb() {
            return Verb.CAPA;
        }
    }

    /** {@code QUIT}. */
    record Quit() implements Anywhere {
        @Override
        public Verb verb() {
            return Verb.QUIT;
        }
    }

    /**
     * A line that is no command, or a command with arguments that it does not take.
     *
     * @param reason what is wrong, without a word of what the client sent
     */
    record Bad(Verb verb, String reason) implements Command {}
}
