package pop3bridge.pop3;

import java.util.Optional;
import java.util.OptionalInt;
import pop3bridge.accounts.Secret;

/** A client command; commands are grouped by the state that accepts them (RFC 1939 §4, §5; RFC 2449 §5). */
public sealed interface Command {
    /** Returns the keyword, for metrics. */
    default Verb verb() {
        return switch (this) {
            case User _ -> Verb.USER;
            case Pass _ -> Verb.PASS;
            case Apop _ -> Verb.APOP;
            case Auth _ -> Verb.AUTH;
            case AuthList _ -> Verb.AUTH;
            case Stls _ -> Verb.STLS;
            case Utf8 _ -> Verb.UTF8;
            case Rpop _ -> Verb.RPOP;
            case Last _ -> Verb.LAST;
            case Xtnd _ -> Verb.XTND;
            case Lang _ -> Verb.LANG;
            case Stat _ -> Verb.STAT;
            case List _ -> Verb.LIST;
            case Retr _ -> Verb.RETR;
            case Dele _ -> Verb.DELE;
            case Noop _ -> Verb.NOOP;
            case Rset _ -> Verb.RSET;
            case Uidl _ -> Verb.UIDL;
            case Top _ -> Verb.TOP;
            case Capa _ -> Verb.CAPA;
            case Quit _ -> Verb.QUIT;
            case Bad bad -> bad.verb();
        };
    }

    /** Commands of the AUTHORIZATION state. */
    sealed interface InAuthorization extends Command {}

    /** Commands of the TRANSACTION state. */
    sealed interface InTransaction extends Command {}

    /** Commands of both states. */
    sealed interface Anywhere extends Command {}

    /** {@code USER name}. */
    record User(String name) implements InAuthorization {}

    /** {@code PASS string}: everything after the first space, including spaces. */
    record Pass(Secret password) implements InAuthorization {}

    /** {@code APOP name digest} (RFC 1939 §7). */
    record Apop(String name, String digest) implements InAuthorization {}

    /**
     * {@code AUTH mechanism [initial-response]} (RFC 5034 §4).
     *
     * @param initialResponse in base64, as sent; {@code =} is an empty response
     */
    record Auth(String mechanism, Optional<String> initialResponse) implements InAuthorization {}

    /** {@code AUTH} without arguments: lists the mechanisms. Not in any RFC; used by Outlook. */
    record AuthList() implements InAuthorization {}

    /** {@code STLS} (RFC 2595 §4). */
    record Stls() implements InAuthorization {}

    /** {@code UTF8} (RFC 6856 §2). */
    record Utf8() implements InAuthorization {}

    /** {@code RPOP user} (RFC 1081, RFC 1225): a login without a password, always refused. */
    record Rpop() implements InAuthorization {}

    /** {@code LAST} (RFC 1081, RFC 1225, RFC 1460). */
    record Last() implements InTransaction {}

    /** {@code XTND …} (RFC 1082): bulletin boards and sending mail, not supported. */
    record Xtnd() implements InTransaction {}

    /**
     * {@code LANG [tag]} (RFC 6856 §3).
     *
     * @param tag empty to list the languages
     */
    record Lang(Optional<String> tag) implements Anywhere {}

    /** {@code STAT}. */
    record Stat() implements InTransaction {}

    /** {@code LIST [msg]}. */
    record List(OptionalInt number) implements InTransaction {}

    /** {@code RETR msg}. */
    record Retr(int number) implements InTransaction {}

    /** {@code DELE msg}. */
    record Dele(int number) implements InTransaction {}

    /** {@code NOOP}. */
    record Noop() implements InTransaction {}

    /** {@code RSET}. */
    record Rset() implements InTransaction {}

    /** {@code UIDL [msg]}. */
    record Uidl(OptionalInt number) implements InTransaction {}

    /** {@code TOP msg n}: the header and the first {@code lines} lines of the body. */
    record Top(int number, int lines) implements InTransaction {}

    /** {@code CAPA}. */
    record Capa() implements Anywhere {}

    /** {@code QUIT}. */
    record Quit() implements Anywhere {}

    /**
     * A line that is not a command, or a command with invalid arguments.
     *
     * @param reason the problem, without any text from the client
     */
    record Bad(Verb verb, String reason) implements Command {}
}
