package pop3bridge.pop3;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32C;
import pop3bridge.maildrop.Maildrop;

/**
 * A hash of the unique-ids in a maildrop, for the log: if a session ends with another hash than the next one begins with and no mail has
 * arrived, unique-ids have changed, and clients that keep mail on the server retrieve it again.
 */
final class UidlHash {
    private UidlHash() {}

    /** Returns the hash of the messages without these numbers, in order. */
    static String of(Maildrop maildrop, Set<Integer> without) {
        CRC32C hash = new CRC32C();
        for (int number = 1; number <= maildrop.count(); number++) {
            if (!without.contains(number)) {
                hash.update((maildrop.uniqueId(number) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        return HexFormat.of().toHexDigits((int) hash.getValue());
    }
}
