package pop3bridge.users;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The lines of a valid passwd-file, for editing. Immutable.
 *
 * @param lines each with its line end; the last may have none
 */
record PasswdText(List<String> lines) {
    private static final Pattern LINE_END = Pattern.compile("\r?\n?\\z");

    PasswdText {
        lines = List.copyOf(lines);
    }

    static PasswdText of(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        return new PasswdText(text.isEmpty() ? List.of() : List.of(text.split("(?<=\n)", -1)));
    }

    /** The index of a user's line. */
    Optional<Integer> find(String name) {
        return IntStream.range(0, lines.size())
                .filter(i -> PasswdLine.parse(line(i)) instanceof PasswdLine.Entry entry
                        && entry.account().name().equals(name))
                .boxed().findFirst();
    }

    /** Adds a line at the end. */
    PasswdText with(String line) {
        String end = lines.isEmpty() || !lines.getFirst().endsWith("\r\n") ? "\n" : "\r\n";
        List<String> changed = new ArrayList<>(lines);
        if (!changed.isEmpty() && !changed.getLast().isEmpty() && !changed.getLast().endsWith("\n")) {
            changed.set(changed.size() - 1, changed.getLast() + end);
        }
        changed.add(line + end);
        return new PasswdText(changed);
    }

    /** Changes the hash in a line. */
    PasswdText withPassword(int place, String hash) {
        String[] fields = line(place).split(":", 3);
        List<String> changed = new ArrayList<>(lines);
        changed.set(place, fields[0] + ":" + hash + (fields.length == 3 ? ":" + fields[2] : "")
                + lines.get(place).substring(line(place).length()));
        return new PasswdText(changed);
    }

    /** Removes a line. */
    PasswdText without(int place) {
        return new PasswdText(Stream.concat(lines.stream().limit(place), lines.stream().skip(place + 1L)).toList());
    }

    byte[] octets() {
        return String.join("", lines).getBytes(StandardCharsets.UTF_8);
    }

    private String line(int place) {
        return LINE_END.matcher(lines.get(place)).replaceFirst("");
    }

    @Override
    public String toString() {
        return lines.size() + " lines";
    }
}
