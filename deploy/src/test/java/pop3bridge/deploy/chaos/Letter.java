package pop3bridge.deploy.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A message of a size; its text follows from its name, so that nobody must keep it.
 *
 * @param uid the last part of its key, which is its unique-id; no other message of the run has it
 * @param bodyLines how many lines follow the header
 * @param crlf whether it is stored with CRLF, else with LF
 */
record Letter(String maildrop, String uid, int bodyLines, boolean crlf) {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 .,:;-+*/=()";
    private static final int LONGEST_LINE = 100;
    private static final int ONE_IN = 10;

    /** As clients have it: the lines without their ends and without byte-stuffing. */
    List<String> lines() {
        SplittableRandom random = new SplittableRandom(uid.hashCode());
        List<String> lines = new ArrayList<>(bodyLines + 2);
        lines.add("Subject: " + uid);
        lines.add("");
        for (int number = 0; number < bodyLines; number++) {
            StringBuilder line = new StringBuilder(random.nextInt(ONE_IN) == 0 ? "." : "");
            for (int length = random.nextInt(LONGEST_LINE); length > 0; length--) {
                line.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** What LIST must say. */
    long octets() {
        return lines().stream().mapToLong(line -> line.length() + 2).sum();
    }

    byte[] stored() {
        String end = crlf ? "\r\n" : "\n";
        return (String.join(end, lines()) + end).getBytes(US_ASCII);
    }
}
