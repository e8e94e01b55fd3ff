package pop3bridge.pop3;

import java.util.Optional;
import java.util.OptionalInt;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.MaildropException;

/**
 * What the server answers to one command (RFC 1939 §3). Texts have no line ends and at most 490 octets; they are ASCII until the client
 * chooses a language.
 */
public sealed interface Reply {
    /** Returns the status line, without its CRLF: at most 512 octets with it. */
    String statusLine();

    /** This reply with its text for people in another language. */
    Reply in(Language language);

    /** One positive line. */
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

    /** One negative line. */
    record Err(Optional<ResponseCode> code, String text) implements Reply {
        /** An error for which no response code is defined. */
        public Err(String text) {
            this(Optional.empty(), text);
        }

        /** An error that a program can tell from others. */
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

    /** A positive line and a multi-line list; no line begins with a dot. */
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
     * A positive line and a message; whoever gets this closes the content.
     *
     * @param bodyLines for TOP: how many lines of the body follow the header; empty for all
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

    /** A SASL challenge (RFC 5034 §4); the client's next line answers it. */
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
