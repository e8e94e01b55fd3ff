package pop3bridge.pop3;

import java.util.Optional;
import java.util.OptionalInt;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.MaildropException;

/**
 * The reply to a command (RFC 1939 §3). Texts are one line of at most 490 octets; they are ASCII until the client
 * chooses a language.
 */
public sealed interface Reply {
    /** Returns the status line without its CRLF; at most 512 octets including the CRLF. */
    String statusLine();

    /** Returns this reply with its text in another language. */
    Reply in(Language language);

    /** A positive one-line reply. */
    record Ok(String text) implements Reply {
        @Override
        public String statusLine() {
            return "+OK " + text;
        }

        @Override
        public Reply in(Language language) {
            return new Ok(language.of(text));
        }
    }

    /** A negative reply. */
    record Err(Optional<ResponseCode> code, String text) implements Reply {
        /** Creates an error without a response code. */
        public Err(String text) {
            this(Optional.empty(), text);
        }

        /** Creates an error with a response code, which clients can evaluate. */
        public Err(ResponseCode code, String text) {
            this(Optional.of(code), text);
        }

        static Err of(MaildropException e) {
            return new Err(ResponseCode.of(e.reason()), String.valueOf(e.getMessage()));
        }

        @Override
        public String statusLine() {
            return "-ERR " + code.map(c -> c.wire() + " ").orElse("") + text;
        }

        @Override
        public Reply in(Language language) {
            return new Err(code, language.of(text));
        }
    }

    /** A positive multi-line reply with a list; no line begins with a dot. */
    record Listing(String text, Iterable<String> lines) implements Reply {
        @Override
        public String statusLine() {
            return "+OK " + text;
        }

        @Override
        public Reply in(Language language) {
            return new Listing(language.of(text), lines);
        }
    }

    /**
     * A positive multi-line reply with a message. The receiver must close the content.
     *
     * @param bodyLines for TOP, the number of body lines; empty for all
     */
    record Message(String text, Content content, OptionalInt bodyLines) implements Reply {
        @Override
        public String statusLine() {
            return "+OK " + text;
        }

        @Override
        public Reply in(Language language) {
            return new Message(language.of(text), content, bodyLines);
        }
    }

    /** A SASL challenge (RFC 5034 §4); the client's next line is the response. */
    record Challenge(String base64) implements Reply {
        @Override
        public String statusLine() {
            return "+ " + base64;
        }

        @Override
        public Reply in(Language language) {
            return this;
        }
    }
}
