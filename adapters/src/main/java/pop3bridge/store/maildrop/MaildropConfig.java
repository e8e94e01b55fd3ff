package pop3bridge.store.maildrop;

import java.util.Optional;
import pop3bridge.store.ObjectStore.Restore;

/**
 * The location of the mail, and how it is read.
 *
 * @param bucket the bucket of maildrops without an address of their own
 * @param prefix the template for their prefix, see {@link Address#of}
 * @param reading how messages are read
 * @param maxMessages how many messages a session sees at most, the oldest; empty for all
 */
public record MaildropConfig(String bucket, String prefix, Reading reading, Deletion deletion,
        Optional<Integer> maxMessages) {
    /**
     * What clients may delete.
     *
     * @param readOnly whether they may delete nothing
     * @param kept the template for the prefix under which deleted messages are kept; empty to keep none
     * @param unreadable whether they may delete messages that their writer compressed or encrypted
     */
    public record Deletion(boolean readOnly, Optional<String> kept, boolean unreadable) {
        /** All that they can read, and nothing is kept. */
        public static final Deletion PLAIN = new Deletion(false, Optional.empty(), false);
    }

    /**
     * How messages are read.
     *
     * @param lineEnds {@link LineEnds#DETECT} unless verdicts are {@link Verdicts#SERVE}
     * @param verdicts what becomes of messages that Amazon SES found spam or a virus in
     * @param quarantine the template for the prefix to which hidden messages are moved; empty to leave them
     * @param restore how archived messages are restored that clients retrieve; empty if they are refused for good
     */
    public record Reading(LineEnds lineEnds, Verdicts verdicts, Optional<String> quarantine,
            Optional<Restore> restore) {
        /** Checks that the sizes are not those of the listing if it cannot have them. */
        public Reading {
            if (lineEnds == LineEnds.CRLF && verdicts != Verdicts.SERVE) {
                throw new IllegalArgumentException("a listing has no verdicts");
            }
        }

        /** All messages are served as they are. */
        public static Reading of(LineEnds lineEnds) {
            return new Reading(lineEnds, Verdicts.SERVE, Optional.empty(), Optional.empty());
        }
    }

    /** What becomes of a message that Amazon SES found spam or a virus in. */
    public enum Verdicts {
        /** It is served like any other. */
        SERVE,
        /** Clients do not see it. */
        HIDE,
        /** Its subject says what was found. */
        MARK
    }

    /** How the size of a message on the wire is determined. */
    public enum LineEnds {
        /** By reading the message once. */
        DETECT,
        /** From the listing: the producers of the messages end all lines in CRLF. */
        CRLF
    }
}
