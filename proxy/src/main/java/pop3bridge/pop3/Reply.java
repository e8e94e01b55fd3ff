package pop3bridge.pop3;

import java.util.Optional;
import java.util.OptionalInt;
import pop3bridge.maildrop.Content;

/** What the server answers to one command (RFC 1939 §3). Texts are ASCII, without line ends, at most 490 octets. */
public sealed interface Reply {
    /** The status line, without its CRLF: at most 512 octets with it. */
    String statusLine();

    /** One positive line. */
    record Ok(String text) implements Reply {
        @Override
        public String statusLine() {
            return "+OK " + text;
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

        @Override
        public String statusLine() {
            return "-ERR " + code.map(c -> c.wire() + " ").orElse("") + text;
        }
    }

    /** A positive line and a multi-line list; no line begins with a dot. */
    record Listing(String text, Iterable<String> lines) implements Reply {
        @Override
        public String statusLine() {
            return "+OK " + text;
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
    }
}
