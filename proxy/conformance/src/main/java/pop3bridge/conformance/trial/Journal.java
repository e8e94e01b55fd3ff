package pop3bridge.conformance.trial;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Watches every reply of a whole run for faults of syntax, whatever the case at hand is about; and whether mail was marked. */
public final class Journal {
    /** What may be wrong with a reply. */
    public enum Fault {
        STATUS,
        LINE_END,
        LENGTH,
        CHARACTERS,
        CODE,
        STUFFING
    }

    private static final int LONGEST = 512;
    private static final int ENOUGH = 5;
    /** What is not even like one belongs to a session that is out of step, which is told elsewhere. */
    private static final Pattern LIKE_STATUS = Pattern.compile("[+-](?i:ok|err).*", Pattern.DOTALL);
    private static final Pattern STATUS = Pattern.compile("(\\+OK|-ERR)( .*)?", Pattern.DOTALL);
    private static final Pattern BRACKET = Pattern.compile("(\\+OK|-ERR) \\[.*", Pattern.DOTALL);
    /** RFC 2449 §3: resp-code, and then text of its own. */
    private static final Pattern CODE = Pattern
            .compile("(\\+OK|-ERR) \\[[!-.0-\\\\^-~]+(/[!-.0-\\\\^-~]+)*\\]( .*)?", Pattern.DOTALL);

    private final Map<Fault, List<String>> faults = new EnumMap<>(Fault.class);
    private int replies;
    private boolean marked;

    /** A status line with its line end, and what it answers. */
    void reply(String command, String line) {
        replies++;
        String bare = line.replaceFirst("\r?\n$", "");
        note(line.endsWith("\r\n"), Fault.LINE_END, command, line);
        note(line.length() <= LONGEST, Fault.LENGTH, command, line);
        note(!LIKE_STATUS.matcher(bare).matches() || STATUS.matcher(bare).matches(), Fault.STATUS, command, line);
        note(bare.chars().noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7f), Fault.CHARACTERS, command, line);
        note(!BRACKET.matcher(bare).matches() || CODE.matcher(bare).matches(), Fault.CODE, command, line);
    }

    /** The octets of a multi-line reply between its status line and its end, byte-stuffed. */
    void body(String command, byte[] stuffed) {
        boolean lineStart = true;
        for (int i = 0; i < stuffed.length; i++) {
            if (lineStart && stuffed[i] == '.' && (i + 1 == stuffed.length || stuffed[i + 1] != '.')) {
                note(false, Fault.STUFFING, command, "a line with one dot at octet " + i);
            }
            lineStart = stuffed[i] == '\n' && i > 0 && stuffed[i - 1] == '\r';
        }
    }

    /** What is sent to the server. */
    void sent(String text) {
        marked |= text.toUpperCase(Locale.ROOT).contains("DELE");
    }

    /** Whether a message may have been marked since this was asked last. */
    public boolean marked() {
        boolean was = marked;
        marked = false;
        return was;
    }

    /** The number of replies so far. */
    public int replies() {
        return replies;
    }

    /** The first few replies with this fault. */
    public List<String> faults(Fault fault) {
        return List.copyOf(faults.getOrDefault(fault, List.of()));
    }

    private void note(boolean right, Fault fault, String command, String line) {
        List<String> found = faults.computeIfAbsent(fault, _fault -> new ArrayList<>());
        if (!right && found.size() < ENOUGH) {
            found.add("to " + Transcript.shortened(command) + ": " + Transcript.shortened(line));
        }
    }
}
