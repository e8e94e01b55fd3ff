package pop3bridge.moving.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The unique-ids that a POP3 server has given the messages of a Maildir. */
interface UniqueIdList {
    /** There are none. */
    UniqueIdList NONE = _ -> Optional.empty();

    /**
     * What a server knows of a message.
     *
     * @param place where the message is in a session of the server, among those with a place
     * @param uid its UID; empty if the server has none
     */
    record Known(long place, OptionalLong uid, Optional<String> uniqueId) {}

    /**
     * Returns what the server knows of a message.
     *
     * @param base the name of its file without the flags
     */
    Optional<Known> of(String base);

    /** Returns the name of a message's file without the flags. */
    static String base(String fileName) {
        int flags = fileName.indexOf(':');
        return flags < 0 ? fileName : fileName.substring(0, flags);
    }

    /** Returns the lines of a list. Its names may have any octets. */
    static List<String> lines(Path list) throws IOException {
        return new String(Files.readAllBytes(list), StandardCharsets.UTF_8).lines().toList();
    }
}
